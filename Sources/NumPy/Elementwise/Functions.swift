import Foundation

// Elementary functions beyond the core's. Integers are taken as `f32`.

private let ln2 = 0.6931471805599453
private let ln10 = 2.302585092994046

/// Two to the power of each element.
public func exp2(_ x: Tensor) -> Tensor { exp(inexact(x) * ln2) }

/// The logarithm of each element to base 2.
public func log2(_ x: Tensor) -> Tensor { log(x) / ln2 }

/// The logarithm of each element to base 10.
public func log10(_ x: Tensor) -> Tensor { log(x) / ln10 }

/// log(exp(x1) + exp(x2)), without overflow; of two minus infinities minus infinity.
///
/// Specification: `numpy`.
public func logaddexp(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = met("logaddexp", x1, x2)
  let (x, y) = (inexact(a), inexact(b))
  let greatest = maximum(x, y)
  // Two infinities outweigh everything, and each has the whole derivative, as in JAX.
  let isInfinite = isposinf(minimum(x, y))
  let difference = NumPy.where(isInfinite, 0, x - y)
  // Infinities of one sign differ by NaN: their sum is what each of them is.
  return NumPy.where(
    logicalOr(isInfinite, isnan(difference)), x + y, greatest + log1p(exp(-abs(difference))))
}

/// log2(2^x1 + 2^x2), without overflow.
public func logaddexp2(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (x, y) = met("logaddexp2", x1, x2)
  return logaddexp(inexact(x) * ln2, inexact(y) * ln2) / ln2
}

/// √(x1² + x2²), without overflow.
///
/// Specification: `numpy`.
public func hypot(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = met("hypot", x1, x2)
  let (x, y) = (abs(inexact(a)), abs(inexact(b)))
  let (greatest, least) = (maximum(x, y), minimum(x, y))
  let isZero = equal(greatest, 0)
  let ratio = least / NumPy.where(isZero, 1, greatest)
  let length = NumPy.where(isZero, greatest, greatest * sqrt(1 + square(ratio)))
  return NumPy.where(bitwiseOr(isinf(x), isinf(y)), Tensor(weak: Double.infinity), length)
}

/// sin(πx) / (πx), and 1 at 0.
///
/// Specification: `numpy`.
public func sinc(_ x: Tensor) -> Tensor {
  let x = inexact(x)
  let isZero = equal(x, 0)
  let angle = Double.pi * NumPy.where(isZero, 1, x)
  return NumPy.where(isZero, sincAtZero(x), sin(angle) / angle)
}

/// The series of sinc about 0, which has its value and derivatives there.
private func sincAtZero(_ x: Tensor) -> Tensor {
  1 - square(Double.pi * x) / 6 * (1 - square(Double.pi * x) / 20)
}

/// 0 for negative elements of `x1`, 1 for positive ones, and `x2` where `x1` is 0.
public func heaviside(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = met("heaviside", x1, x2)
  let (x, y) = (inexact(a), inexact(b))
  let step = NumPy.where(equal(x, 0), y, NumPy.where(less(x, 0), 0, 1))
  return NumPy.where(isnan(x), x, cast(step, x.dtype))
}

/// x1 · 2^x2, rounded once; `x2` must be of integers.
public func ldexp(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  call("ldexp", x1, x2) { call in
    try call.require(x2.dtype.isInteger, "the exponents must be integers, got \(x2.type)")
    let x = settled(inexact(x1))
    let wide = x.dtype == .f64 ? x : cast(x, .f32)
    let (bits, mantissa, bias): (DType, Int, Int) =
      x.dtype == .f64 ? (.i64, 52, 1023) : (.i32, 23, 127)
    var result = wide
    var left = cast(clip(cast(x2, .i64), Tensor(weak: -4 * bias), Tensor(weak: 4 * bias)), bits)
    func scale(by wanted: Tensor) {
      let exponent = settled(cast(wanted, bits))
      let power = (exponent + Tensor(weak: bias)) * Tensor(weak: 1 << mantissa)
      result = result * bitcastConvert(power, to: wide.dtype)
      left = left - exponent
    }
    // A step down leaves so many digits that no step but the last can round.
    let (up, down) = (Tensor(weak: bias), Tensor(weak: mantissa + 2 - bias))
    for _ in 0..<3 {
      let isNear = bitwiseAnd(lessEqual(left, up), greaterEqual(left, Tensor(weak: 1 - bias)))
      scale(by: NumPy.where(isNear, 0, NumPy.where(greater(left, 0), up, down)))
    }
    scale(by: clip(left, Tensor(weak: 1 - bias), up))
    return cast(result, x.dtype)
  }
}

