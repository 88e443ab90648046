/// What becomes of an index outside an axis.
public enum IndexMode: Sendable {
  /// A slice of NaN, the smallest signed or the largest unsigned integer, or `true`; the gradient
  /// passes it by.
  case fill
  /// The nearest index inside; negative ones are 0.
  case clip
  /// The index modulo the size.
  case wrap
}

/// The slices of `x` along `axis` at `indices`; the elements of `x` as a vector if no axis is given.
///
/// Negative indices count from the end. Those outside are dealt with as `mode` says.
///
/// Shape: `axis` replaced by the axes of `indices`. Specification: `numpy`.
public func take(
  _ x: Tensor, _ indices: Tensor, axis: Int? = nil, mode: IndexMode = .fill
) -> Tensor {
  call("take", x, indices) { call in
    guard let named = axis else { return take(ravel(x), indices, axis: 0, mode: mode) }
    let axis = try call.axis(named, of: x.rank)
    try call.require(
      indices.dtype.isInteger, "the indices must be integers, not \(indices.dtype)")
    let size = x.shape[axis]
    let places = placed(settled(indices), size, mode)
    var sizes = x.shape
    sizes[axis] = Swift.min(1, size)
    let offsets = Array(0..<axis) + Array(axis + indices.rank..<x.rank - 1 + indices.rank)
    let dimensions = GatherDimensionNumbers(
      offsetDims: offsets, collapsedSliceDims: [axis], startIndexMap: [axis],
      indexVectorDim: indices.rank)
    try call.require(size > 0 || indices.type.count == 0, "axis \(axis) is empty")
    return gather(
      settled(x), places, dimensions, sliceSizes: sizes,
      mode: mode == .fill ? .fillOrDrop : .clip)
  }
}

/// The elements of `x` that `indices` names along `axis`, the other axes running together.
///
/// Other axes of `x` and `indices` are broadcast. Without `axis` both are taken as vectors. Negative
/// indices count from the end; those outside are dealt with as `mode` says.
///
/// Shape: `indices.shape`. Specification: `numpy`.
public func takeAlongAxis(
  _ x: Tensor, _ indices: Tensor, axis: Int? = -1, mode: IndexMode = .fill
) -> Tensor {
  call("takeAlongAxis", x, indices) { call in
    guard let named = axis else {
      return takeAlongAxis(ravel(x), ravel(indices), axis: 0, mode: mode)
    }
    let axis = try call.axis(named, of: x.rank)
    try call.require(
      indices.dtype.isInteger, "the indices must be integers, not \(indices.dtype)")
    try call.require(
      indices.rank == x.rank, "the indices must have \(x.rank) axes, not \(indices.rank)")
    var (left, right) = (x.shape, indices.shape)
    (left[axis], right[axis]) = (1, 1)
    guard let common = broadcastShapes(left, right) else {
      throw call.error("the shapes \(x.shape) and \(indices.shape) differ beside axis \(axis)")
    }
    var (source, target) = (common, common)
    (source[axis], target[axis]) = (x.shape[axis], indices.shape[axis])
    let operand = broadcastTo(settled(x), source)
    let places = placed(broadcastTo(settled(indices), target), source[axis], mode)
    let batch = (0..<x.rank).filter { $0 != axis }
    let dimensions = GatherDimensionNumbers(
      collapsedSliceDims: [axis], operandBatchingDims: batch, startIndicesBatchingDims: batch,
      startIndexMap: [axis], indexVectorDim: x.rank)
    return gather(
      operand, places, dimensions, sliceSizes: source.map { Swift.min($0, 1) },
      mode: mode == .fill ? .fillOrDrop : .clip)
  }
}

/// Indices into an axis of `size`, negative ones counted from the end, as `mode` has it.
func placed(_ indices: Tensor, _ size: Int, _ mode: IndexMode) -> Tensor {
  switch mode {
  case .clip: return indices
  case .wrap: return size == 0 ? indices : mod(indices, Tensor(weak: size))
  case .fill:
    guard indices.dtype.family == .signed else { return indices }
    // A dtype too narrow for the size is made wider first.
    let wide =
      indices.dtype.bitWidth < 32 && size > 1 << (indices.dtype.bitWidth - 1) - 1
      ? convert(indices, to: .i32) : indices
    return select(less(wide, .full(0, like: wide)), wide + .full(wide.type, size), wide)
  }
}

/// `x` with `values` at `indices` along `axis`, the other axes running together; of several values
/// for one place the last counts.
public func putAlongAxis(_ x: Tensor, _ indices: Tensor, _ values: Tensor, axis: Int) -> Tensor {
  call("putAlongAxis", x, indices, values) { call in
    let axis = try call.axis(axis, of: x.rank)
    try call.require(
      indices.rank == x.rank, "the indices must have \(x.rank) axes, not \(indices.rank)")
    let operand = settled(x)
    var target = x.shape
    target[axis] = indices.shape[axis]
    let places = placed(broadcastTo(settled(indices), target), x.shape[axis], .fill)
    let batch = (0..<x.rank).filter { $0 != axis }
    let dimensions = ScatterDimensionNumbers(
      insertedWindowDims: [axis], inputBatchingDims: batch, scatterIndicesBatchingDims: batch,
      scatterDimsToOperandDims: [axis], indexVectorDim: x.rank)
    return scatter(
      operand, places, broadcastTo(settled(cast(values, x.dtype)), target), dimensions)
  }
}

/// The slices of `x` along `axis` for which `condition`, a vector, holds; `size` of them.
///
/// Without `size` as many as hold, which only a condition with elements can tell.
public func compress(
  _ condition: Tensor, _ x: Tensor, axis: Int? = nil, size: Int? = nil
) -> Tensor {
  call("compress", condition, x) { call in
    guard let axis else { return compress(condition, ravel(x), axis: 0, size: size) }
    try call.require(condition.rank == 1, "the condition must be a vector")
    return take(x, nonzero(condition, size: size)[0], axis: axis)
  }
}
