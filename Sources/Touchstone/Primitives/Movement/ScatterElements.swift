extension ScatterDimensionNumbers {
  /// The numbers of the gather whose slices lie where the windows do.
  var ofGather: GatherDimensionNumbers {
    GatherDimensionNumbers(
      offsetDims: updateWindowDims, collapsedSliceDims: insertedWindowDims,
      operandBatchingDims: inputBatchingDims,
      startIndicesBatchingDims: scatterIndicesBatchingDims,
      startIndexMap: scatterDimsToOperandDims, indexVectorDim: indexVectorDim)
  }

  /// The sizes of a window in inputs of `rank`.
  func windowSizes(_ rank: Int, _ updates: TensorType) -> [Int] {
    var sizes = [Int](repeating: 1, count: rank)
    for (i, axis) in zip(updateWindowDims, windowAxes(rank)) { sizes[axis] = updates.shape[i] }
    return sizes
  }

  /// The elements of `x` at the places where updates of the type `updates` go; zero where that is
  /// outside. Linear in `x`.
  ///
  /// This is the transpose of adding updates.
  func elements(of x: Tensor, at indices: Tensor, _ updates: TensorType) throws -> Tensor {
    if x.type.count == 0 || updates.count == 0 { return .full(updates, 0) }
    let sizes = windowSizes(x.rank, updates)
    let axes = scatterDimsToOperandDims
    let ranges = IndexRanges(
      limits: axes.map { x.shape[$0] - sizes[$0] }, vectorDim: indexVectorDim)
    let gather = Gather(ofGather, sliceSizes: sizes)
    if ranges.surelyContain(indices) { return try apply(gather, [x, indices])[0] }
    if axes.allSatisfy({ sizes[$0] == 1 }) {
      let found = try apply(gather, [x, indices])[0]
      let inside = broadcast(
        ranges.contain(indices), to: found.shape, axes: ofGather.batchDims(indices.rank))
      return select(inside, found, .zeros(like: found))
    }
    // A gather moves a slice that does not fit, so make room for those that hang over the edge.
    var margin = [Int](repeating: 0, count: x.rank)
    for axis in axes { margin[axis] = sizes[axis] }
    let roomy = pad(x, with: .full(TensorType(x.dtype), 0), low: margin, high: margin)
    let wide = indices.wideIndices
    func line(_ values: [Int]) -> Tensor {
      let isVector = indexVectorDim < indices.rank
      let host = HostTensor(
        TensorType(.i64, isVector ? [values.count] : []), signed: values.map { Int64($0) })
      return broadcast(Tensor(host), to: wide.shape, axes: isVector ? [indexVectorDim] : [])
    }
    let starts = clamp(
      line(axes.map { -sizes[$0] }), wide, line(axes.map { x.shape[$0] }))
    return try apply(gather, [roomy, starts + line(axes.map { sizes[$0] })])[0]
  }

  /// The windows in the order in which they are worked in, one along the first axis of indices and
  /// updates, and what they mean by themselves.
  func windows(_ indices: Tensor, _ updates: [Tensor]) -> (
    count: Int, indices: Tensor, updates: [Tensor], dimensions: ScatterDimensionNumbers
  ) {
    let batchAxes = indices.shape.indices.filter { $0 != indexVectorDim }
    let batchShape = batchAxes.map { indices.shape[$0] }
    let count = batchShape.reduce(1, *)
    let wide = indices.wideIndices
    let vectors =
      indexVectorDim < indices.rank
      ? reshape(
        wide.movingAxis(indexVectorDim, to: indices.rank - 1),
        [count, scatterDimsToOperandDims.count]) : reshape(wide, [count, 1])
    // Where a window lies along an axis that runs together with the indices is a component as well.
    let further = scatterIndicesBatchingDims.map { axis -> Tensor in
      let type = TensorType(.i64, batchShape)
      return reshape(
        iota(type, axis: axis < indexVectorDim ? axis : axis - 1), [count, 1])
    }
    let rank = updates[0].rank
    let order = scatterDims(rank) + updateWindowDims
    let rows = updates.map { update in
      reshape(
        transpose(update, order), [count] + updateWindowDims.map { update.shape[$0] })
    }
    let dimensions = ScatterDimensionNumbers(
      updateWindowDims: Array(updateWindowDims.indices),
      insertedWindowDims: (insertedWindowDims + inputBatchingDims).sorted(),
      scatterDimsToOperandDims: scatterDimsToOperandDims + inputBatchingDims)
    return (count, concatenate([vectors] + further, axis: 1), rows, dimensions)
  }
}

extension IndexRanges {
  /// Whether it is known of these indices that all lie in their ranges.
  func surelyContain(_ indices: Tensor) -> Bool {
    guard let known = indices.knownValue else { return false }
    let inner = indices.shape.dropFirst(vectorDim + 1).reduce(1, *)
    return known.integers.enumerated().allSatisfy { i, index in
      0...max(limits[vectorDim < indices.rank ? i / inner % limits.count : 0], -1) ~= index
    }
  }
}

extension Tensor {
  /// These indices in `i64`; those too large for it, which are out of range anyway, at its end.
  fileprivate var wideIndices: Tensor {
    switch dtype {
    case .i64: self
    case .ui64:
      convert(
        minimum(
          self,
          broadcast(
            Tensor(HostTensor(TensorType(.ui64), unsigned: [UInt64(Int64.max)])), to: shape,
            axes: [])), to: .i64)
    default: convert(self, to: .i64)
    }
  }
}
