/// `iota` with a shape that is data.
///
/// Specification: `dynamic_iota`.
package struct DynamicIota: DynamicOperation {
  package static let names = ["stablehlo.dynamic_iota"]
  package let type: TensorType
  package let axis: Int

  package init(_ source: inout OperationSource) throws(TensorError) {
    type = try source.resultType()
    axis = try source.integer("iota_dimension")
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("iota_dimension", .integer(Int64(axis), .i64))]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax([.keyword("dim", attribute: "iota_dimension", .integer(.i64))], types: .functional)
  }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    try requireIntegerList(x[0], "output_shape", type.rank, "I1", "C2", x)
    return try iotaType(x, axis, type, "C4")
  }
  package static var fixedOperandCount: Int { 0 }
  package func fixed(_ x: [HostTensor], _ type: TensorType) throws(TensorError) -> Iota {
    try requireShape(x[0], of: type, "C3", x)
    return Iota(type, axis: axis)
  }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}
