/// The real part of each element; of a real number the number itself.
///
/// Specification: `real`.
public func real(_ x: Tensor) -> Tensor { bind(ComplexPart.real, x) }

/// The imaginary part of each element; of a real number zero.
///
/// Specification: `imag`.
public func imag(_ x: Tensor) -> Tensor { bind(ComplexPart.imaginary, x) }

/// Complex numbers from their real and imaginary parts, of `f32` or `f64`.
///
/// Specification: `complex`.
public func complex(_ real: Tensor, _ imaginary: Tensor) -> Tensor {
  bind(ComplexFromParts(), real, imaginary)
}

package enum ComplexPart: String, ElementwiseOperation, CaseIterable {
  case real = "stablehlo.real"
  case imaginary = "stablehlo.imag"

  package static let names = allCases.map(\.rawValue)
  package var fullName: String { rawValue }

  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let part = ComplexPart(rawValue: source.name) else {
      throw source.invalid("not a part of a complex number")
    }
    self = part
  }
  package var resultClause: String { "C2" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    guard x[0].dtype.isFloat || x[0].dtype.isComplex else {
      throw violation("I1", x, "expected real or complex numbers, got \(x[0].dtype)")
    }
    return x[0].with(x[0].dtype.realPart)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    if x[0].dtype.isComplex {
      let part: KeyPath<WideComplex, Double> = self == .real ? \.real : \.imaginary
      return HostTensor(type, doubles: x[0].complexes.map { $0[keyPath: part] })
    }
    return self == .real ? x[0] : .full(type, 0)
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) -> [Tensor?] {
    guard let ct = ct[0] else { return [nil] }
    let zero = Tensor.zeros(like: ct)
    if !x[0].type.dtype.isComplex { return [self == .real ? ct : zero] }
    return [self == .real ? complex(ct, zero) : complex(zero, -ct)]
  }
  package var promise: Promise { .exact }
}

package struct ComplexFromParts: ElementwiseOperation {
  package static let names = ["stablehlo.complex"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}
  package static func syntax(of name: String) -> Syntax { Syntax(types: .result) }
  package var resultClause: String { "C3" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    guard x[0] == x[1] else { throw violation("C1", x, "both parts must have the same type") }
    guard let dtype = x[0].dtype.complexCounterpart else {
      throw violation("I1", x, "expected parts of f32 or f64, got \(x[0].dtype)")
    }
    return x[0].with(dtype)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    HostTensor(type, complexes: zip(x[0].doubles, x[1].doubles).map { WideComplex($0, $1) })
  }
  package var derivative: Derivative { .linear(positions: [0, 1]) }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) -> [Tensor?] {
    guard let ct = ct[0] else { return [nil, nil] }
    return [real(ct), x[1].isLinear ? -imag(ct) : nil]
  }
  package var promise: Promise { .exact }
}
