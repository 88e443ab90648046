// Elements brought to one scale. Statistics of 16-bit floats are worked out as `f32`.

/// (x - `mean`) / √(`variance` + `epsilon`) · `scale` + `offset`, each given along `axis`.
///
/// Integers are taken as floating-point numbers.
public func batchNormalization(
  _ x: Tensor, _ mean: Tensor, _ variance: Tensor, axis: any AxisList, offset: Tensor? = nil,
  scale: Tensor? = nil, epsilon: Double = 1e-3
) -> Tensor {
  call("batchNormalization", x, mean, variance) { call in
    let axes = try call.axes(axis, of: x.rank)
    let x = inexact(x)
    let shape = x.shape.indices.map { axes.contains($0) ? x.shape[$0] : 1 }
    func along(_ y: Tensor) -> Tensor { reshape(cast(y, x.dtype), shape) }
    var factor = rsqrt(along(variance) + epsilon)
    if let scale { factor = factor * along(scale) }
    var shift = -along(mean) * factor
    if let offset { shift = shift + along(offset) }
    return x * factor + shift
  }
}

/// x with mean 0 and variance 1 along `axis`, times `gamma` and plus `beta`.
public func layerNormalization(
  _ x: Tensor, gamma: Tensor? = nil, beta: Tensor? = nil, axis: any AxisList = -1,
  epsilon: Double = 1e-3
) -> Tensor {
  call("layerNormalization", x) { call in
    let axes = try call.axes(axis, of: x.rank)
    let wide = computed(settled(inexact(x)))
    let centred = wide - mean(wide, axis: axes, keepdims: true)
    let spread = mean(square(centred), axis: axes, keepdims: true)
    return affine(cast(centred * rsqrt(spread + epsilon), inexact(x).dtype), axes, gamma, beta)
  }
}

/// x divided by the root of its mean square along `axis`, times `scale`.
public func rmsNormalization(
  _ x: Tensor, scale: Tensor? = nil, axis: any AxisList = -1, epsilon: Double = 1e-7
) -> Tensor {
  call("rmsNormalization", x) { call in
    let axes = try call.axes(axis, of: x.rank)
    let wide = computed(settled(inexact(x)))
    let factor = rsqrt(mean(square(wide), axis: axes, keepdims: true) + epsilon)
    return affine(cast(wide * factor, inexact(x).dtype), axes, scale, nil)
  }
}

/// x with mean 0 and variance 1 along `axis`.
public func standardize(
  _ x: Tensor, axis: (any AxisList)? = -1, epsilon: Double = 1e-5
) -> Tensor {
  let x = settled(inexact(x))
  let centred = x - mean(x, axis: axis, keepdims: true)
  return centred * rsqrt(NumPy.var(x, axis: axis, keepdims: true) + epsilon)
}

private func computed(_ x: Tensor) -> Tensor {
  x.dtype == .f16 || x.dtype == .bf16 ? cast(x, .f32) : x
}

/// `x` times `scale` and plus `shift`, which have the sizes of `axes`.
private func affine(
  _ x: Tensor, _ axes: [Int], _ scale: Tensor?, _ shift: Tensor?
) -> Tensor {
  let shape = x.shape.indices.map { axes.contains($0) ? x.shape[$0] : 1 }
  func along(_ y: Tensor) -> Tensor {
    y.type.count == elementCount(x, axes) ? reshape(cast(y, x.dtype), shape) : cast(y, x.dtype)
  }
  var result = x
  if let scale { result = result * along(scale) }
  if let shift { result = result + along(shift) }
  return result
}
