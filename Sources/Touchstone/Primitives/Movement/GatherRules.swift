extension Gather {
  /// The slices' cotangents added up where the slices were taken from.
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let ct = ct[0], let indices = x[1].known, !sliceSizes.contains(0) else {
      return [nil, nil]
    }
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
    guard let (numbers, place) = dimensions.batched(axes[0], axes[1], indicesRank: rank) else {
      return (try apply(self, x), [nil])
    }
    let sizes = axes[0].map {
      sliceSizes.inserting(axes[1] == nil ? axis.size : min(1, axis.size), at: $0)
    }
    // What is sorted for each member need not be so for all of them together.
    let batched = Gather(
      numbers, sliceSizes: sizes ?? sliceSizes,
      indicesAreSorted: indicesAreSorted && axes[1] == nil)
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

  /// The numbers for all members of a batch, whose axis is put in at `operand` and at `indices`, and
  /// where it is put into the result; `nil` if it is nowhere.
  ///
  /// The slices have it whole if the operand alone has it.
  func batched(
    _ operand: Int?, _ indices: Int?, indicesRank rank: Int
  ) -> (GatherDimensionNumbers, place: Int)? {
    var numbers = self
    let place: Int
    if let indices {
      place = numbers.addIndicesAxis(indices, ofRank: rank)
    } else if let operand {
      place = numbers.addSliceAxis(operand, indicesRank: rank)
    } else {
      return nil
    }
    if let operand {
      numbers.makeRoomInOperand(at: operand)
      if let indices { numbers.pair(operand, indices) }
    }
    return (numbers, place)
  }

  /// Puts an axis into the indices, before of `rank`, at `axis`: one more for the result to run over,
  /// at the place returned.
  private mutating func addIndicesAxis(_ axis: Int, ofRank rank: Int) -> Int {
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
  private mutating func addSliceAxis(_ axis: Int, indicesRank: Int) -> Int {
    let rank = offsetDims.count + collapsedSliceDims.count + operandBatchingDims.count
    let before = offsetAxes(rank).count { $0 < axis }
    let place =
      before < offsetDims.count
      ? offsetDims[before] : batchDims(indicesRank).count + offsetDims.count
    offsetDims = offsetDims.makingRoom(at: place).inserting(place, at: before)
    return place
  }

  /// Numbers the operand's axes as they are when one more is put in at `axis`.
  private mutating func makeRoomInOperand(at axis: Int) {
    collapsedSliceDims = collapsedSliceDims.makingRoom(at: axis)
    operandBatchingDims = operandBatchingDims.makingRoom(at: axis)
    startIndexMap = startIndexMap.makingRoom(at: axis)
  }

  /// Lets an axis of the operand run together with one of the indices.
  private mutating func pair(_ operandAxis: Int, _ indicesAxis: Int) {
    let place = operandBatchingDims.count { $0 < operandAxis }
    operandBatchingDims.insert(operandAxis, at: place)
    startIndicesBatchingDims.insert(indicesAxis, at: place)
  }
}
