// Elements along axes made one. Without `axis` all are; with `keepdims` the axes stay, of size one.

/// The sum of the elements along `axis`; 0 where there are none.
///
/// Booleans and integers of fewer than 32 bits are summed as `i32` or `ui32`.
///
/// Specification: `numpy`.
public func sum(
  _ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false, dtype: DType? = nil
) -> Tensor {
  reduced("sum", cast(widened(x), dtype), axis, keepdims) { reduceSum($0, $1) }
}

/// The product of the elements along `axis`; 1 where there are none.
///
/// Booleans and integers of fewer than 32 bits are multiplied as `i32` or `ui32`.
///
/// Specification: `numpy`.
public func prod(
  _ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false, dtype: DType? = nil
) -> Tensor {
  reduced("prod", cast(widened(x), dtype), axis, keepdims) { reduceProd($0, $1) }
}

/// The mean of the elements along `axis`; NaN where there are none.
///
/// Integers are taken as `f32`; 16-bit floats are summed as `f32`.
///
/// Specification: `numpy`.
public func mean(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  call("mean", x) { call in
    let x = settled(inexact(x))
    let axes = try call.axes(axis, of: x.rank)
    let count = Double(elementCount(x, axes))
    let isNarrow = x.dtype == .f16 || x.dtype == .bf16
    let total = sum(isNarrow ? cast(x, .f32) : x, axis: axes, keepdims: keepdims) / count
    return cast(total, x.dtype)
  }
}

/// The greatest of the elements along `axis`, NaN if there is one; with `initial` no less than that.
///
/// An empty axis is an error unless there is an `initial` value.
///
/// Specification: `numpy`.
public func max(
  _ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false, initial: Tensor? = nil
) -> Tensor {
  let result = reduced("max", x, axis, keepdims, needsElements: initial == nil) {
    reduceMax($0, $1)
  }
  return initial.map { maximum(result, cast($0, x.dtype)) } ?? result
}

/// The least of the elements along `axis`, NaN if there is one; with `initial` no greater than that.
///
/// An empty axis is an error unless there is an `initial` value.
///
/// Specification: `numpy`.
public func min(
  _ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false, initial: Tensor? = nil
) -> Tensor {
  let result = reduced("min", x, axis, keepdims, needsElements: initial == nil) {
    reduceMin($0, $1)
  }
  return initial.map { minimum(result, cast($0, x.dtype)) } ?? result
}

/// The greatest of the elements along `axis`: another name of `max`.
public func amax(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  max(x, axis: axis, keepdims: keepdims)
}

/// The least of the elements along `axis`: another name of `min`.
public func amin(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  min(x, axis: axis, keepdims: keepdims)
}

/// The difference of the greatest and the least element along `axis`.
public func ptp(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  max(x, axis: axis, keepdims: keepdims) - min(x, axis: axis, keepdims: keepdims)
}

/// Whether any element along `axis` differs from zero.
public func any(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  reduced("any", truth(x), axis, keepdims) { reduceMax($0, $1) }
}

/// Whether all elements along `axis` differ from zero.
public func all(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  reduced("all", truth(x), axis, keepdims) { reduceMin($0, $1) }
}

/// How many elements along `axis` differ from zero, as `i32`.
public func countNonzero(
  _ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false
) -> Tensor {
  sum(truth(x), axis: axis, keepdims: keepdims)
}

/// log(Σ exp(x)) along `axis`, without overflow; minus infinity where there are no elements.
///
/// Specification: `numpy`.
public func logsumexp(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  call("logsumexp", x) { call in
    let x = settled(inexact(x))
    let axes = try call.axes(axis, of: x.rank)
    let greatest = stopGradient(
      max(x, axis: axes, keepdims: true, initial: Tensor(weak: -Double.infinity)))
    let shift = NumPy.where(isfinite(greatest), greatest, 0)
    let result = log(sum(exp(x - shift), axis: axes, keepdims: true)) + shift
    return keepdims ? result : squeeze(result, axis: axes)
  }
}

/// `body` of `x` along the axes given, with or without them in the result.
func reduced(
  _ name: String, _ x: Tensor, _ axis: (any AxisList)?, _ keepdims: Bool,
  needsElements: Bool = false, _ body: (Tensor, [Int]) -> Tensor
) -> Tensor {
  call(name, x) { call in
    let axes = try call.axes(axis, of: x.rank)
    if needsElements {
      for axis in axes where x.shape[axis] == 0 {
        throw call.error("axis \(axis) of the shape \(x.shape) has no elements to choose from")
      }
    }
    let result = axes.isEmpty ? x : body(settled(x), axes)
    return keepdims && !axes.isEmpty ? reshape(result, keptShape(x, axes)) : result
  }
}

/// Booleans and narrow integers as integers of 32 bits.
func widened(_ x: Tensor) -> Tensor {
  switch x.dtype.family {
  case .boolean: x.isInvalid ? x : cast(x, .i32)
  case .signed where x.dtype.bitWidth < 32: cast(x, .i32)
  case .unsigned where x.dtype.bitWidth < 32: cast(x, .ui32)
  default: x
  }
}
