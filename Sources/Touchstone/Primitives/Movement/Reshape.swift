/// The elements of `x` in the same row-major order, in a tensor of `shape`.
///
/// Shape: `shape`, which must have as many elements as `x`; one size of -1 stands for what is left.
/// Specification: `reshape`.
public func reshape(_ x: Tensor, _ shape: [Int]) -> Tensor {
  var shape = shape
  if let hole = shape.firstIndex(of: -1) {
    let known = shape.reduce(into: 1) { if $1 != -1 { $0 *= $1 } }
    // What does not come out even is left to the type rule.
    if known > 0, x.type.count.isMultiple(of: known) { shape[hole] = x.type.count / known }
  }
  return bind(Reshape(TensorType(x.dtype, shape)), x)
}

package struct Reshape: Operation {
  package static let names = ["stablehlo.reshape"]
  package let type: TensorType

  package init(_ type: TensorType) { self.type = type }

  package init(_ source: inout OperationSource) throws(TensorError) {
    type = try source.resultType()
  }
  package static func syntax(of name: String) -> Syntax { Syntax(types: .functional) }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    try requireElements(x)
    return try reshapeType(x, type)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    x[0].reinterpreted(as: type)
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    [ct[0].map { reshape($0, x[0].type.shape) }]
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    guard let place = axes[0] else { return (try apply(self, x), [nil]) }
    let operand = x[0].movingAxis(place, to: 0)
    return ([reshape(operand, type.inserting(axis.size, at: 0).shape)], [0])
  }
}

extension Primitive {
  /// The type rule of `reshape` and of its dynamic form, whose labels agree.
  func reshapeType(_ x: [TensorType], _ type: TensorType) throws(TensorError) -> TensorType {
    guard type.dtype == x[0].dtype else {
      throw violation("C1", x, "the result must be of \(x[0].dtype), not \(type.dtype)")
    }
    let type = try representable(type, "C2", x)
    guard type.checkedCount == x[0].checkedCount else {
      throw violation("C2", x, "\(x[0].count) elements do not fill \(type)")
    }
    return type
  }
}
