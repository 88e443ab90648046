extension Gather {
  /// The slices' cotangents added up where the slices were taken from.
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let ct = ct[0], let indices = x[1].known else { return [nil, nil] }
    let operand = x[0].type
    // A start out of range moves here, where a scatter would leave the window out.
    let ranges = IndexRanges(
      limits: dimensions.startIndexMap.map { operand.shape[$0] - sliceSizes[$0] },
      vectorDim: dimensions.indexVectorDim)
    let scatter = Scatter(
      dimensions.ofScatter, body: .combining(by: .add, operand.dtype),
      indicesAreSorted: indicesAreSorted)
    return [
      try apply(scatter, [.full(operand, 0), ranges.clipped(indices), ct])[0], nil,
    ]
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let rank = x[1].rank - (axes[1] == nil ? 0 : 1)
    var (numbers, sizes) = (dimensions, sliceSizes)
    let place: Int
    if let axis = axes[1] {
      place = numbers.addIndicesAxis(axis, ofRank: rank)
    } else if let axis = axes[0] {
      place = numbers.placeOfSliceAxis(axis, indicesRank: rank)
    } else {
      return (try apply(self, x), [nil])
    }
    if let operandAxis = axes[0] {
      numbers.makeRoomInOperand(at: operandAxis)
      sizes.insert(axes[1] == nil ? axis.size : min(1, axis.size), at: operandAxis)
      if let indicesAxis = axes[1] { numbers.pair(operandAxis, indicesAxis) }
    }
    // What is sorted for each member need not be so for all of them together.
    let batched = Gather(
      numbers, sliceSizes: sizes, indicesAreSorted: indicesAreSorted && axes[1] == nil)
    return (try apply(batched, x), [place])
  }
}

extension GatherDimensionNumbers {
  /// The numbers of the scatter whose windows lie where the slices do.
  var ofScatter: ScatterDimensionNumbers {
    ScatterDimensionNumbers(
      updateWindowDims: offsetDims, insertedWindowDims: collapsedSliceDims,
      inputBatchingDims: operandBatchingDims,
      scatterIndicesBatchingDims: startIndicesBatchingDims,
      scatterDimsToOperandDims: startIndexMap, indexVectorDim: indexVectorDim)
  }

  /// Puts an axis into the indices, before of `rank`, at `axis`: one more for the result to run over,
  /// at the place returned.
  fileprivate mutating func addIndicesAxis(_ axis: Int, ofRank rank: Int) -> Int {
    let batchDims = batchDims(rank)
    startIndicesBatchingDims = startIndicesBatchingDims.makingRoom(at: axis)
    if axis <= indexVectorDim { indexVectorDim += 1 }
    let before = axis - (indexVectorDim < axis ? 1 : 0)
    let place = before < batchDims.count ? batchDims[before] : batchDims.count + offsetDims.count
    offsetDims = offsetDims.makingRoom(at: place)
    return place
  }

  /// Puts into the result the axis of slices that have one more at `axis` of the operand: the place
  /// returned.
  fileprivate mutating func placeOfSliceAxis(_ axis: Int, indicesRank: Int) -> Int {
    let rank = offsetDims.count + collapsedSliceDims.count + operandBatchingDims.count
    let before = offsetAxes(rank).count { $0 < axis }
    let place =
      before < offsetDims.count
      ? offsetDims[before] : batchDims(indicesRank).count + offsetDims.count
    offsetDims = offsetDims.makingRoom(at: place).inserting(place, at: before)
    return place
  }

  /// Numbers the operand's axes as they are when one more is put in at `axis`.
  fileprivate mutating func makeRoomInOperand(at axis: Int) {
    collapsedSliceDims = collapsedSliceDims.makingRoom(at: axis)
    operandBatchingDims = operandBatchingDims.makingRoom(at: axis)
    startIndexMap = startIndexMap.makingRoom(at: axis)
  }

  /// Lets an axis of the operand run together with one of the indices.
  fileprivate mutating func pair(_ operandAxis: Int, _ indicesAxis: Int) {
    let place = operandBatchingDims.count { $0 < operandAxis }
    operandBatchingDims.insert(operandAxis, at: place)
    startIndicesBatchingDims.insert(indicesAxis, at: place)
  }
}
