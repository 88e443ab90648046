/// Which axes of operand, indices and result of a `gather` correspond.
///
/// Specification: `gather`.
public struct GatherDimensionNumbers: Hashable, Sendable {
  /// The axes of the result that run within a slice.
  public var offsetDims: [Int]
  /// The axes of the operand that a slice has with size one or zero and the result has not.
  public var collapsedSliceDims: [Int]
  /// The axes of the operand that run together with axes of the indices.
  public var operandBatchingDims: [Int]
  /// The axes of the indices that run together with those of the operand.
  public var startIndicesBatchingDims: [Int]
  /// The axis of the operand that each component of an index vector is for.
  public var startIndexMap: [Int]
  /// The axis of the indices along which the components of an index vector lie; the rank of the
  /// indices if these are numbers instead of vectors.
  public var indexVectorDim: Int

  /// The correspondence described by these lists.
  public init(
    offsetDims: [Int] = [], collapsedSliceDims: [Int] = [], operandBatchingDims: [Int] = [],
    startIndicesBatchingDims: [Int] = [], startIndexMap: [Int] = [], indexVectorDim: Int = 0
  ) {
    self.offsetDims = offsetDims
    self.collapsedSliceDims = collapsedSliceDims
    self.operandBatchingDims = operandBatchingDims
    self.startIndicesBatchingDims = startIndicesBatchingDims
    self.startIndexMap = startIndexMap
    self.indexVectorDim = indexVectorDim
  }

  init(_ source: inout OperationSource) throws(TensorError) {
    offsetDims = try source.optionalIntegers("offset_dims") ?? []
    collapsedSliceDims = try source.optionalIntegers("collapsed_slice_dims") ?? []
    operandBatchingDims = try source.optionalIntegers("operand_batching_dims") ?? []
    startIndicesBatchingDims = try source.optionalIntegers("start_indices_batching_dims") ?? []
    startIndexMap = try source.optionalIntegers("start_index_map") ?? []
    indexVectorDim = try source.optionalInteger("index_vector_dim") ?? 0
  }

  var attribute: Attribute {
    .structure(
      "stablehlo.gather",
      structureFields(
        lists: [
          ("offset_dims", offsetDims), ("collapsed_slice_dims", collapsedSliceDims),
          ("operand_batching_dims", operandBatchingDims),
          ("start_indices_batching_dims", startIndicesBatchingDims),
          ("start_index_map", startIndexMap),
        ], indexVectorDim))
  }
}

/// The fields of a structure of axes, without those that have their default.
func structureFields(lists: [(String, [Int])], _ indexVectorDim: Int) -> [NamedAttribute] {
  var fields: [NamedAttribute] = []
  for (name, list) in lists where !list.isEmpty {
    fields.append(NamedAttribute(name, .integers(list, .i64)))
  }
  if indexVectorDim != 0 {
    fields.append(NamedAttribute("index_vector_dim", .integer(Int64(indexVectorDim), .i64)))
  }
  return fields
}

extension GatherDimensionNumbers {
  /// The axes of the result that run over the slices, for indices of `rank`.
  func batchDims(_ indicesRank: Int) -> [Int] {
    let count = indicesRank - (indexVectorDim < indicesRank ? 1 : 0)
    return (0..<count + offsetDims.count).filter { !offsetDims.contains($0) }
  }

  /// The axes of a slice that the result has too.
  func offsetAxes(_ operandRank: Int) -> [Int] {
    (0..<operandRank).filter {
      !collapsedSliceDims.contains($0) && !operandBatchingDims.contains($0)
    }
  }
}
