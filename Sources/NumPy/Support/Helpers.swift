/// The shape of `x` with sizes of one at `axes`.
func keptShape(_ x: Tensor, _ axes: [Int]) -> [Int] {
  x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
}

/// The indices 0, 1, … along `axis`, in the shape given, as `i32`, or `i64` where these are too few.
func indices(_ shape: [Int], axis: Int) -> Tensor {
  iota(TensorType(indexDType(shape[axis]), shape), axis: axis)
}

/// The dtype of indices below `count`.
func indexDType(_ count: Int) -> DType { count > Int(Int32.max) ? .i64 : .i32 }

/// The elements of `x` along `axis` from `start` up to `limit`, every `step`-th.
func sliced(_ x: Tensor, axis: Int, from start: Int, to limit: Int, by step: Int = 1) -> Tensor {
  var (starts, limits) = ([Int](repeating: 0, count: x.rank), x.shape)
  var steps = [Int](repeating: 1, count: x.rank)
  (starts[axis], limits[axis], steps[axis]) = (start, Swift.max(start, limit), step)
  return slice(x, from: starts, to: limits, strides: steps)
}

/// `x` with `low` and `high` copies of the scalar `value` at the ends of `axis`.
func padded(_ x: Tensor, axis: Int, low: Int, high: Int, with value: Tensor) -> Tensor {
  var (lows, highs) = ([Int](repeating: 0, count: x.rank), [Int](repeating: 0, count: x.rank))
  (lows[axis], highs[axis]) = (low, high)
  return pad(x, with: value, low: lows, high: highs)
}

/// A scalar of `dtype`.
func scalar(_ value: Double, _ dtype: DType) -> Tensor {
  .full(TensorType(dtype), value)
}

/// The number of elements along `axes`.
func elementCount(_ x: Tensor, _ axes: [Int]) -> Int {
  axes.reduce(1) { $0 * x.shape[$1] }
}

/// `x` with a new axis of size one before `axis`.
func inserted(_ x: Tensor, _ axis: Int) -> Tensor {
  var shape = x.shape
  shape.insert(1, at: axis)
  return reshape(x, shape)
}

/// `x` without `axis`, whose size is one.
func removed(_ x: Tensor, _ axis: Int) -> Tensor {
  var shape = x.shape
  shape.remove(at: axis)
  return reshape(x, shape)
}

/// `x` as `dtype`; itself if it has that already.
func cast(_ x: Tensor, _ dtype: DType?) -> Tensor {
  guard let dtype, dtype != x.dtype || x.isWeaklyTyped else { return x }
  return x.isInvalid ? x : x.taken(as: dtype)
}

/// `x`, weak no longer: functions that fix shapes work on what has a dtype of its own.
func settled(_ x: Tensor) -> Tensor {
  x.isWeaklyTyped ? x.taken(as: x.dtype) : x
}
