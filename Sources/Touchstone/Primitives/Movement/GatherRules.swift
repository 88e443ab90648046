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

  /// The numbers of the gather whose slices lie where the windows of a scatter do.
  private init(of scatter: ScatterDimensionNumbers) {
    self.init(
      offsetDims: scatter.updateWindowDims, collapsedSliceDims: scatter.insertedWindowDims,
      operandBatchingDims: scatter.inputBatchingDims,
      startIndicesBatchingDims: scatter.scatterIndicesBatchingDims,
      startIndexMap: scatter.scatterDimsToOperandDims, indexVectorDim: scatter.indexVectorDim)
  }

  /// The numbers for all members of a batch, whose axis is put in at `operand` and at `indices`, and
  /// where it is put into the result; `nil` if it is nowhere.
  ///
  /// The slices have it whole if the operand alone has it.
  func batched(
    _ operand: Int?, _ indices: Int?, indicesRank rank: Int
  ) -> (GatherDimensionNumbers, place: Int)? {
    let resultRank = batchDims(rank).count + offsetDims.count
    var numbers = ofScatter
    let place: Int
    if let indices {
      place = numbers.addIndicesAxis(indices, updatesRank: resultRank)
    } else if let operand {
      let rank = offsetDims.count + collapsedSliceDims.count + operandBatchingDims.count
      place = numbers.addWindowAxis(operand, ofRank: rank, updatesRank: resultRank)
    } else {
      return nil
    }
    if let operand {
      numbers.makeRoomInInputs(at: operand)
      if let indices { numbers.pair(operand, indices) }
    }
    return (GatherDimensionNumbers(of: numbers), place)
  }
}
