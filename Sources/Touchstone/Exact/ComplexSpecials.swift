/// The values of complex functions where a part is infinite or not a number, and at poles.
///
/// Source: C17 Annex G.6, with its rules f(conj z) = conj f(z) and, for odd functions,
/// f(-z) = -f(z). A sign it leaves open is the one these rules give, or else positive.
enum ComplexSpecials {
  static func value(
    _ function: ExactComplex.Unary, _ z: WideComplex, _ format: FloatFormat
  ) -> WideComplex? {
    let x = z.real
    let y = z.imaginary
    if x.isFinite && y.isFinite {
      switch function {
      case .atanh where y == 0 && abs(x) == 1: return WideComplex(x * .infinity, y)
      case .atan where x == 0 && abs(y) == 1: return WideComplex(x, y * .infinity)
      case .log where x == 0 && y == 0: return WideComplex(-.infinity, Exact.atan2(y, x, format))
      case .logPlusOne where x == -1 && y == 0: return WideComplex(-.infinity, y)
      case .rsqrt where x == 0 && y == 0: return WideComplex(.infinity, .nan)
      case .sign where x == 0 && y == 0, .cbrt where x == 0 && y == 0: return z
      case .sqrt where x == 0 && y == 0: return WideComplex(0, y)
      default: return nil
      }
    }
    switch function {
    // Over i a magnitude of no known sign would come out negative.
    case .asin where x.isInfinite && y.isNaN: return WideComplex(.nan, .infinity)
    case .asin: return (value(.asinh, z.timesI, format) ?? z).overI
    case .atan: return (value(.atanh, z.timesI, format) ?? z).overI
    case .sine: return (value(.sinh, z.timesI, format) ?? z).overI
    case .tan: return (value(.tanh, z.timesI, format) ?? z).overI
    case .cosine: return value(.cosh, z.timesI, format)
    default: break
    }
    // In the first quadrant; the symmetries give the others.
    let conjugate = y.sign == .minus
    let a = abs(x)
    let b = abs(y)
    func mirror(_ re: Double, _ im: Double) -> WideComplex {
      WideComplex(x.sign == .minus ? -re : re, conjugate ? -im : im)
    }
    func reflect(_ re: Double, _ im: Double) -> WideComplex {
      WideComplex(re, conjugate ? -im : im)
    }
    let half = format.rounded(.pi / 2)
    let quarter = format.rounded(.pi / 4)
    let nan = WideComplex(.nan, .nan)
    /// radius · (cos y + i sin y) for an infinite or vanishing radius and finite y.
    func ray(_ radius: Double) -> WideComplex {
      if b == 0 { return WideComplex(radius, y) }
      let angle = Exact.atan2(Exact.sine(y, f64), Exact.cosine(y, f64), f64)
      return WideComplex(
        abs(angle) > .pi / 2 ? -radius : radius, angle < 0 ? -radius : radius)
    }

    switch function {
    case .exponential, .exponentialMinusOne:
      let shift: Double = function == .exponential ? 0 : 1
      if x == -.infinity {
        let tail = y.isFinite ? ray(0) : WideComplex(0, 0)
        return shift == 0 ? tail : WideComplex(-1, tail.imaginary)
      }
      if x == .infinity { return y.isFinite ? ray(x) : WideComplex(x, .nan) }
      return x.isNaN && b == 0 ? z : nan
    case .log, .logPlusOne:
      return WideComplex(
        Exact.log(Exact.hypot(x, y, format), format), Exact.atan2(y, x, format))
    case .sqrt:
      if b == .infinity { return WideComplex(.infinity, y) }
      if x == .infinity { return WideComplex(x, y.isNaN ? .nan : reflect(0, 0).imaginary) }
      if x == -.infinity { return y.isNaN ? WideComplex(.nan, .infinity) : reflect(0, .infinity) }
      return nan
    case .rsqrt:
      if x.isNaN && b != .infinity || y.isNaN && a != .infinity { return nan }
      return reflect(0, -0.0)
    case .sinh:
      if a == 0 { return WideComplex(x, .nan) }
      if a == .infinity {
        guard y.isFinite else { return WideComplex(x, .nan) }
        let r = ray(.infinity)
        return b == 0 ? z : WideComplex(x < 0 ? -r.real : r.real, r.imaginary)
      }
      return x.isNaN && b == 0 ? z : nan
    case .cosh:
      if a == 0 { return WideComplex(.nan, 0) }
      if a == .infinity {
        guard y.isFinite else { return WideComplex(.infinity, .nan) }
        let r = ray(.infinity)
        if b == 0 { return WideComplex(.infinity, x < 0 ? -y : y) }
        return WideComplex(r.real, x < 0 ? -r.imaginary : r.imaginary)
      }
      return x.isNaN && b == 0 ? WideComplex(.nan, y) : nan
    case .tanh:
      if a == .infinity {
        guard y.isFinite else { return mirror(1, 0) }
        let r = ray(1)
        return WideComplex(x < 0 ? -1 : 1, b == 0 ? y : 0 * r.real * r.imaginary)
      }
      if a == 0 { return WideComplex(x, .nan) }
      return x.isNaN && b == 0 ? z : nan
    case .asinh:
      if a == .infinity {
        return y.isNaN ? WideComplex(x, .nan) : mirror(.infinity, b == .infinity ? quarter : 0)
      }
      if b == .infinity { return x.isNaN ? WideComplex(.infinity, .nan) : mirror(.infinity, half) }
      return x.isNaN && b == 0 ? z : nan
    case .acos, .acosh:
      // acosh z = ±i acos z, on the side where the real part is not negative.
      let angle: Double? =
        if x.isNaN || y.isNaN { a == 0 ? half : nil } else if b == .infinity {
          a == .infinity
            ? format.rounded(x < 0 ? 3 * .pi / 4 : .pi / 4) : half
        } else { x < 0 ? format.rounded(.pi) : 0 }
      let infinite = a == .infinity || b == .infinity
      if function == .acos {
        if x.isNaN || y.isNaN {
          return WideComplex(angle ?? .nan, infinite ? (conjugate ? .infinity : -.infinity) : .nan)
        }
        return WideComplex(angle ?? .nan, conjugate ? .infinity : -.infinity)
      }
      return WideComplex(infinite ? .infinity : .nan, reflect(0, angle ?? .nan).imaginary)
    case .atanh:
      if b == .infinity { return mirror(0, half) }
      if a == .infinity { return y.isNaN ? WideComplex(0 * x.signOfOne, .nan) : mirror(0, half) }
      return a == 0 ? WideComplex(x, .nan) : nan
    case .logistic:
      if x == .infinity { return WideComplex(1, y.isFinite ? 0 * ray(1).imaginary : 0) }
      if x == -.infinity { return y.isFinite ? ray(0) : WideComplex(0) }
      return x.isNaN && b == 0 ? z : nan
    case .sign:
      let modulus = Exact.hypot(x, y, f64)
      return WideComplex(x / modulus, y / modulus)
    case .cbrt:
      if y == 0, !x.isNaN, x > 0 { return z }
      return nan
    case .square:
      return WideComplex(x * x - y * y, 2 * x * y)
    case .asin, .atan, .sine, .tan, .cosine:
      return nan
    }
  }

