/// Which axes of inputs, indices and updates of a `scatter` correspond.
///
/// Specification: `scatter`.
public struct ScatterDimensionNumbers: Hashable, Sendable {
  /// The axes of the updates that run within a window.
  public var updateWindowDims: [Int]
  /// The axes of the inputs in which a window has size one and the updates have no axis.
  public var insertedWindowDims: [Int]
  /// The axes of the inputs that run together with axes of the indices.
  public var inputBatchingDims: [Int]
  /// The axes of the indices that run together with those of the inputs.
  public var scatterIndicesBatchingDims: [Int]
  /// The axis of the inputs that each component of an index vector is for.
  public var scatterDimsToOperandDims: [Int]
  /// The axis of the indices along which the components of an index vector lie; the rank of the
  /// indices if these are numbers instead of vectors.
  public var indexVectorDim: Int

  /// The correspondence described by these lists.
  public init(
    updateWindowDims: [Int] = [], insertedWindowDims: [Int] = [], inputBatchingDims: [Int] = [],
    scatterIndicesBatchingDims: [Int] = [], scatterDimsToOperandDims: [Int] = [],
    indexVectorDim: Int = 0
  ) {
    self.updateWindowDims = updateWindowDims
    self.insertedWindowDims = insertedWindowDims
    self.inputBatchingDims = inputBatchingDims
    self.scatterIndicesBatchingDims = scatterIndicesBatchingDims
    self.scatterDimsToOperandDims = scatterDimsToOperandDims
    self.indexVectorDim = indexVectorDim
  }

  init(_ source: inout OperationSource) throws(TensorError) {
    updateWindowDims = try source.optionalIntegers("update_window_dims") ?? []
    insertedWindowDims = try source.optionalIntegers("inserted_window_dims") ?? []
    inputBatchingDims = try source.optionalIntegers("input_batching_dims") ?? []
    scatterIndicesBatchingDims =
      try source.optionalIntegers("scatter_indices_batching_dims") ?? []
    scatterDimsToOperandDims =
      try source.optionalIntegers("scatter_dims_to_operand_dims") ?? []
    indexVectorDim = try source.optionalInteger("index_vector_dim") ?? 0
  }

  var attribute: Attribute {
    .structure(
      "stablehlo.scatter",
      structureFields(
        lists: [
          ("update_window_dims", updateWindowDims),
          ("inserted_window_dims", insertedWindowDims),
          ("input_batching_dims", inputBatchingDims),
          ("scatter_indices_batching_dims", scatterIndicesBatchingDims),
          ("scatter_dims_to_operand_dims", scatterDimsToOperandDims),
        ], indexVectorDim))
  }
}

extension ScatterDimensionNumbers {
  /// The axes of updates of `rank` that run over the windows.
  func scatterDims(_ updatesRank: Int) -> [Int] {
    (0..<updatesRank).filter { !updateWindowDims.contains($0) }
  }

  /// The axes of inputs of `rank` that a window has.
  func windowAxes(_ inputRank: Int) -> [Int] {
    (0..<inputRank).filter {
      !insertedWindowDims.contains($0) && !inputBatchingDims.contains($0)
    }
  }
}
