/// Slices of a tensor along one axis at given indices, batch by batch; `gather` has replaced it.
///
/// Specification: `torch_index_select`.
package struct TorchIndexSelect: Operation {
  package static let names = ["stablehlo.torch_index_select"]
  package let axis: Int
  package let batchRank: Int

  package init(_ source: inout OperationSource) throws(TensorError) {
    axis = try source.integer("dim")
    batchRank = try source.integer("batch_dims")
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute("batch_dims", .integer(Int64(batchRank), .i64)),
      NamedAttribute("dim", .integer(Int64(axis), .i64)),
    ]
  }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C5" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    try requireElements(x)
    guard x[1].dtype.isInteger else {
      throw violation("I2", x, "the index must be of integers, not of \(x[1].dtype)")
    }
    try requireAxes([axis], "dim", below: x[0].rank, "C1", x)
    guard batchRank >= 0, batchRank <= x[1].rank else {
      throw violation("C2", x, "batch_dims \(batchRank) must lie in 0...\(x[1].rank)")
    }
    guard batchRank <= axis else {
      throw violation("C3", x, "batch_dims \(batchRank) must not exceed dim \(axis)")
    }
    guard x[0].shape.prefix(batchRank) == x[1].shape.prefix(batchRank) else {
      throw violation("C4", x, "operand and index must agree in the first \(batchRank) sizes")
    }
    let (numbers, sizes) = numbers(x)
    return try gatherType(x, numbers, sizes) { _ in "C5" }
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    let (numbers, sizes) = numbers(x.map(\.type))
    return gathering(x[0], x[1], numbers, sizes, type)
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    try gather(x.map(\.type)).transpose(ct, x)
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    try gather(zip(x, axes).map { x, axis in axis.map { x.type.removing($0) } ?? x.type })
      .batch(x, axes, over: axis)
  }
  package var promise: Promise { .exact }

  /// The `gather` that does the same.
  package func gather(_ x: [TensorType]) -> Gather {
    let (numbers, sizes) = numbers(x)
    return Gather(numbers, sliceSizes: sizes)
  }

  /// What that `gather` is told.
  private func numbers(_ x: [TensorType]) -> (GatherDimensionNumbers, sliceSizes: [Int]) {
    let (operand, index) = (x[0], x[1])
    let batch = Array(0..<batchRank)
    let chosen = index.rank - batchRank
    // Of the result: the axes before `axis`, then those of the index, then those after `axis`.
    let before = Array(batchRank..<axis)
    let after = (axis + 1..<operand.rank).map { $0 - 1 + chosen }
    var sizes = operand.shape
    for i in batch + [axis] { sizes[i] = min(1, sizes[i]) }
    let numbers = GatherDimensionNumbers(
      offsetDims: before + after, collapsedSliceDims: [axis], operandBatchingDims: batch,
      startIndicesBatchingDims: batch, startIndexMap: [axis], indexVectorDim: index.rank)
    return (numbers, sizes)
  }
}
