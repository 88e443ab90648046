/// An operation on each element of one operand: one case and one row each.
package enum Unary: String, Operation, CaseIterable {
  case negate = "stablehlo.negate"
  case not = "stablehlo.not"
  case sine = "stablehlo.sine"

  var row: UnaryRow {
    switch self {
    case .negate:
      UnaryRow(
        float: { x, _ in -x }, complex: { x, _ in WideComplex(-x.real, -x.imaginary) },
        signed: { x, _ in 0 &- x }, unsigned: { x, _ in 0 &- x },
        derivative: .linear(positions: [0]))
    case .not:
      UnaryRow(signed: { x, _ in ~x }, unsigned: { x, _ in ~x }, boolean: { !$0 })
    case .sine:
      UnaryRow(float: Exact.sine, promise: .elementary)
    }
  }
}

extension Unary {
  package static let names = allCases.map(\.rawValue)

  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let operation = Unary(rawValue: source.name) else {
      throw source.invalid("not a unary elementwise operation")
    }
    self = operation
  }
  package var fullName: String { rawValue }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    guard row.accepts(x[0].dtype.family) else {
      throw violation("I1", x, "\(x[0].dtype) is not a dtype this operation takes")
    }
    return x[0]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor { row.map(x[0]) }
  package var derivative: Derivative { row.derivative }
  package var promise: Promise { row.promise }
}
