// Means, variances and what is made of them.

/// The mean of the squared distances from the mean along `axis`; with `ddof` their sum over the
/// number of elements less that, NaN where no element is left.
///
/// Integers are taken as `f32`; 16-bit floats are worked with as `f32`.
///
/// Specification: `numpy`.
public func `var`(
  _ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false, ddof: Int = 0
) -> Tensor {
  call("var", x) { call in
    let x = settled(inexact(x))
    let axes = try call.axes(axis, of: x.rank)
    let wide = x.dtype == .f16 || x.dtype == .bf16 ? cast(x, .f32) : x
    let squares = squaredMagnitude(wide - mean(wide, axis: axes, keepdims: true))
    let left = elementCount(x, axes) - ddof
    let count = left > 0 ? Double(left) : .nan
    return cast(sum(squares, axis: axes, keepdims: keepdims) / count, x.dtype.realPart)
  }
}

/// The square root of `var`.
public func std(
  _ x: Tensor, axis: (any AxisList)? = nil, keepdims: Bool = false, ddof: Int = 0
) -> Tensor {
  sqrt(NumPy.var(x, axis: axis, keepdims: keepdims, ddof: ddof))
}

/// Mean and variance along `axes`.
public func moments(
  _ x: Tensor, _ axes: any AxisList, keepdims: Bool = false
) -> (mean: Tensor, variance: Tensor) {
  (
    mean(x, axis: axes, keepdims: keepdims), NumPy.var(x, axis: axes, keepdims: keepdims)
  )
}

/// The mean along `axis` of the elements by their `weights`, which have the shape of `x` or the size
/// of the one axis.
public func average(
  _ x: Tensor, axis: (any AxisList)? = nil, weights: Tensor? = nil, keepdims: Bool = false
) -> Tensor {
  call("average", x) { call in
    guard let weights else { return mean(x, axis: axis, keepdims: keepdims) }
    var shares = weights
    if weights.shape != x.shape {
      let axes = try call.axes(axis, of: x.rank)
      try call.require(
        axes.count == 1 && weights.shape == [x.shape[axes[0]]],
        "weights of the shape \(weights.shape) are not for the axes \(axes) of \(x.shape)")
      var shape = [Int](repeating: 1, count: x.rank)
      shape[axes[0]] = x.shape[axes[0]]
      shares = broadcastTo(reshape(weights, shape), x.shape)
    }
    let operands = promoteDTypes("average", [x, shares])
    let (values, weight) = (inexact(operands[0]), inexact(operands[1]))
    return sum(values * weight, axis: axis, keepdims: keepdims)
      / sum(weight, axis: axis, keepdims: keepdims)
  }
}

/// The covariances of the rows of `x`, or of its columns unless `rowvar`.
public func cov(_ x: Tensor, rowvar: Bool = true, ddof: Int = 1) -> Tensor {
  call("cov", x) { call in
    try call.require(x.rank <= 2, "expected at most 2 axes, the shape is \(x.shape)")
    var rows = settled(inexact(atleast2d(x)))
    if !rowvar, x.rank == 2 { rows = transpose(rows) }
    let centred = rows - mean(rows, axis: 1, keepdims: true)
    let other = rows.dtype.isComplex ? conj(centred) : centred
    let result = matmul(centred, transpose(other)) / Double(rows.shape[1] - ddof)
    return squeeze(result)
  }
}

/// The correlation coefficients of the rows of `x`, in -1…1.
public func corrcoef(_ x: Tensor, rowvar: Bool = true) -> Tensor {
  let covariance = cov(x, rowvar: rowvar)
  guard covariance.rank == 2 else { return covariance / covariance }
  let deviation = sqrt(real(diagonal(covariance)))
  let result = covariance / inserted(deviation, 1) / inserted(deviation, 0)
  return result.dtype.isComplex ? result : clip(result, -1, 1)
}

/// The square of the magnitude of each element, a real number.
func squaredMagnitude(_ x: Tensor) -> Tensor {
  x.dtype.isComplex ? square(real(x)) + square(imag(x)) : square(x)
}
