// Reductions that leave NaN out.

/// The sum of the elements along `axis` that are not NaN.
public func nansum(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  sum(withoutNaN(x, 0), axis: axis, keepdims: keepdims)
}

/// The product of the elements along `axis` that are not NaN.
public func nanprod(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  prod(withoutNaN(x, 1), axis: axis, keepdims: keepdims)
}

/// The mean of the elements along `axis` that are not NaN; NaN if all are.
public func nanmean(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  let x = inexact(x)
  return nansum(x, axis: axis, keepdims: keepdims)
    / cast(sum(logicalNot(isnan(x)), axis: axis, keepdims: keepdims), x.dtype)
}

/// The variance of the elements along `axis` that are not NaN; NaN where there are no more than `ddof`.
public func nanvar(
  _ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false, ddof: Int = 0
) -> Tensor {
  let x = inexact(x)
  let difference = x - nanmean(x, axis: axis, keepdims: true)
  let count = sum(logicalNot(isnan(x)), axis: axis, keepdims: keepdims)
  let squares = NumPy.where(isnan(x), 0, squaredMagnitude(difference))
  let left = NumPy.where(
    greater(count, Tensor(weak: ddof)), cast(count - ddof, squares.dtype), Tensor(weak: Double.nan))
  return sum(squares, axis: axis, keepdims: keepdims) / left
}

/// The square root of `nanvar`.
public func nanstd(
  _ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false, ddof: Int = 0
) -> Tensor {
  sqrt(nanvar(x, axis: axis, keepdims: keepdims, ddof: ddof))
}

/// The greatest of the elements along `axis` that are not NaN; NaN if all are.
public func nanmax(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  guard x.dtype.isFloat else { return max(x, axis: axis, keepdims: keepdims) }
  let greatest = max(withoutNaN(x, -.infinity), axis: axis, keepdims: keepdims)
  return NumPy.where(
    all(isnan(x), axis: axis, keepdims: keepdims), Tensor(weak: Double.nan), greatest)
}

/// The least of the elements along `axis` that are not NaN; NaN if all are.
public func nanmin(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  guard x.dtype.isFloat else { return min(x, axis: axis, keepdims: keepdims) }
  let least = min(withoutNaN(x, .infinity), axis: axis, keepdims: keepdims)
  return NumPy.where(
    all(isnan(x), axis: axis, keepdims: keepdims), Tensor(weak: Double.nan), least)
}

/// The index of the greatest element along `axis` that is not NaN; -1 if all are.
public func nanargmax(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
  guard x.dtype.isFloat else { return argmax(x, axis: axis, keepdims: keepdims) }
  let index = argmax(withoutNaN(x, -.infinity), axis: axis, keepdims: keepdims)
  return NumPy.where(all(isnan(x), axis: axis, keepdims: keepdims), -1, index)
}

/// The index of the least element along `axis` that is not NaN; -1 if all are.
public func nanargmin(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
  guard x.dtype.isFloat else { return argmin(x, axis: axis, keepdims: keepdims) }
  let index = argmin(withoutNaN(x, .infinity), axis: axis, keepdims: keepdims)
  return NumPy.where(all(isnan(x), axis: axis, keepdims: keepdims), -1, index)
}

/// `cumsum` with NaN as 0.
public func nancumsum(_ x: Tensor, axis: Int? = nil, dtype: DType? = nil) -> Tensor {
  cumsum(withoutNaN(x, 0), axis: axis, dtype: dtype)
}

/// `cumprod` with NaN as 1.
public func nancumprod(_ x: Tensor, axis: Int? = nil, dtype: DType? = nil) -> Tensor {
  cumprod(withoutNaN(x, 1), axis: axis, dtype: dtype)
}

/// `x` with `value` in place of NaN.
private func withoutNaN(_ x: Tensor, _ value: Double) -> Tensor {
  guard x.dtype.isFloat || x.dtype.isComplex else { return x }
  return NumPy.where(isnan(x), Tensor(weak: value), x)
}
