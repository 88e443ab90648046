#if canImport(CMPFR)
  import CMPFR

  private let multiPrecisionVersion = String(cString: mpfr_get_version())
#endif

/// Correctly rounded elementary functions of real numbers.
///
/// Each takes the format its result is meant for and returns the number of that format nearest to
/// the true value, ties to even; that a function is rounded correctly is its whole definition, so
/// no platform's library shows. Special values follow IEEE 754 and C99 Annex F, those of the
/// functions that C lacks follow JAX.
///
/// Specification: `elementary functions`.
package enum Exact {
  package typealias UnaryFunction = @Sendable (Double, FloatFormat) -> Double
  package typealias BinaryFunction = @Sendable (Double, Double, FloatFormat) -> Double

  package static let acos = unary(.acos)
  package static let acosh = unary(.acosh)
  package static let asin = unary(.asin)
  package static let asinh = unary(.asinh)
  package static let atan = unary(.atan)
  package static let atanh = unary(.atanh)
  /// The modified Bessel function of order 0, times exp(-|x|).
  package static let besselI0e = unary(.besselI0e)
  /// The modified Bessel function of order 1, times exp(-|x|).
  package static let besselI1e = unary(.besselI1e)
  package static let cbrt = unary(.cbrt)
  package static let cosine = unary(.cosine)
  package static let cosh = unary(.cosh)
  /// The derivative of `lgamma`; NaN at 0, -1, -2, ….
  package static let digamma = unary(.digamma)
  package static let erf = unary(.erf)
  package static let erfInv = unary(.erfInv)
  package static let erfc = unary(.erfc)
  package static let exponential = unary(.exponential)
  package static let exponentialMinusOne = unary(.exponentialMinusOne)
  /// log |Γ(x)|; +inf at 0, -1, -2, … and at both infinities.
  package static let lgamma = unary(.lgamma)
  package static let log = unary(.log)
  package static let logPlusOne = unary(.logPlusOne)
  /// 1 / (1 + exp(-x)).
  package static let logistic = unary(.logistic)
  package static let rsqrt = unary(.rsqrt)
  package static let sine = unary(.sine)
  package static let sinh = unary(.sinh)
  package static let sqrt = unary(.sqrt)
  package static let square = unary(.square)
  package static let tan = unary(.tan)
  package static let tanh = unary(.tanh)

  package static let atan2 = binary(.atan2)
  package static let divide = binary(.divide)
  package static let hypot = binary(.hypot)
  /// The lower regularized incomplete gamma function P(a, x).
  package static let igamma = binary(.igamma)
  /// The upper regularized incomplete gamma function Q(a, x) = 1 - P(a, x).
  package static let igammac = binary(.igammac)
  /// The n-th derivative of `digamma` at x; NaN unless n is a whole number and not negative.
  package static let polygamma = binary(.polygamma)
  /// x to the y as IEEE 754's `pow` has it.
  package static let power = binary(.power)
  /// What C's `fmod` gives: the sign is the dividend's.
  package static let remainder = binary(.remainder)
  /// Hurwitz's zeta function, the sum of (q + k)^(-x) over k = 0, 1, ….
  package static let zeta = binary(.zeta)

  /// The functions of one argument, by name.
  package enum Unary: String, CaseIterable, Sendable {
    case acos, acosh, asin, asinh, atan, atanh, besselI0e, besselI1e, cbrt, cosine, cosh, digamma
    case erf, erfInv, erfc, exponential, exponentialMinusOne, lgamma, log, logPlusOne, logistic
    case rsqrt, sine, sinh, sqrt, square, tan, tanh
  }

  /// The functions of two arguments, by name.
  package enum Binary: String, CaseIterable, Sendable {
    case atan2, divide, hypot, igamma, igammac, polygamma, power, remainder, zeta
  }

  private static func unary(_ function: Unary) -> UnaryFunction {
    { x, format in value(function, x, format) }
  }
  private static func binary(_ function: Binary) -> BinaryFunction {
    { x, y, format in value(function, x, y, format) }
  }
}

extension Exact {
  /// `function` of `x`, rounded once to `format`.
  package static func value(_ function: Unary, _ x: Double, _ format: FloatFormat) -> Double {
    #if canImport(CMPFR)
      if let error = Platform.error(function, x, format) {
        let tried = Platform.value(function, x)
        if let settled = format.settled(tried, within: error(tried)) { return settled }
      }
      #if arch(x86_64) && os(Linux)
        if format.significandBits == 52, let settled = Extended.value(function, x) {
          return settled
        }
      #endif
      return MultiPrecision.value(function, x, format)
    #else
      return format.rounded(Platform.value(function, x))
    #endif
  }

  /// `function` of `x` and `y`, rounded once to `format`.
  package static func value(
    _ function: Binary, _ x: Double, _ y: Double, _ format: FloatFormat
  ) -> Double {
    #if canImport(CMPFR)
      if let error = Platform.error(function, x, y, format) {
        let tried = Platform.value(function, x, y)
        if let settled = format.settled(tried, within: error(tried)) { return settled }
      }
      #if arch(x86_64) && os(Linux)
        if format.significandBits == 52, let settled = Extended.value(function, x, y) {
          return settled
        }
      #endif
      return MultiPrecision.value(function, x, y, format)
    #else
      return format.rounded(Platform.value(function, x, y))
    #endif
  }

  /// Where the digits of elementary functions come from, for reports.
  package static var source: String {
    #if canImport(CMPFR)
      "MPFR \(multiPrecisionVersion)"
    #else
      "the platform's libm (results may differ in the last place)"
    #endif
  }
}

extension FloatFormat {
  /// The number nearest to a value at most `error` away from `tried`, if that settles it.
  func settled(_ tried: Double, within error: Double) -> Double? {
    if error == 0 || !tried.isFinite { return rounded(tried) }
    let low = tried - error
    let high = tried + error
    if significandBits == 23 {
      let nearest = Float(low)
      return nearest == Float(high) ? Double(nearest) : nil
    }
    let nearest = encode(low)
    return nearest == encode(high) ? decode(nearest) : nil
  }

  /// The number of this format nearest to `value`.
  func rounded(_ value: Double) -> Double {
    significandBits == 52 ? value : decode(encode(value))
  }
}
