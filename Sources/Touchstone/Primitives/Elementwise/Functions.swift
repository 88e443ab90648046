// The functions of one tensor that `Unary` stands for, under the names Keras or JAX give them.
//
// Where the result is no whole number, integers and booleans are taken as `f32`; see `inexact`.

/// The arc cosine of each element, in 0…π.
///
/// Specification: `acos`.
public func arccos(_ x: Tensor) -> Tensor { elementary(.acos, x) }
/// The inverse hyperbolic cosine of each element.
///
/// Specification: `acosh`.
public func arccosh(_ x: Tensor) -> Tensor { elementary(.acosh, x) }
/// The arc sine of each element, in -π/2…π/2.
///
/// Specification: `asin`.
public func arcsin(_ x: Tensor) -> Tensor { elementary(.asin, x) }
/// The inverse hyperbolic sine of each element.
///
/// Specification: `asinh`.
public func arcsinh(_ x: Tensor) -> Tensor { elementary(.asinh, x) }
/// The arc tangent of each element, in -π/2…π/2.
///
/// Specification: `atan`.
public func arctan(_ x: Tensor) -> Tensor { elementary(.atan, x) }
/// The inverse hyperbolic tangent of each element.
///
/// Specification: `atanh`.
public func arctanh(_ x: Tensor) -> Tensor { elementary(.atanh, x) }
/// The modified Bessel function of order 1 of each element `x`, times exp(-|x|).
///
/// Specification: `bessel_i1e`.
public func besselI1e(_ x: Tensor) -> Tensor { elementary(.besselI1e, x) }
/// The cube root of each element, negative for a negative one.
///
/// Specification: `cbrt`.
public func cbrt(_ x: Tensor) -> Tensor { elementary(.cbrt, x) }
/// Each element rounded up to a whole number.
///
/// Specification: `ceil`.
public func ceil(_ x: Tensor) -> Tensor { whole(.ceil, x) }
/// The complex conjugate of each element; a real number stays as it is.
///
/// Specification: `conj`.
public func conj(_ x: Tensor) -> Tensor { bindWeakly(.conj, x) }
/// The cosine of each element, in radians.
///
/// Specification: `cosine`.
public func cos(_ x: Tensor) -> Tensor { elementary(.cosine, x) }
/// The hyperbolic cosine of each element.
///
/// Specification: `cosh`.
public func cosh(_ x: Tensor) -> Tensor { elementary(.cosh, x) }
/// How many zero bits stand before the first one bit of each integer.
///
/// Specification: `count_leading_zeros`.
public func countLeadingZeros(_ x: Tensor) -> Tensor { bind(Unary.countLeadingZeros, x) }
/// The logarithmic derivative of the gamma function of each element.
///
/// Specification: `digamma`.
public func digamma(_ x: Tensor) -> Tensor { elementary(.digamma, x) }
/// The error function of each element.
///
/// Specification: `erf`.
public func erf(_ x: Tensor) -> Tensor { elementary(.erf, x) }
/// One minus the error function of each element, without the loss of digits.
///
/// Specification: `erfc`.
public func erfc(_ x: Tensor) -> Tensor { elementary(.erfc, x) }
/// The number whose error function each element is.
///
/// Specification: `erf_inv`.
public func erfinv(_ x: Tensor) -> Tensor { elementary(.erfInv, x) }
/// The exponential function of each element.
///
/// Specification: `exponential`.
public func exp(_ x: Tensor) -> Tensor { elementary(.exponential, x) }
/// The exponential function of each element minus one, without the loss of digits near 0.
///
/// Specification: `exponential_minus_one`.
public func expm1(_ x: Tensor) -> Tensor { elementary(.exponentialMinusOne, x) }
/// Each element rounded down to a whole number.
///
/// Specification: `floor`.
public func floor(_ x: Tensor) -> Tensor { whole(.floor, x) }
/// The logarithm of the magnitude of the gamma function of each element.
///
/// Specification: `lgamma`.
public func lgamma(_ x: Tensor) -> Tensor { elementary(.lgamma, x) }
/// The natural logarithm of each element.
///
/// Specification: `log`.
public func log(_ x: Tensor) -> Tensor { elementary(.log, x) }
/// The natural logarithm of one plus each element, without the loss of digits near 0.
///
/// Specification: `log_plus_one`.
public func log1p(_ x: Tensor) -> Tensor { elementary(.logPlusOne, x) }
/// The bits of each integer inverted; for booleans the negation.
///
/// Specification: `not`.
public func bitwiseNot(_ x: Tensor) -> Tensor { bind(Unary.not, x) }
/// How many bits of each integer are one.
///
/// Specification: `popcnt`.
public func populationCount(_ x: Tensor) -> Tensor { bind(Unary.popcnt, x) }
/// Each element rounded to the nearest whole number, ties to the even one.
///
/// Specification: `round_nearest_even`.
public func round(_ x: Tensor) -> Tensor { whole(.roundNearestEven, x) }
/// Each element rounded to the nearest whole number, ties away from zero.
///
/// Specification: `round_nearest_afz`.
public func roundAwayFromZero(_ x: Tensor) -> Tensor { whole(.roundNearestAfz, x) }
/// One over the square root of each element.
///
/// Specification: `rsqrt`.
public func rsqrt(_ x: Tensor) -> Tensor { elementary(.rsqrt, x) }
/// The logistic function of each element `x`: 1 / (1 + exp(-x)).
///
/// Specification: `logistic`.
public func sigmoid(_ x: Tensor) -> Tensor { elementary(.logistic, x) }
/// The sign of each element: -1, 0 or 1; zeros keep theirs, NaN stays NaN.
///
/// Specification: `sign`.
public func sign(_ x: Tensor) -> Tensor { bindWeakly(.sign, x) }
/// The sine of each element, in radians.
///
/// Specification: `sine`.
public func sin(_ x: Tensor) -> Tensor { elementary(.sine, x) }
/// The hyperbolic sine of each element.
///
/// Specification: `sinh`.
public func sinh(_ x: Tensor) -> Tensor { elementary(.sinh, x) }
/// The square root of each element; NaN for a negative real one.
///
/// Specification: `sqrt`.
public func sqrt(_ x: Tensor) -> Tensor { elementary(.sqrt, x) }
/// Each element times itself.
///
/// Specification: `square`.
public func square(_ x: Tensor) -> Tensor { bindWeakly(.square, x) }
/// The tangent of each element, in radians.
///
/// Specification: `tan`.
public func tan(_ x: Tensor) -> Tensor { elementary(.tan, x) }
/// The hyperbolic tangent of each element.
///
/// Specification: `tanh`.
public func tanh(_ x: Tensor) -> Tensor { elementary(.tanh, x) }

