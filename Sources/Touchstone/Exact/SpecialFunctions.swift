#if canImport(CMPFR)
  import CMPFR

  /// What MPFR lacks, by series whose remainders have proven bounds.
  enum SpecialFunctions {
    /// 1 / (1 + exp(-x)).
    static func logistic(_ x: Double, _ format: FloatFormat) -> Double {
      if x.isNaN { return x }
      return format.nearest { p in
        let one = Interval(1, p)
        return one / (one + Interval(-x, p).exp)
      }
    }

    /// The root y of erf(y) = x: Newton's method finds it, the signs on both sides prove it.
    static func erfInv(_ x: Double, _ format: FloatFormat) -> Double {
      if x.isNaN || abs(x) > 1 { return format.rounded(.nan) }
      if x == 0 { return x }
      if abs(x) == 1 { return format.rounded(x * .infinity) }
      let start = Platform.value(.erfInv, x)
      return format.nearest { p in
        // erf(y) near 1 has its digits behind those of 1 - |x|, at most 54.
        let q = p + 64
        let target = Interval(x, q)
        let slope = Interval.pi(q).squareRoot.scaled(-1)
        var y = Interval(start, q)
        // Each step doubles the number of right digits, of which there are 40 to begin with.
        for _ in 0..<(2 + (q / 40).bitWidthOfValue) {
          let error = y.rising { mpfr_erf($0, $1, $2) } - target
          y = (y - error * (y * y).exp * slope).collapsed
        }
        let bounds = y.widened(by: y.magnitude.scaled(4 - p))
        let check = Interval(precision: q)
        _ = mpfr_erf(check.low, bounds.low, MPFR_RNDU)
        _ = mpfr_erf(check.high, bounds.high, MPFR_RNDD)
        let proven =
          mpfr_lessequal_p(check.low, target.low) != 0
          && mpfr_lessequal_p(target.high, check.high) != 0
        return proven ? bounds : .unknown(q)
      }
    }

    /// exp(-|x|) I(x): the power series (DLMF 10.25.2) or Hankel's expansion (10.40.1).
    static func besselE(order: Int, _ x: Double, _ format: FloatFormat) -> Double {
      let z = abs(x)
      if x.isNaN { return x }
      if order == 1, x == 0 { return x }
      if z == .infinity { return order == 0 || x > 0 ? 0 : -0.0 }
      let positive = format.nearest { p in
        z > Double(p) / 2 ? hankel(order, z, p) : powers(order, z, p)
      }
      return order == 1 && x < 0 ? -positive : positive
    }

    private static func powers(_ order: Int, _ z: Double, _ p: Int) -> Interval {
      let half = Interval(z, p).scaled(-1)
      let quarter = half * half
      var term = order == 0 ? Interval(1, p) : half
      var sum = term
      var k = 1.0
      while true {
        term = term * quarter / (k * (k + Double(order)))
        sum = sum + term
        // From where the terms at least halve, the rest is at most the last one.
        if quarter.isLess(than: k * k / 2), term.isNegligible(against: sum) { break }
        k += 1
      }
      return sum.raised(by: term) * Interval(-z, p).exp
    }

    private static func hankel(_ order: Int, _ z: Double, _ p: Int) -> Interval {
      let eight = Interval(z, p).scaled(3)
      var term = Interval(1, p)
      var sum = term
      var k = 1.0
      while true {
        let odd = 2 * k - 1
        term = term * (odd * odd - 4 * Double(order * order)) / (eight * k)
        sum = sum + term
        if term.isNegligible(against: sum) || k > Double(p) { break }
        k += 1
      }
      // DLMF 10.40(ii) bounds the rest by the first term left out times a small power of its index,
      // and 10.34.2 adds what the other exponential contributes, at most 2 exp(-2z).
      let rest = term.magnitude * (40 * (k + 1)) + Interval(-2 * z, p).exp.scaled(1)
      return sum.widened(by: rest) / (Interval.pi(p) * Interval(z, p).scaled(1)).squareRoot
    }

    /// The n-th derivative of digamma: (-1)^(n+1) n! zeta(n+1, x).
    static func polygamma(_ n: Double, _ x: Double, _ format: FloatFormat) -> Double {
      if n.isNaN || x.isNaN || n < 0 || n != n.rounded() || n.isInfinite {
        return format.rounded(.nan)
      }
      if n == 0 { return Exact.digamma(x, format) }
      if let special = zetaSpecial(n + 1, x) {
        return format.rounded(isEven(n) ? -special : special)
      }
      if let infinite = zetaOverflow(n + 1, x) { return isEven(n) ? -infinite : infinite }
      return format.nearest { p in
        let order = Interval(n, p) + 1
        let value =
          n > zetaLimit
          ? normalizedZeta(order, x < 0 ? Interval(1, p) - x : Interval(x, p), start: abs(x), p)
            * (logGamma(order) - (x < 0 ? Interval(1, p) - x : Interval(x, p)).log * order).exp
          : order.rising { mpfr_gamma($0, $1, $2) } * zeta(order, isEvenOrder: !isEven(n), x, p)
        return isEven(n) ? -value : value
      }
    }

    private static func isEven(_ n: Double) -> Bool { n.remainder(dividingBy: 2) == 0 }

    /// Hurwitz's zeta function.
    static func zeta(_ s: Double, _ q: Double, _ format: FloatFormat) -> Double {
      if let special = zetaSpecial(s, q) { return format.rounded(special) }
      if let infinite = zetaOverflow(s, q) { return infinite }
      return format.nearest { p in zeta(Interval(s, p), isEvenOrder: isEven(s), q, p) }
    }

    /// The largest order for which sums of terms of both signs are computed.
    private static let zetaLimit = 10_000.0

    /// Infinity where, for an order beyond the limit and q below zero, the term nearest to zero
    /// alone overflows every format: the distance of q to a whole number is less than one half.
    private static func zetaOverflow(_ s: Double, _ q: Double) -> Double? {
      if s <= zetaLimit || q >= 0 { return nil }
      let f = q - q.rounded(.down)
      if isEven(s) { return .infinity }
      return f < 0.5 ? .infinity : f > 0.5 ? -.infinity : nil
    }

    private static func logGamma(_ x: Interval) -> Interval {
      // Rises where it is used, for large numbers.
      x.rising {
        var sign: Int32 = 0
        return mpfr_lgamma($0, &sign, $1, $2)
      }
    }

    /// The values that are not a convergent sum, as JAX has them.
    static func zetaSpecial(_ s: Double, _ q: Double) -> Double? {
      if s.isNaN || q.isNaN || s < 1 { return .nan }
      if s == 1 { return .infinity }
      if q <= 0 {
        if s != s.rounded() || s.isInfinite { return .nan }
        if q == q.rounded() { return isEven(s) ? .infinity : .nan }
      }
      if q == .infinity { return 0 }
      if s == .infinity { return q > 1 ? 0 : q == 1 ? 1 : .infinity }
      return nil
    }

    private static func zeta(
      _ s: Interval, isEvenOrder: Bool, _ q: Double, _ p: Int
    ) -> Interval {
      if q > 0 { return zeta(s, Interval(q, p), start: q, p) }
      // The terms below zero are ±(j - f)^(-s), where f is the fraction of q: two more sums.
      let f = q - q.rounded(.down)
      let one = Interval(1, p)
      let rest = zeta(s, one - Interval(q, p), start: 1 - q, p)
      if f == 0.5 && !isEvenOrder { return rest }
      let fraction = Interval.sum([q, -q.rounded(.down)], p)
      let opposite = Interval.sum([q.rounded(.up), -q], p)
      let below = zeta(s, opposite, start: q.rounded(.up) - q, p) - rest
      let above = zeta(s, fraction, start: f, p)
      return isEvenOrder ? above + below : above - below
    }

    private static func zeta(_ s: Interval, _ q: Interval, start: Double, _ p: Int) -> Interval {
      power(q, -s) * normalizedZeta(s, q, start: start, p)
    }

    /// q^s zeta(s, q) for positive q, by Euler-Maclaurin summation (DLMF 25.11.28), whose rest lies
    /// between 0 and the next term; or the sum alone where its terms fall so fast that an integral
    /// bounds the rest.
    private static func normalizedZeta(
      _ s: Interval, _ q: Interval, start: Double, _ p: Int
    ) -> Interval {
      let order = mpfr_get_d(s.high, MPFR_RNDU)
      let enough = max(Double(p) / 3, order)
      let exponent = -s
      var sum = Interval(1, p)
      var k = 1.0
      var a = q + k
      var last = power(a / q, exponent)
      while start + k < enough, !last.isNegligible(against: sum) {
        sum = sum + last
        k += 1
        a = q + k
        last = power(a / q, exponent)
        // Only where q has more digits than p tells apart do so many terms not fall.
        if k > Double(4 * p) { return .unknown(p) }
      }
      let integral = last * a / (s - 1)
      if start + k < enough { return sum.raised(by: last + integral) }
      sum = sum + integral + last.scaled(-1)
      let circle = Interval.pi(p).scaled(1)
      let square = circle * circle
      let inverseA = Interval(1, p) / a
      var rising = s * last * inverseA  // s(s+1)…(s+2j-2) a^(-s-2j+1)
      var scale = Interval(2, p) / square  // 2 / (2π)^2j
      var j = 1.0
      while true {
        let riemann = Interval(precision: p)
        _ = mpfr_zeta_ui(riemann.low, UInt(2 * j), MPFR_RNDD)
        _ = mpfr_zeta_ui(riemann.high, UInt(2 * j), MPFR_RNDU)
        // B(2j) / (2j)! = ±2 zeta(2j) / (2π)^2j
        let term = rising * scale * riemann
        let signed = Int(j) % 2 == 1 ? term : -term
        if term.isNegligible(against: sum) || j > Double(p) { return sum.reaching(signed) }
        sum = sum + signed
        rising =
          rising * (s + (2 * j - 1)) * (s + 2 * j) * inverseA * inverseA
        scale = scale / square
        j += 1
      }
    }

    /// `a` to the `exponent`, for positive `a` and a negative `exponent`.
    private static func power(_ a: Interval, _ exponent: Interval) -> Interval {
      // Falls in a; rises with the exponent where a > 1, and falls where a < 1.
      let result = Interval(precision: a.precision)
      let isLarge = mpfr_cmp_d(a.low, 1) >= 0
      if mpfr_equal_p(exponent.low, exponent.high) == 0, !isLarge, mpfr_cmp_d(a.high, 1) > 0 {
        return .unknown(a.precision)
      }
      _ = mpfr_pow(result.low, a.high, isLarge ? exponent.low : exponent.high, MPFR_RNDD)
      _ = mpfr_pow(result.high, a.low, isLarge ? exponent.high : exponent.low, MPFR_RNDU)
      return result
    }

    /// The regularized incomplete gamma functions, by the series of positive terms (DLMF 8.7.1).
    ///
    /// Where a or x is beyond 10,000 the series is too long, and `Double` has to do.
    static func incompleteGamma(
      _ a: Double, _ x: Double, upper: Bool, _ format: FloatFormat
    ) -> Double {
      if !(a > 0 && x > 0) || a > 10_000 || x > 10_000 {
        return format.rounded(Platform.value(upper ? .igammac : .igamma, a, x))
      }
      return format.nearest(from: 192) { p in
        let x0 = Interval(x, p)
        var term = Interval(1, p)
        var sum = term
        var k = 1.0
        while true {
          term = term * x0 / (Interval(a, p) + k)
          sum = sum + term
          if a + k > 2 * x, term.isNegligible(against: sum) { break }
          k += 1
        }
        let logGamma = Interval(precision: p)
        let next = Interval(a, p + 1100) + 1
        var sign: Int32 = 0
        _ = mpfr_lgamma(logGamma.low, &sign, next.low, MPFR_RNDD)
        _ = mpfr_lgamma(logGamma.high, &sign, next.high, MPFR_RNDU)
        let scale = (Interval(a, p) * x0.log - x0 - logGamma).exp
        let lower = sum.raised(by: term) * scale
        return upper ? (Interval(1, p) - lower).atLeast(0) : lower
      }
    }
  }

  extension Int {
    fileprivate var bitWidthOfValue: Int { Int.bitWidth - leadingZeroBitCount }
  }

  extension Interval {
    /// One number out of this interval, taken for exact.
    fileprivate var collapsed: Interval {
      let result = Interval(precision: precision)
      for end in [result.low, result.high] {
        mpfr_set4(end, low, MPFR_RNDN, mpfr_signbit(low) != 0 ? -1 : 1)
      }
      return result
    }
    /// Whether adding this to `sum` would not change its leading digits.
    fileprivate func isNegligible(against sum: Interval) -> Bool {
      if mpfr_zero_p(high) != 0 && mpfr_zero_p(low) != 0 { return true }
      if mpfr_regular_p(high) == 0 || mpfr_regular_p(sum.high) == 0 { return true }
      return high.pointee._mpfr_exp < sum.high.pointee._mpfr_exp - precision
    }
    fileprivate func isLess(than bound: Double) -> Bool { mpfr_cmp_d(high, bound) < 0 }

    /// This number plus something between 0 and `rest`, which is positive.
    fileprivate func raised(by rest: Interval) -> Interval {
      let result = Interval(precision: precision)
      mpfr_set4(result.low, low, MPFR_RNDD, mpfr_signbit(low) != 0 ? -1 : 1)
      mpfr_add(result.high, high, rest.high, MPFR_RNDU)
      return result
    }
    /// This number plus something between 0 and `rest`, whatever its sign.
    fileprivate func reaching(_ rest: Interval) -> Interval { widened(by: rest.magnitude) }
    /// This number plus something between -`rest` and `rest`.
    fileprivate func widened(by rest: Interval) -> Interval {
      let result = Interval(precision: precision)
      mpfr_sub(result.low, low, rest.high, MPFR_RNDD)
      mpfr_add(result.high, high, rest.high, MPFR_RNDU)
      return result
    }
  }
#endif
