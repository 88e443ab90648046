/// Whether each element is neither infinite nor NaN.
///
/// Specification: `is_finite`.
public func isFinite(_ x: Tensor) -> Tensor { bind(Predicate.isFinite, x) }

/// Whether each element is infinite, of either sign.
///
/// Specification: `is_inf`.
public func isInf(_ x: Tensor) -> Tensor { bind(Predicate.isInf, x) }

/// A question about each element of a real floating-point tensor.
package enum Predicate: String, ElementwiseOperation, CaseIterable {
  case isFinite = "stablehlo.is_finite"
  case isInf = "chlo.is_inf"
  case isNegInf = "chlo.is_neg_inf"
  case isPosInf = "chlo.is_pos_inf"

  package static let names = allCases.map(\.rawValue)
  package var fullName: String { rawValue }
  package static func syntax(of name: String) -> Syntax {
    Syntax(types: name.hasPrefix("chlo.") ? .arrow : .functional)
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let predicate = Predicate(rawValue: source.name) else {
      throw source.invalid("not a question about elements")
    }
    self = predicate
  }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    guard x[0].dtype.isFloat else {
      throw violation("I1", x, "expected real floating-point numbers, got \(x[0].dtype)")
    }
    return x[0].with(.i1)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    let answers = x[0].doubles.map { element in
      switch self {
      case .isFinite: element.isFinite
      case .isInf: element.isInfinite
      case .isNegInf: element == -.infinity
      case .isPosInf: element == .infinity
      }
    }
    return HostTensor(type, booleans: answers)
  }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}
