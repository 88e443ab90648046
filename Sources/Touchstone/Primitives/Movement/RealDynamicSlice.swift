/// `slice` with bounds and strides that are data.
///
/// Specification: `real_dynamic_slice`.
package struct RealDynamicSlice: DynamicOperation {
  package static let names = ["stablehlo.real_dynamic_slice"]
  package let type: TensorType

  private init(_ type: TensorType) { self.type = type }

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
  var staticCount: Int { 1 }
  func staticForm(
    _ x: [TensorType], _ data: [HostTensor]
  ) throws(TensorError) -> any Operation {
    let (start, limit, strides) = (data[0].integers, data[1].integers, data[2].integers)
    try requireDeclared(type, try sliceType(x, start, limit, strides), "C5", x)
    return Slice(start, limit, strides)
  }
  func batchedForm(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis
  ) throws -> (operation: any Primitive, operands: [Tensor], axis: Int)? {
    guard let place = axes[0] else { return nil }
    let data = zip(x.dropFirst(), [0, axis.size, 1]).map { inserting($1, $0, at: place) }
    return (RealDynamicSlice(type.inserting(axis.size, at: place)), [x[0]] + data, place)
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }
}
