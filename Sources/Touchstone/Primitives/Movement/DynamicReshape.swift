/// `reshape` to a shape that is data.
///
/// Specification: `dynamic_reshape`.
package struct DynamicReshape: DynamicOperation {
  package static let names = ["stablehlo.dynamic_reshape", "chlo.dynamic_reshape"]
  package let type: TensorType
  package let fullName: String

  private init(_ type: TensorType, _ name: String) {
    self.type = type
    fullName = name
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    type = try source.resultType()
    fullName = source.name
  }
  package static func syntax(of name: String) -> Syntax {
    name == "chlo.dynamic_reshape" ? .generic : Syntax(types: .functional)
  }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    try requireElements(x)
    try requireIntegerList(x[1], "output_shape", type.rank, "I2", "C4", x)
    return try reshapeType(x, type)
  }
  var staticCount: Int { 1 }
  func staticForm(
    _ x: [TensorType], _ data: [HostTensor]
  ) throws(TensorError) -> any Operation {
    try requireShape(data[0], of: type, "C5", x)
    return Reshape(type)
  }
  func batchedForm(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis
  ) throws -> (operation: any Primitive, operands: [Tensor], axis: Int)? {
    let operand = x[0].withBatchAxis(axes[0], at: 0, axis.size)
    let shape = inserting(axis.size, x[1], at: 0)
    return (
      DynamicReshape(type.inserting(axis.size, at: 0), fullName), [operand, shape], 0
    )
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }
}
