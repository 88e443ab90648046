/// `slice` with bounds and strides that are data.
///
/// Specification: `real_dynamic_slice`.
package struct RealDynamicSlice: DynamicOperation {
  package static let names = ["stablehlo.real_dynamic_slice"]
  package let type: TensorType

  package init(_ source: inout OperationSource) throws(TensorError) {
    type = try source.resultType()
  }
  package static func syntax(of name: String) -> Syntax { Syntax(types: .functional) }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(4, x)
    try requireElements(x)
    guard type.dtype == x[0].dtype else {
      throw violation("C1", x, "the result must be of \(x[0].dtype), not \(type.dtype)")
    }
    try requireIntegerList(x[1], "start_indices", x[0].rank, "I2", "C2", x)
    try requireIntegerList(x[2], "limit_indices", x[0].rank, "I3", "C2", x)
    try requireIntegerList(x[3], "strides", x[0].rank, "I4", "C2", x)
    guard type.rank == x[0].rank else {
      throw violation("C5", x, "the result must have rank \(x[0].rank), not \(type.rank)")
    }
    return try representable(type, "C5", x)
  }
  package func fixed(_ x: [HostTensor], _ type: TensorType) throws(TensorError) -> Slice {
    let (start, limit, strides) = (x[1].integers, x[2].integers, x[3].integers)
    try requireDeclared(type, try sliceType(x.map(\.type), start, limit, strides), "C5", x)
    return Slice(start, limit, strides)
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }
}