  static func value(
    _ function: ExactComplex.Binary, _ z: WideComplex, _ w: WideComplex
  ) -> WideComplex? {
    let isFinite =
      z.real.isFinite && z.imaginary.isFinite && w.real.isFinite && w.imaginary.isFinite
    switch function {
    case .multiply:
      return isFinite ? nil : PlatformComplex.multiply(z, w)
    case .divide:
      if w.real == 0 && w.imaginary == 0 {
        let infinity = Double.infinity * w.real.signOfOne
        return WideComplex(infinity * z.real, infinity * z.imaginary)
      }
      return isFinite ? nil : quotient(z, w)
    case .power:
      if w.real == 0 && w.imaginary == 0 { return WideComplex(1) }
      if z.real == 0 && z.imaginary == 0 {
        return w.real > 0 ? WideComplex(0) : WideComplex(.nan, .nan)
      }
      return isFinite ? nil : PlatformComplex.value(.power, z, w)
    case .atan2:
      let atZero =
        z.real == 0 && z.imaginary == 0 && w.real == 0 && w.imaginary == 0
      let isReal = z.imaginary == 0 && w.imaginary == 0
      if isReal { return WideComplex(Platform.value(.atan2, z.real, w.real)) }
      return isFinite && !atZero ? nil : PlatformComplex.value(.atan2, z, w)
    }
  }

  /// G.5.1: an infinite dividend gives infinity, an infinite divisor zero.
  private static func quotient(_ z: WideComplex, _ w: WideComplex) -> WideComplex {
    func boxed(_ x: Double) -> Double { (x.isInfinite ? 1 : 0) * x.signOfOne }
    let zInfinite = z.real.isInfinite || z.imaginary.isInfinite
    let wInfinite = w.real.isInfinite || w.imaginary.isInfinite
    if zInfinite, w.real.isFinite, w.imaginary.isFinite {
      let (a, b) = (boxed(z.real), boxed(z.imaginary))
      return WideComplex(
        .infinity * (a * w.real + b * w.imaginary), .infinity * (b * w.real - a * w.imaginary))
    }
    if wInfinite, z.real.isFinite, z.imaginary.isFinite {
      let (c, d) = (boxed(w.real), boxed(w.imaginary))
      return WideComplex(
        0 * (z.real * c + z.imaginary * d), 0 * (z.imaginary * c - z.real * d))
    }
    return WideComplex(.nan, .nan)
  }

  private static let f64 = FloatFormat(11, 52)
}
