/// An operation on each pair of elements of two operands of one type: one case and one row each.
package enum Binary: String, Operation, CaseIterable {
  case add = "stablehlo.add"
  case multiply = "stablehlo.multiply"

  var row: BinaryRow {
    switch self {
    case .add:
      BinaryRow(
        float: { x, y, _ in x + y },
        complex: { x, y, _ in WideComplex(x.real + y.real, x.imaginary + y.imaginary) },
        signed: { x, y, _ in x &+ y }, unsigned: { x, y, _ in x &+ y }, boolean: { $0 || $1 },
        derivative: .linear(positions: [0, 1]), promise: .arithmetic)
    case .multiply:
      BinaryRow(
        float: { x, y, _ in x * y },
        complex: { x, y, _ in
          WideComplex(
            x.real * y.real - x.imaginary * y.imaginary,
            x.real * y.imaginary + x.imaginary * y.real)
        },
        signed: { x, y, _ in x &* y }, unsigned: { x, y, _ in x &* y }, boolean: { $0 && $1 },
        derivative: .bilinear, promise: .arithmetic)
    }
  }

  /// Whether the operation is associative with a unit, so that a reduction may accumulate wide.
  package var isMonoid: Bool {
    switch self {
    case .add, .multiply: true
    }
  }
}

extension Binary {
  package static let names = allCases.map(\.rawValue)

  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let operation = Binary(rawValue: source.name) else {
      throw source.invalid("not a binary elementwise operation")
    }
    self = operation
  }
  package var fullName: String { rawValue }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    guard x[0] == x[1] else { throw violation("C1", x, "the operands must have the same type") }
    guard row.accepts(x[0].dtype.family) else {
      throw violation("I1", x, "\(x[0].dtype) is not a dtype this operation takes")
    }
    return x[0]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    row.map(x[0], x[1])
  }
  package var derivative: Derivative { row.derivative }
  package var promise: Promise { row.promise }
}
