/// `reshape` to a shape that is data.
///
/// Specification: `dynamic_reshape`.
package struct DynamicReshape: DynamicOperation {
  package static let names = ["stablehlo.dynamic_reshape", "chlo.dynamic_reshape"]
  package let type: TensorType
  package let fullName: String

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
  package func fixed(_ x: [HostTensor], _ type: TensorType) throws(TensorError) -> Reshape {
    try requireShape(x[1], of: type, "C5", x)
    return Reshape(type)
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }
}