/// `x` rounded by `operation`; what has no fraction to begin with stays as it is.
private func whole(_ operation: Unary, _ x: Tensor) -> Tensor {
  x.dtype.isInteger ? x : elementary(operation, x)
}

/// `operation` of `x`, which is taken as `f32` if it has no fractions.
private func elementary(_ operation: Unary, _ x: Tensor) -> Tensor {
  x.isWeaklyTyped ? bindWeakly(operation, inexact(x)) : bind(operation, inexact(x))
}

// MARK: Functions of two tensors, which are promoted to one type first

/// The angle of the point with coordinates `x` and `y`, in -π…π.
///
/// Specification: `atan2`.
public func arctan2(_ y: Tensor, _ x: Tensor) -> Tensor {
  bindPromoted(.atan2, inexact(y), inexact(x))
}
/// The greater of each pair; NaN if either is NaN, and +0 is greater than -0.
///
/// Specification: `maximum`.
public func maximum(_ x: Tensor, _ y: Tensor) -> Tensor { bindPromoted(.maximum, x, y) }
/// The lesser of each pair; NaN if either is NaN, and -0 is less than +0.
///
/// Specification: `minimum`.
public func minimum(_ x: Tensor, _ y: Tensor) -> Tensor { bindPromoted(.minimum, x, y) }
/// The number of its format next to each element of `x` in the direction of `y`.
///
/// Specification: `next_after`.
public func nextAfter(_ x: Tensor, _ y: Tensor) -> Tensor {
  bindPromoted(.nextAfter, inexact(x), inexact(y))
}
/// The derivative of order `n` of `digamma`, at each element of `x`.
///
/// Specification: `polygamma`.
public func polygamma(_ n: Tensor, _ x: Tensor) -> Tensor {
  bindPromoted(.polygamma, inexact(n), inexact(x))
}
/// `x` to the power of `y`.
///
/// Specification: `power`.
public func power(_ x: Tensor, _ y: Tensor) -> Tensor { bindPromoted(.power, x, y) }
/// What is left of `x` after division by `y`, with the sign of `x`.
///
/// Specification: `remainder`.
public func remainder(_ x: Tensor, _ y: Tensor) -> Tensor { bindPromoted(.remainder, x, y) }
/// The Hurwitz zeta function: the sum of 1 / (q + k)ˢ over k = 0, 1, ….
///
/// Specification: `zeta`.
public func zeta(_ s: Tensor, _ q: Tensor) -> Tensor { bindPromoted(.zeta, inexact(s), inexact(q)) }
/// The bits that both integers have; for booleans whether both hold.
///
/// Specification: `and`.
public func bitwiseAnd(_ x: Tensor, _ y: Tensor) -> Tensor { bindPromoted(.and, x, y) }
/// The bits that either integer has; for booleans whether either holds.
///
/// Specification: `or`.
public func bitwiseOr(_ x: Tensor, _ y: Tensor) -> Tensor { bindPromoted(.or, x, y) }
/// The bits that one of two integers has; for booleans whether one of them holds.
///
/// Specification: `xor`.
public func bitwiseXor(_ x: Tensor, _ y: Tensor) -> Tensor { bindPromoted(.xor, x, y) }
/// The bits of `x` moved up by `y` places.
///
/// Specification: `shift_left`.
public func leftShift(_ x: Tensor, _ y: Tensor) -> Tensor { bindPromoted(.shiftLeft, x, y) }
/// The bits of `x` moved down by `y` places, copies of the sign moving in.
///
/// Specification: `shift_right_arithmetic`.
public func rightShift(_ x: Tensor, _ y: Tensor) -> Tensor {
  bindPromoted(.shiftRightArithmetic, x, y)
}
/// The bits of `x` moved down by `y` places, zeros moving in.
///
/// Specification: `shift_right_logical`.
public func rightShiftLogical(_ x: Tensor, _ y: Tensor) -> Tensor {
  bindPromoted(.shiftRightLogical, x, y)
}
