import Foundation

// Activation functions. Integers are taken as `f32`. At kinks the slope is the one JAX gives.

/// The element where it is positive, else 0; the slope at 0 is 0.
///
/// Specification: `numpy`.
public func relu(_ x: Tensor) -> Tensor {
  // A choice and not `maximum`, whose slope at a tie is half. NaN is not at most 0, and stays.
  NumPy.where(lessEqual(x, 0), zerosLike(x), x)
}

/// The element, not below 0 and not above 6; the slope at both is 0. Of integers it is a float.
public func relu6(_ x: Tensor) -> Tensor {
  let x = inexact(x)
  return clamp(zero(x), settled(x), scalar(6, x.dtype))
}

/// The element where it is not negative, else `negativeSlope` times it; the slope at 0 is 1.
public func leakyRelu(_ x: Tensor, negativeSlope: Double = 0.2) -> Tensor {
  let x = inexact(x)
  return NumPy.where(greaterEqual(x, 0), x, negativeSlope * x)
}

/// The element where it is positive, else `alpha`·(exp(x) - 1).
public func elu(_ x: Tensor, alpha: Double = 1) -> Tensor {
  let x = inexact(x)
  let isPositive = greater(x, 0)
  return NumPy.where(isPositive, x, alpha * expm1(NumPy.where(isPositive, 0, x)))
}

/// The scaled exponential unit: 1.0507…·`elu`(x, 1.6732…).
///
/// Source: G. Klambauer et al., Self-Normalizing Neural Networks, 2017.
public func selu(_ x: Tensor) -> Tensor {
  1.0507009873554804934193349852946 * elu(x, alpha: 1.6732632423543772848170429916717)
}

/// max(x, 0) + min(`alpha`·(exp(x/`alpha`) - 1), 0).
public func celu(_ x: Tensor, alpha: Double = 1) -> Tensor {
  let x = inexact(x)
  let isPositive = greater(x, 0)
  return NumPy.where(isPositive, x, alpha * expm1(NumPy.where(isPositive, 0, x) / alpha))
}

/// x·Φ(x), Φ the normal distribution; approximated by tanh if `approximate`.
///
/// Source: D. Hendrycks and K. Gimpel, Gaussian Error Linear Units, 2016.
public func gelu(_ x: Tensor, approximate: Bool = true) -> Tensor {
  let x = inexact(x)
  if approximate {
    let inner = (2 / Double.pi).squareRoot() * (x + 0.044715 * (x * x * x))
    return x * (0.5 * (1 + tanh(inner)))
  }
  return 0.5 * x * erfc(-x * 0.5.squareRoot())
}

/// The first half along `axis` times the sigmoid of the second.
public func glu(_ x: Tensor, axis: Int = -1) -> Tensor {
  call("glu", x) { call in
    let axis = try call.axis(axis, of: x.rank)
    let size = x.shape[axis]
    try call.require(
      size.isMultiple(of: 2), "the size \(size) of axis \(axis) must be even")
    let x = settled(x)
    return sliced(x, axis: axis, from: 0, to: size / 2)
      * sigmoid(sliced(x, axis: axis, from: size / 2, to: size))
  }
}

/// x · sigmoid(x).
public func silu(_ x: Tensor) -> Tensor {
  let x = inexact(x)
  return x * sigmoid(x)
}

/// x · sigmoid(x): another name of `silu`.
public func swish(_ x: Tensor) -> Tensor { silu(x) }

/// relu6(x + 3) / 6.
public func hardSigmoid(_ x: Tensor) -> Tensor { relu6(inexact(x) + 3) / 6 }

/// x · hardSigmoid(x).
public func hardSilu(_ x: Tensor) -> Tensor { inexact(x) * hardSigmoid(x) }

/// x · hardSigmoid(x): another name of `hardSilu`.
public func hardSwish(_ x: Tensor) -> Tensor { hardSilu(x) }

/// x between -1 and 1, and these outside. Integers stay integers.
public func hardTanh(_ x: Tensor) -> Tensor {
  if x.dtype.family == .unsigned { return minimum(x, 1) }
  let x = x.dtype.family == .signed ? x : inexact(x)
  return NumPy.where(greater(x, 1), 1, NumPy.where(less(x, -1), -1, x))
}

/// log(1 + exp(x)), without overflow.
public func softplus(_ x: Tensor) -> Tensor { logaddexp(inexact(x), 0) }