/// The modified Bessel function of order 0 of each element.
public func i0(_ x: Tensor) -> Tensor {
  let x = inexact(x)
  return besselI0e(x) * exp(abs(x))
}

/// Degrees as radians.
public func deg2rad(_ x: Tensor) -> Tensor { inexact(x) * (Double.pi / 180) }

/// Radians as degrees.
public func rad2deg(_ x: Tensor) -> Tensor { inexact(x) * (180 / Double.pi) }

/// Each element rounded toward zero.
public func trunc(_ x: Tensor) -> Tensor {
  x.dtype.isFloat ? NumPy.where(less(x, 0), ceil(x), floor(x)) : x
}

/// Each element rounded to `decimals` places after the point (before it if negative), ties to the
/// even digit.
public func round(_ x: Tensor, decimals: Int) -> Tensor {
  if decimals == 0 { return round(x) }
  let factor = pow(10.0, Double(decimals))
  guard x.dtype.isInteger else { return round(x * factor) / factor }
  return decimals > 0 ? x : cast(round(cast(x, .f64) * factor) / factor, x.dtype)
}

/// NaN and infinities replaced by numbers: NaN by `nan`, infinities by the greatest and the least
/// finite number unless `posinf` and `neginf` say otherwise.
public func nanToNum(
  _ x: Tensor, nan: Double = 0, posinf: Double? = nil, neginf: Double? = nil
) -> Tensor {
  if x.dtype.isComplex {
    return complex(
      nanToNum(real(x), nan: nan, posinf: posinf, neginf: neginf),
      nanToNum(imag(x), nan: nan, posinf: posinf, neginf: neginf))
  }
  guard x.dtype.isFloat else { return x }
  let greatest = x.dtype.greatestFinite
  var result = NumPy.where(isnan(x), Tensor(weak: nan), x)
  result = NumPy.where(isposinf(x), Tensor(weak: posinf ?? greatest), result)
  return NumPy.where(isneginf(x), Tensor(weak: neginf ?? -greatest), result)
}

/// `x` as `dtype`; what lies outside the range of an integer dtype becomes its nearest end.
public func saturateCast(_ x: Tensor, _ dtype: DType) -> Tensor {
  guard dtype.isInteger, x.dtype.isInteger else { return convert(x, to: dtype) }
  return convert(clip(cast(x, .i64), dtype.leastInteger, dtype.greatestInteger), to: dtype)
}

/// `x` as numbers of `dtype`; see `convert`.
public func cast(_ x: Tensor, dtype: DType) -> Tensor { cast(x, dtype as DType?) }

/// The bits of `x` as elements of `dtype`.
///
/// Shape: where the widths differ, the last axis shrinks or grows by their ratio.
public func view(_ x: Tensor, dtype: DType) -> Tensor {
  call("view", x) { call in
    if x.dtype == dtype { return x }
    let (from, to) = (x.dtype.bitWidth, dtype.bitWidth)
    if from == to { return bitcastConvert(x, to: dtype) }
    try call.require(x.rank > 0, "a scalar has no axis that could change its size")
    let last = x.shape[x.rank - 1]
    if from > to {
      let parts = bitcastConvert(x, to: dtype)
      return reshape(parts, x.shape.dropLast() + [last * (from / to)])
    }
    try call.require(
      last.isMultiple(of: to / from), "the last size \(last) is no multiple of \(to / from)")
    return bitcastConvert(
      reshape(x, x.shape.dropLast() + [last / (to / from), to / from]), to: dtype)
  }
}

extension DType {
  /// The greatest finite number of this format.
  var greatestFinite: Double {
    switch self {
    case .f64: .greatestFiniteMagnitude
    case .f32: Double(Float.greatestFiniteMagnitude)
    case .f16: 65504
    case .bf16: 0x1.FEp127
    default: floatFormat.map { $0.decode($0.greatestFinite) } ?? .infinity
    }
  }

  /// The least number of an integer dtype, as `i64`.
  var leastInteger: Tensor {
    Tensor(family == .signed ? Int64.min >> Int64(64 - bitWidth) : 0)
  }

  /// The greatest number of an integer dtype that `i64` holds.
  var greatestInteger: Tensor {
    Tensor(
      family == .signed || bitWidth == 64
        ? Int64.max >> Int64(64 - bitWidth) : Int64(1) << Int64(bitWidth) - 1)
  }
}
