#if canImport(CMPFR)
  import CMPFR

  /// A complex number known by an interval for each part.
  struct ComplexInterval {
    var real: Interval
    var imaginary: Interval
    init(_ real: Interval, _ imaginary: Interval) {
      self.real = real
      self.imaginary = imaginary
    }
    init(_ z: WideComplex, _ precision: Int) {
      self.init(Interval(z.real, precision), Interval(z.imaginary, precision))
    }
  }

  /// The complex functions of finite numbers, after W. Kahan, "Branch cuts for complex elementary
  /// functions, or much ado about nothing's sign bit" (1987): formulas that lose no digits where
  /// they can be had, and keep the sign of a zero.
  enum MultiPrecisionComplex {
    /// Nothing where the value is not known by formula.
    static func value(
      _ function: ExactComplex.Unary, _ z: WideComplex, _ format: FloatFormat
    ) -> WideComplex {
      switch function {
      case .asin: return value(.asinh, z.timesI, format).overI
      case .atan: return value(.atanh, z.timesI, format).overI
      case .cosine: return value(.cosh, z.timesI, format)
      case .sine: return value(.sinh, z.timesI, format).overI
      case .tan: return value(.tanh, z.timesI, format).overI
      case .tanh where abs(z.real) > 1e5:
        // What remains of the imaginary part is the sign of sin(2y).
        let sign = value(.tanh, WideComplex(1, z.imaginary), format).imaginary
        return WideComplex(z.real < 0 ? -1 : 1, sign < 0 || sign.sign == .minus ? -0.0 : 0)
      case .logistic where abs(z.real) > 1e5:
        let angle = value(.exponential, WideComplex(0, z.imaginary), format)
        if z.real > 0 { return WideComplex(1, angle.imaginary * 0) }
        return WideComplex(angle.real * 0, angle.imaginary * 0)
      default: break
      }
      return format.nearest { p in interval(function, z, p) }
    }

    private static func interval(
      _ function: ExactComplex.Unary, _ z: WideComplex, _ p: Int
    ) -> ComplexInterval {
      let x = Interval(z.real, p)
      let y = Interval(z.imaginary, p)
      let one = Interval(1, p)
      switch function {
      case .acos:
        let a = root(one - x, -z.imaginary, p)
        let b = root(one + x, z.imaginary, p)
        return ComplexInterval(
          .atan2(a.real, b.real).scaled(1),
          (b.real * a.imaginary - b.imaginary * a.real).asinh)
      case .acosh:
        let a = root(x - one, z.imaginary, p)
        let b = root(x + one, z.imaginary, p)
        return ComplexInterval(
          (a.real * b.real + a.imaginary * b.imaginary).asinh,
          Interval.atan2(a.imaginary, b.real).scaled(1))
      case .asinh:
        // asinh(z) = asin(iz) / i with iz = -y + ix.
        let a = root(one + y, -z.real, p)
        let b = root(one - y, z.real, p)
        return ComplexInterval(
          (a.real * b.imaginary - a.imaginary * b.real).asinh,
          .atan2(y, a.real * b.real - a.imaginary * b.imaginary))
      case .atanh:
        let mirrored = z.real.sign == .minus
        let r = abs(z.real)
        let distance = Interval.sum(
          [1, -2 * r], products: [(r, r), (z.imaginary, z.imaginary)], p)
        let quarter = (Interval(r, p).scaled(2) / distance).log1p.scaled(-2)
        let across = Interval.sum(
          [1], products: [(r, -r), (z.imaginary, -z.imaginary)], p)
        return ComplexInterval(
          mirrored ? -quarter : quarter, Interval.atan2(y.scaled(1), across).scaled(-1))
      case .cbrt:
        let radius = Interval.hypot(x, y).cbrt
        let angle = Interval.atan2(y, x) / 3
        return ComplexInterval(radius * angle.cosine, radius * angle.sine)
      case .cosh:
        return ComplexInterval(x.cosh * y.cosine, x.sinh * y.sine)
      case .exponential:
        let e = x.exp
        return ComplexInterval(e * y.cosine, e * y.sine)
      case .exponentialMinusOne:
        let half = y.scaled(-1).sine
        let real = z.imaginary == 0 ? x.expm1 : x.expm1 * y.cosine - (half * half).scaled(1)
        return ComplexInterval(real, x.exp * y.sine)
      case .log:
        return ComplexInterval(logarithm(x: z.real, y: z.imaginary, above: 0, p), .atan2(y, x))
      case .logPlusOne:
        return ComplexInterval(
          logarithm(x: z.real, y: z.imaginary, above: 1, p), .atan2(y, .sum([1, z.real], p)))
      case .logistic:
        // Multiplied out: (exp x + cos y + i sin y) / (2 cosh x + 2 cos y).
        let c = y.cosine
        let s = x.scaled(-1).sinh
        let h = y.scaled(-1).cosine
        let divisor = (s * s + h * h).scaled(2)
        return ComplexInterval((x.exp + c) / divisor, y.sine / divisor)
      case .rsqrt:
        let w = root(x, z.imaginary, p)
        let modulus = Interval.hypot(x, y)
        return ComplexInterval(w.real / modulus, -(w.imaginary / modulus))
      case .sign:
        let modulus = Interval.hypot(x, y)
        return ComplexInterval(x / modulus, y / modulus)
      case .sinh:
        return ComplexInterval(x.sinh * y.cosine, x.cosh * y.sine)
      case .sqrt:
        return root(x, z.imaginary, p)
      case .square:
        return multiply(z, z, p)
      case .tanh:
        let s = x.sinh
        let c = y.cosine
        let divisor = s * s + c * c
        return ComplexInterval(s * x.cosh / divisor, y.sine * c / divisor)
      case .asin, .atan, .cosine, .sine, .tan:
        preconditionFailure("\(function) goes by way of its hyperbolic counterpart")
      }
    }

    static func value(
      _ function: ExactComplex.Binary, _ z: WideComplex, _ w: WideComplex, _ format: FloatFormat
    ) -> WideComplex {
      format.nearest { p in
        switch function {
        case .multiply: return multiply(z, w, p)
        case .divide:
          let divisor = Interval.sum(
            [], products: [(w.real, w.real), (w.imaginary, w.imaginary)], p)
          let quotient = multiply(z, WideComplex(w.real, -w.imaginary), p)
          return ComplexInterval(quotient.real / divisor, quotient.imaginary / divisor)
        case .power: return power(z, w, p)
        case .atan2:
          // log((w + iz) / √(w² + z²)) / i
          let s = ComplexInterval.sum(multiply(z, z, p), multiply(w, w, p))
          let modulus = Interval.hypot(s.real, s.imaginary)
          let rootOfSum = principalRoot(s, modulus)
          let top = ComplexInterval(
            .sum([w.real, -z.imaginary], p), .sum([w.imaginary, z.real], p))
          let real = top.real * rootOfSum.real + top.imaginary * rootOfSum.imaginary
          let imaginary = top.imaginary * rootOfSum.real - top.real * rootOfSum.imaginary
          let size = Interval.hypot(top.real, top.imaginary)
          return ComplexInterval(
            .atan2(imaginary, real), -((size * size / modulus).log.scaled(-1)))
        }
      }
    }

    /// √(x + iy) on the side of the cut that the sign of y tells.
    private static func root(_ x: Interval, _ y: Double, _ p: Int) -> ComplexInterval {
      let imaginary = Interval(y, p)
      if y == 0 {
        if x.isNonnegative { return ComplexInterval(x.squareRoot, imaginary) }
        if x.isNegative {
          let r = (-x).squareRoot
          return ComplexInterval(Interval(0, p), y.sign == .minus ? -r : r)
        }
        return ComplexInterval(.unknown(p), .unknown(p))
      }
      let w = ((x.magnitude + Interval.hypot(x, imaginary)).scaled(-1)).squareRoot
      let other = imaginary.magnitude / w.scaled(1)
      let signed = { (r: Interval) in y < 0 ? -r : r }
      if x.isNonnegative { return ComplexInterval(w, signed(other)) }
      if x.isNegative { return ComplexInterval(other, signed(w)) }
      return ComplexInterval(.unknown(p), .unknown(p))
    }

    /// As `root`, for a number whose parts are both intervals.
    private static func principalRoot(
      _ z: ComplexInterval, _ modulus: Interval
    ) -> ComplexInterval {
      let w = ((z.real.magnitude + modulus).scaled(-1)).squareRoot
      let other = z.imaginary.magnitude / w.scaled(1)
      let below = z.imaginary.isNegative
      if z.real.isNonnegative { return ComplexInterval(w, below ? -other : other) }
      return ComplexInterval(other, below ? -w : w)
    }

    /// log |above + x + iy|, precise also where the modulus is near one.
    private static func logarithm(x: Double, y: Double, above: Double, _ p: Int) -> Interval {
      let linear = above == 0 ? [] : [2 * x, 1]
      let squared = Interval.sum(linear, products: [(x, x), (y, y)], p)
      let (low, high) = (squared.atLeast(0.5), squared)
      if !low.isSame(high) || !squared.isBelow(2) { return squared.log.scaled(-1) }
      let excess = Interval.sum(
        above == 0 ? [-1] : [2 * x], products: [(x, x), (y, y)], p)
      return excess.log1p.scaled(-1)
    }

    /// Both parts of z · w, as if with unlimited digits.
    private static func multiply(_ z: WideComplex, _ w: WideComplex, _ p: Int) -> ComplexInterval {
      ComplexInterval(
        .sum([], products: [(z.real, w.real), (-z.imaginary, w.imaginary)], p),
        .sum([], products: [(z.real, w.imaginary), (z.imaginary, w.real)], p))
    }

    /// exp(w log z), by plain multiplication where w is a small whole number, because such powers
    /// can lie exactly in the middle between two numbers or on an axis.
    private static func power(_ z: WideComplex, _ w: WideComplex, _ p: Int) -> ComplexInterval {
      if w.imaginary == 0, w.real == w.real.rounded(), abs(w.real) <= 32, w.real != 0 {
        let base = ComplexInterval(z, p)
        var result = base
        for _ in 1..<Int(max(abs(w.real), 1)) { result = .product(result, base) }
        if w.real > 0 { return result }
        let modulus = result.real * result.real + result.imaginary * result.imaginary
        return ComplexInterval(result.real / modulus, -(result.imaginary / modulus))
      }
      let size = logarithm(x: z.real, y: z.imaginary, above: 0, p)
      let angle = Interval.atan2(Interval(z.imaginary, p), Interval(z.real, p))
      let radius =
        w.imaginary == 0 ? (size * w.real).exp : (size * w.real - angle * w.imaginary).exp
      let turn = w.imaginary == 0 ? angle * w.real : size * w.imaginary + angle * w.real
      return ComplexInterval(radius * turn.cosine, radius * turn.sine)
    }
  }

  extension ComplexInterval {
    fileprivate static func sum(_ z: ComplexInterval, _ w: ComplexInterval) -> ComplexInterval {
      ComplexInterval(z.real + w.real, z.imaginary + w.imaginary)
    }
    fileprivate static func product(_ z: ComplexInterval, _ w: ComplexInterval) -> ComplexInterval {
      ComplexInterval(
        z.real * w.real - z.imaginary * w.imaginary, z.real * w.imaginary + z.imaginary * w.real)
    }
  }

  extension Interval {
    fileprivate func isSame(_ other: Interval) -> Bool {
      mpfr_equal_p(low, other.low) != 0 && mpfr_equal_p(high, other.high) != 0
    }
    fileprivate func isBelow(_ bound: Double) -> Bool { mpfr_cmp_d(high, bound) < 0 }
  }

  extension FloatFormat {
    /// As for a real number, each part by itself.
    func nearest(_ value: (Int) -> ComplexInterval) -> WideComplex {
      var real: Double?
      var imaginary: Double?
      var precision = 128
      while true {
        let z = value(precision)
        let last = precision >= Interval.mostPrecision
        real = real ?? settled(z.real, last)
        imaginary = imaginary ?? settled(z.imaginary, last)
        if let real, let imaginary { return WideComplex(real, imaginary) }
        precision *= 2
      }
    }

    private func settled(_ x: Interval, _ last: Bool) -> Double? {
      let low = pattern(x.low)
      if low == pattern(x.high), !x.isUnknown { return decode(low) }
      return last ? decode(snapped(x)) : nil
    }
  }
#endif