/// x / (1 + |x|).
public func softsign(_ x: Tensor) -> Tensor {
  let x = inexact(x)
  return x / (abs(x) + 1)
}

/// log(sigmoid(x)), without overflow.
public func logSigmoid(_ x: Tensor) -> Tensor { -softplus(-inexact(x)) }

/// x - tanh(x).
public func tanhShrink(_ x: Tensor) -> Tensor {
  let x = inexact(x)
  return x - tanh(x)
}

/// x moved toward 0 by `threshold`, and 0 within.
public func softShrink(_ x: Tensor, threshold: Double = 0.5) -> Tensor {
  let x = inexact(x)
  return NumPy.where(
    greater(x, Tensor(weak: threshold)), x - threshold,
    NumPy.where(less(x, Tensor(weak: -threshold)), x + threshold, 0))
}

/// x, and 0 within `threshold` of it.
public func hardShrink(_ x: Tensor, threshold: Double = 0.5) -> Tensor {
  let x = inexact(x)
  return NumPy.where(greater(abs(x), Tensor(weak: threshold)), x, 0)
}

/// x where it is above `threshold`, else `defaultValue`.
public func threshold(_ x: Tensor, _ threshold: Double, _ defaultValue: Double) -> Tensor {
  let x = inexact(x)
  return NumPy.where(greater(x, Tensor(weak: threshold)), x, Tensor(weak: defaultValue))
}

/// (x + √(x² + `b`)) / 2.
public func squareplus(_ x: Tensor, b: Double = 4) -> Tensor {
  let x = inexact(x)
  return (x + sqrt(square(x) + b)) / 2
}

/// 0 up to -1, x from 1 on, and (x + 1)²/4 between.
public func sparsePlus(_ x: Tensor) -> Tensor {
  let x = inexact(x)
  return NumPy.where(
    lessEqual(x, -1), 0, NumPy.where(less(x, 1), square(x + 1) / 4, x))
}

/// 0 up to -1, 1 from 1 on, and (x + 1)/2 between.
public func sparseSigmoid(_ x: Tensor) -> Tensor {
  let x = inexact(x)
  return NumPy.where(
    lessEqual(x, -1), 0, NumPy.where(greaterEqual(x, 1), 1, 0.5 * (x + 1)))
}

/// exp(x) along `axis` divided by its sum; without `axis` over all elements.
///
/// Where all elements are minus infinity it is NaN; of nothing it is nothing.
///
/// Specification: `numpy`.
public func softmax(_ x: Tensor, axis: (any AxisList)? = -1) -> Tensor {
  let x = settled(inexact(x))
  guard x.type.count > 0 else { return x }
  let unnormalized = exp(x - stopGradient(max(x, axis: axis, keepdims: true)))
  return unnormalized / sum(unnormalized, axis: axis, keepdims: true)
}

/// The logarithm of `softmax`, without overflow.
///
/// Specification: `numpy`.
public func logSoftmax(_ x: Tensor, axis: (any AxisList)? = -1) -> Tensor {
  let x = settled(inexact(x))
  guard x.type.count > 0 else { return x }
  let shifted = x - stopGradient(max(x, axis: axis, keepdims: true))
  return shifted - log(sum(exp(shifted), axis: axis, keepdims: true))
}

/// The point nearest to x along `axis` whose elements are not negative and have the sum 1.
///
/// Source: A. Martins and R. Astudillo, From Softmax to Sparsemax, 2016, algorithm 1.
public func sparsemax(_ x: Tensor, axis: Int = -1) -> Tensor {
  call("sparsemax", x) { call in
    let axis = try call.axis(axis, of: x.rank)
    let logits = moveaxis(settled(inexact(x)), axis, -1)
    let last = logits.rank - 1
    let descending = flip(sort(logits, axis: last), axis: last)
    let total = cumsum(descending, axis: last)
    let place = iota(TensorType(logits.dtype, logits.shape), axis: last) + 1
    let isIn = greater(1 + place * descending, total)
    let count = sum(isIn, axis: last, keepdims: true)
    let top = sum(NumPy.where(isIn, descending, 0), axis: last, keepdims: true)
    let tau = (top - 1) / cast(count, logits.dtype)
    return moveaxis(maximum(logits - tau, 0), -1, axis)
  }
}

private func zero(_ x: Tensor) -> Tensor { scalar(0, x.dtype) }
