/// What a quantile between two elements is.
public enum QuantileMethod: String, Sendable, CaseIterable {
  /// What lies between them in proportion.
  case linear
  /// The lesser.
  case lower
  /// The greater.
  case higher
  /// The mean of both.
  case midpoint
  /// The nearer; the one of even index if both are as near.
  case nearest
}

/// The value below which a share `q`, in 0…1, of the elements along `axis` lies; NaN beside NaN.
///
/// Shape: that of `q`, then what is left of `x`. Specification: `numpy`.
public func quantile(
  _ x: Tensor, _ q: Tensor, axis: (any AxisList)? = nil, method: QuantileMethod = .linear,
  keepdims: Bool = false
) -> Tensor {
  quantile("quantile", x, q, axis, method, keepdims, skipsNaN: false)
}

/// `quantile` with `q` in percent.
public func percentile(
  _ x: Tensor, _ q: Tensor, axis: (any AxisList)? = nil, method: QuantileMethod = .linear,
  keepdims: Bool = false
) -> Tensor {
  quantile("percentile", x, inexact(q) / 100, axis, method, keepdims, skipsNaN: false)
}

/// The middle element along `axis` in order, or the mean of the two in the middle.
public func median(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  quantile("median", x, 0.5, axis, .midpoint, keepdims, skipsNaN: false)
}

/// `quantile` of the elements that are not NaN.
public func nanquantile(
  _ x: Tensor, _ q: Tensor, axis: (any AxisList)? = nil, method: QuantileMethod = .linear,
  keepdims: Bool = false
) -> Tensor {
  quantile("nanquantile", x, q, axis, method, keepdims, skipsNaN: true)
}

/// `percentile` of the elements that are not NaN.
public func nanpercentile(
  _ x: Tensor, _ q: Tensor, axis: (any AxisList)? = nil, method: QuantileMethod = .linear,
  keepdims: Bool = false
) -> Tensor {
  quantile("nanpercentile", x, inexact(q) / 100, axis, method, keepdims, skipsNaN: true)
}

/// `median` of the elements that are not NaN.
public func nanmedian(_ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false) -> Tensor {
  quantile("nanmedian", x, 0.5, axis, .midpoint, keepdims, skipsNaN: true)
}

private func quantile(
  _ name: String, _ x: Tensor, _ q: Tensor, _ axis: (any AxisList)?, _ method: QuantileMethod,
  _ keepdims: Bool, skipsNaN: Bool
) -> Tensor {
  call(name, x, q) { call in
    let operand = settled(inexact(x))
    let axes = try call.axes(axis, of: x.rank)
    try call.require(!operand.dtype.isComplex, "complex numbers have no order")
    // The axes in question become the last one.
    let rest = (0..<x.rank).filter { !axes.contains($0) }
    let outer = rest.map { x.shape[$0] }
    let size = elementCount(x, axes)
    try call.require(size > 0, "there are no elements along the axes \(axes) of \(x.shape)")
    let lines = reshape(transpose(operand, rest + axes), outer + [size])
    let sorted = sort(lines, axis: -1)
    let share = settled(cast(q, operand.dtype))
    // One place for each line and each share: shares first.
    let shape = share.shape + outer
    let shareAxes = Array(share.shape.indices)
    let wide = broadcast(share, to: shape, axes: shareAxes)
    let last: Tensor
    if skipsNaN {
      let count = cast(sum(logicalNot(isnan(lines)), axis: -1), operand.dtype)
      last = broadcast(count - 1, to: shape)
    } else {
      last = .full(TensorType(operand.dtype, shape), Double(size - 1))
    }
    let place = wide * last
    let low = clip(floor(place), 0, Tensor(weak: Double(size - 1)))
    let high = clip(ceil(place), 0, Tensor(weak: Double(size - 1)))
    func elements(_ index: Tensor) -> Tensor {
      // Shares move behind the lines, so that each line is read at its own places.
      let count = share.type.count
      let flat = reshape(index, [count] + outer)
      let behind = moveaxis(flat, 0, -1)
      let picked = takeAlongAxis(sorted, cast(behind, indexDType(size)), axis: -1)
      return reshape(moveaxis(picked, -1, 0), shape)
    }
    let (lower, upper) = (elements(low), elements(high))
    var result: Tensor
    switch method {
    case .linear:
      let above = place - low
      result = lower * (1 - above) + upper * above
    case .lower: result = lower
    case .higher: result = upper
    case .midpoint: result = (lower + upper) * 0.5
    case .nearest: result = elements(clip(round(place), 0, Tensor(weak: Double(size - 1))))
    }
    let isUnknown =
      skipsNaN
      ? all(isnan(lines), axis: -1) : any(isnan(lines), axis: -1)
    result = NumPy.where(isUnknown, Tensor(weak: Double.nan), result)
    guard keepdims else { return result }
    return reshape(result, share.shape + keptShape(x, axes))
  }
}
