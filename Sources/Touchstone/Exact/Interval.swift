#if canImport(CMPFR)
  import CMPFR

  typealias BigFloat = UnsafeMutablePointer<__mpfr_struct>

  /// A real number that is known to lie between two others.
  ///
  /// Every operation rounds its lower end down and its upper end up, so that whatever a formula
  /// loses on the way shows in the width of its result: when both ends round to the same number of
  /// a format, so does the true value. Ends that are NaN stand for nothing being known.
  final class Interval {
    /// The lower end, and behind it in memory the upper one.
    let low: BigFloat
    let high: BigFloat
    let precision: Int

    /// Not yet a number: both ends are to be written.
    init(precision: Int) {
      self.precision = precision
      low = .allocate(capacity: 2)
      high = low + 1
      mpfr_init2(low, mpfr_prec_t(precision))
      mpfr_init2(high, mpfr_prec_t(precision))
    }
    deinit {
      mpfr_clear(low)
      mpfr_clear(high)
      low.deallocate()
    }
    /// The number `x`, exactly when `precision` is 53 or more.
    convenience init(_ x: Double, _ precision: Int) {
      self.init(precision: precision)
      mpfr_set_d(low, x, MPFR_RNDD)
      mpfr_set_d(high, x, MPFR_RNDU)
    }
    /// π.
    static func pi(_ precision: Int) -> Interval {
      let result = Interval(precision: precision)
      _ = mpfr_const_pi(result.low, MPFR_RNDD)
      _ = mpfr_const_pi(result.high, MPFR_RNDU)
      return result
    }
    /// Nothing known, until a later try with more digits.
    static func unknown(_ precision: Int) -> Interval {
      let result = Interval(precision: precision)
      mpfr_set_inf(result.low, -1)
      mpfr_set_inf(result.high, 1)
      return result
    }
    var isUnknown: Bool {
      mpfr_inf_p(low) != 0 && mpfr_inf_p(high) != 0 && mpfr_signbit(low) != mpfr_signbit(high)
    }
    /// The bits at which looking for a way out of a tie ends: more than any `Double` other than an
    /// exact tie has been seen to need.
    static let mostPrecision = 4096
  }

  // MARK: Functions that only rise or only fall

  extension Interval {
    typealias BigFunction = (BigFloat, BigFloat, mpfr_rnd_t) -> Int32

    /// `function` of this number, where `function` never falls.
    func rising(_ function: BigFunction) -> Interval {
      let result = Interval(precision: precision)
      _ = function(result.low, low, MPFR_RNDD)
      _ = function(result.high, high, MPFR_RNDU)
      return result
    }
    /// `function` of this number, where `function` never rises.
    func falling(_ function: BigFunction) -> Interval {
      let result = Interval(precision: precision)
      _ = function(result.low, high, MPFR_RNDD)
      _ = function(result.high, low, MPFR_RNDU)
      return result
    }
    var exp: Interval { rising { mpfr_exp($0, $1, $2) } }
    var expm1: Interval { rising { mpfr_expm1($0, $1, $2) } }
    var log: Interval { rising { mpfr_log($0, $1, $2) } }
    var log1p: Interval { rising { mpfr_log1p($0, $1, $2) } }
    var atan: Interval { rising { mpfr_atan($0, $1, $2) } }
    var asinh: Interval { rising { mpfr_asinh($0, $1, $2) } }
    var sinh: Interval { rising { mpfr_sinh($0, $1, $2) } }
    var cbrt: Interval { rising { mpfr_cbrt($0, $1, $2) } }
    /// The square root; what lies below zero by an error of rounding counts as zero.
    var squareRoot: Interval {
      let result = rising { mpfr_sqrt($0, $1, $2) }
      if mpfr_nan_p(result.low) != 0 { mpfr_set_zero(result.low, 1) }
      return result
    }
    /// This number times 2 to the `power`, which changes no digit.
    func scaled(_ power: Int) -> Interval { rising { mpfr_mul_2si($0, $1, power, $2) } }
    /// cosh(x) = √(1 + sinh²x).
    var cosh: Interval {
      let s = sinh
      return (Interval(1, precision) + s * s).squareRoot
    }
    /// The sine; within an interval of some width its slope is at most one.
    var sine: Interval { wave { mpfr_sin($0, $1, $2) } }
    var cosine: Interval { wave { mpfr_cos($0, $1, $2) } }

    private func wave(_ function: BigFunction) -> Interval {
      let result = Interval(precision: precision)
      _ = function(result.low, low, MPFR_RNDD)
      _ = function(result.high, low, MPFR_RNDU)
      if mpfr_equal_p(low, high) != 0 { return result }
      let width = Interval(precision: precision)
      mpfr_sub(width.high, high, low, MPFR_RNDU)
      mpfr_sub(result.low, result.low, width.high, MPFR_RNDD)
      mpfr_add(result.high, result.high, width.high, MPFR_RNDU)
      return result
    }
  }

  // MARK: Arithmetic

  extension Interval {
    var isNegative: Bool { mpfr_signbit(high) != 0 }
    var isNonnegative: Bool { mpfr_signbit(low) == 0 }

    static prefix func - (x: Interval) -> Interval {
      x.falling { mpfr_neg($0, $1, $2) }
    }
    static func + (x: Interval, y: Interval) -> Interval {
      let result = Interval(precision: max(x.precision, y.precision))
      mpfr_add(result.low, x.low, y.low, MPFR_RNDD)
      mpfr_add(result.high, x.high, y.high, MPFR_RNDU)
      return result.withOneZero
    }
    static func - (x: Interval, y: Interval) -> Interval {
      let result = Interval(precision: max(x.precision, y.precision))
      mpfr_sub(result.low, x.low, y.high, MPFR_RNDD)
      mpfr_sub(result.high, x.high, y.low, MPFR_RNDU)
      return result.withOneZero
    }
    static func * (x: Interval, y: Interval) -> Interval {
      combine(x, y) { mpfr_mul($0, $1, $2, $3) }
    }
    /// The quotient; unknown when the divisor may be zero.
    static func / (x: Interval, y: Interval) -> Interval {
      let mayBeZero = !(mpfr_sgn(y.low) > 0 || mpfr_sgn(y.high) < 0)
      if mayBeZero { return .unknown(max(x.precision, y.precision)) }
      return combine(x, y) { mpfr_div($0, $1, $2, $3) }
    }
    static func + (x: Interval, y: Double) -> Interval { x + Interval(y, x.precision) }
    static func - (x: Interval, y: Double) -> Interval { x - Interval(y, x.precision) }
    static func * (x: Interval, y: Double) -> Interval { x * Interval(y, x.precision) }
    static func / (x: Interval, y: Double) -> Interval { x / Interval(y, x.precision) }

    /// The angle of the point (x, y), which must not lie on either side of the negative x axis.
    static func atan2(_ y: Interval, _ x: Interval) -> Interval {
      combine(y, x) { mpfr_atan2($0, $1, $2, $3) }
    }
    /// √(x² + y²).
    static func hypot(_ x: Interval, _ y: Interval) -> Interval {
      let a = x.magnitude
      let b = y.magnitude
      let result = Interval(precision: max(x.precision, y.precision))
      _ = mpfr_hypot(result.low, a.low, b.low, MPFR_RNDD)
      _ = mpfr_hypot(result.high, a.high, b.high, MPFR_RNDU)
      return result
    }
    /// |x|.
    var magnitude: Interval {
      if isNonnegative { return self }
      if isNegative { return -self }
      let result = Interval(precision: precision)
      mpfr_set_zero(result.low, 1)
      let larger = mpfr_cmpabs(low, high) > 0 ? low : high
      mpfr_set4(result.high, larger, MPFR_RNDU, 1)
      return result
    }
    /// This number, which is known to be at least `other`.
    func atLeast(_ other: Double) -> Interval {
      let bound = Interval(other, precision)
      return rising { mpfr_max($0, $1, bound.low, $2) }
    }

    /// A function that takes its extremes over a rectangle at corners.
    private static func combine(
      _ x: Interval, _ y: Interval,
      _ function: (BigFloat, BigFloat, BigFloat, mpfr_rnd_t) -> Int32
    ) -> Interval {
      let result = Interval(precision: max(x.precision, y.precision))
      _ = function(result.low, x.low, y.low, MPFR_RNDD)
      _ = function(result.high, x.low, y.low, MPFR_RNDU)
      let wideX = mpfr_equal_p(x.low, x.high) == 0
      let wideY = mpfr_equal_p(y.low, y.high) == 0
      if !wideX && !wideY { return result }
      let corner = Interval(precision: result.precision)
      for (a, b, isNew) in [
        (x.high, y.low, wideX), (x.low, y.high, wideY), (x.high, y.high, wideX && wideY),
      ] where isNew {
        _ = function(corner.low, a, b, MPFR_RNDD)
        _ = function(corner.high, a, b, MPFR_RNDU)
        if mpfr_nan_p(corner.low) != 0 || mpfr_nan_p(result.low) != 0 {
          return .unknown(result.precision)
        }
        mpfr_min(result.low, result.low, corner.low, MPFR_RNDD)
        mpfr_max(result.high, result.high, corner.high, MPFR_RNDU)
      }
      return result
    }

    /// The sum of products of pairs and single numbers, as if with unlimited digits.
    static func sum(_ terms: [Double], products: [(Double, Double)] = [], _ precision: Int)
      -> Interval
    {
      // 106 bits hold a product of two Doubles exactly.
      let exact =
        terms.map { Interval($0, 106) }
        + products.map { Interval($0.0, 106) * Interval($0.1, 106) }
      let pointers: [BigFloat?] = exact.map(\.low)
      let result = Interval(precision: precision)
      pointers.withUnsafeBufferPointer { buffer in
        _ = mpfr_sum(result.low, buffer.baseAddress, UInt(buffer.count), MPFR_RNDD)
        _ = mpfr_sum(result.high, buffer.baseAddress, UInt(buffer.count), MPFR_RNDU)
      }
      withExtendedLifetime(exact) {}
      return result.withOneZero
    }

    /// This number; where it is zero as the sum of opposite numbers, which is -0 rounded down and
    /// +0 rounded up, the zero that rounding to nearest gives.
    private var withOneZero: Interval {
      if mpfr_zero_p(low) != 0, mpfr_zero_p(high) != 0, mpfr_signbit(high) == 0 {
        mpfr_set_zero(low, 1)
      }
      return self
    }
  }

  // MARK: Rounding to a format

  extension FloatFormat {
    /// The pattern nearest to what `x` begins to write out and `ternary` says to go on:
    /// `x` was rounded toward zero, exactly where `ternary` is 0.
    func encode(_ x: BigFloat, ternary: Int32) -> UInt64 {
      let negative = mpfr_signbit(x) != 0
      if mpfr_regular_p(x) == 0 {
        if mpfr_nan_p(x) != 0 { return encode(.nan) }
        let special = mpfr_inf_p(x) != 0 ? Double.infinity : 0
        return encode(negative ? -special : special)
      }
      return encode(
        negative: negative, significand: UInt64(x.pointee._mpfr_d.pointee),
        exponent: x.pointee._mpfr_exp - 64, sticky: ternary != 0)
    }

    /// The number nearest to the value of `function`, which MPFR rounds correctly by itself.
    func nearest(_ function: (BigFloat) -> Int32) -> Double {
      // 64 bits toward zero and the knowledge whether that is all: enough to round once more.
      let big = Interval(precision: 64)
      let ternary = function(big.low)
      return decode(encode(big.low, ternary: ternary))
    }

    /// The number nearest to a value known more narrowly the more bits it is computed with.
    ///
    /// A. Ziv's strategy. Where it never ends, because the value itself lies in the middle between
    /// two numbers and its interval keeps some width, the value counts as being that middle.
    func nearest(from start: Int = 128, _ value: (Int) -> Interval) -> Double {
      var precision = start
      while true {
        let interval = value(precision)
        let low = pattern(interval.low)
        if low == pattern(interval.high), !interval.isUnknown { return decode(low) }
        if precision >= Interval.mostPrecision { return decode(snapped(interval)) }
        precision *= 2
      }
    }

    func pattern(_ x: BigFloat) -> UInt64 {
      let short = Interval(precision: 64)
      let ternary = mpfr_set4(short.low, x, MPFR_RNDZ, mpfr_signbit(x) != 0 ? -1 : 1)
      return encode(short.low, ternary: ternary)
    }

    func snapped(_ interval: Interval) -> UInt64 {
      if !(mpfr_sgn(interval.low) * mpfr_sgn(interval.high) > 0) { return encode(0) }
      let middle = Interval(precision: 512)
      mpfr_set4(middle.low, interval.low, MPFR_RNDN, mpfr_sgn(interval.low) < 0 ? -1 : 1)
      return pattern(middle.low)
    }
  }
#endif
