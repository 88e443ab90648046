import Foundation

/// Complex functions in `Double`, after W. Kahan, "Branch cuts for complex elementary functions"
/// (1987): what `Platform` is for real ones.
package enum PlatformComplex {
  /// `function` of `z`, in C99's way where a part is infinite or not a number.
  package static func complete(
    _ function: ExactComplex.Unary, _ z: WideComplex, _ format: FloatFormat
  ) -> WideComplex {
    ComplexSpecials.value(function, z, format) ?? value(function, z)
  }

  /// `function` of `z` and `w`, in C99's way where a part is infinite or not a number.
  package static func complete(
    _ function: ExactComplex.Binary, _ z: WideComplex, _ w: WideComplex
  ) -> WideComplex {
    ComplexSpecials.value(function, z, w) ?? value(function, z, w)
  }

  static func value(_ function: ExactComplex.Unary, _ z: WideComplex) -> WideComplex {
    let x = z.real
    let y = z.imaginary
    switch function {
    case .acos: return acos(z)
    case .acosh: return acosh(z)
    case .asin: return asinh(z.timesI).overI
    case .asinh: return asinh(z)
    case .atan: return atanh(z.timesI).overI
    case .atanh: return atanh(z)
    case .cbrt:
      if x == 0 && y == 0 { return z }
      // Scaled to numbers near 1, whose logarithm is small and so has its last digits right.
      let thirds = (Double(max(abs(x), abs(y)).exponent) / 3).rounded(.down)
      func scaled(_ z: WideComplex, by exponent: Int) -> WideComplex {
        WideComplex(
          Double(sign: .plus, exponent: exponent, significand: z.real),
          Double(sign: .plus, exponent: exponent, significand: z.imaginary))
      }
      let l = log(scaled(z, by: -3 * Int(thirds)))
      return scaled(exp(WideComplex(l.real / 3, l.imaginary / 3)), by: Int(thirds))
    case .cosine: return cosh(z.timesI)
    case .cosh: return cosh(z)
    case .exponential: return exp(z)
    case .exponentialMinusOne:
      if y == 0 { return WideComplex(expm1(x), y) }
      let half = sin(y / 2)
      // A difference of zeros would be +0 where cos y - 1 underflows.
      if x == 0 { return WideComplex(-2 * half * half, sin(y)) }
      return WideComplex(expm1(x) * cos(y) - 2 * half * half, Foundation.exp(x) * sin(y))
    case .log: return log(z)
    case .logPlusOne: return logPlusOne(z)
    case .logistic:
      if x < 0 {
        let e = exp(z)
        return divide(e, WideComplex(1 + e.real, e.imaginary))
      }
      let e = exp(WideComplex(-x, -y))
      return divide(WideComplex(1), WideComplex(1 + e.real, e.imaginary))
    case .rsqrt: return divide(WideComplex(1), sqrt(z))
    case .sign:
      if x == 0 && y == 0 { return z }
      let r = hypot(x, y)
      return WideComplex(x / r, y / r)
    case .sine: return sinh(z.timesI).overI
    case .sinh: return sinh(z)
    case .sqrt: return sqrt(z)
    case .square: return multiply(z, z)
    case .tan: return tanh(z.timesI).overI
    case .tanh: return tanh(z)
    }
  }

  static func value(_ f: ExactComplex.Binary, _ z: WideComplex, _ w: WideComplex) -> WideComplex {
    switch f {
    case .divide: return divide(z, w)
    case .multiply: return multiply(z, w)
    case .power:
      if w.real == 0 && w.imaginary == 0 { return WideComplex(1) }
      if z.real == 0 && z.imaginary == 0 {
        return w.real > 0 ? WideComplex(0) : WideComplex(.nan, .nan)
      }
      return exp(multiply(w, log(z)))
    case .atan2:
      let sum = WideComplex(
        multiply(z, z).real + multiply(w, w).real,
        multiply(z, z).imaginary + multiply(w, w).imaginary)
      let numerator = WideComplex(w.real - z.imaginary, w.imaginary + z.real)
      return log(divide(numerator, sqrt(sum))).overI
    }
  }

  static func multiply(_ z: WideComplex, _ w: WideComplex) -> WideComplex {
    WideComplex(
      z.real * w.real - z.imaginary * w.imaginary, z.real * w.imaginary + z.imaginary * w.real)
  }

  static func divide(_ z: WideComplex, _ w: WideComplex) -> WideComplex {
    if abs(w.real) >= abs(w.imaginary) {
      let ratio = w.imaginary / w.real
      let d = w.real + w.imaginary * ratio
      return WideComplex(
        (z.real + z.imaginary * ratio) / d, (z.imaginary - z.real * ratio) / d)
    }
    let ratio = w.real / w.imaginary
    let d = w.real * ratio + w.imaginary
    return WideComplex((z.real * ratio + z.imaginary) / d, (z.imaginary * ratio - z.real) / d)
  }

  static func exp(_ z: WideComplex) -> WideComplex {
    let r = Foundation.exp(z.real)
    if z.imaginary == 0 { return WideComplex(r, z.imaginary) }
    return WideComplex(r * cos(z.imaginary), r * sin(z.imaginary))
  }

  static func log(_ z: WideComplex) -> WideComplex {
    let r = hypot(z.real, z.imaginary)
    let large = max(abs(z.real), abs(z.imaginary))
    let small = min(abs(z.real), abs(z.imaginary))
    let modulus =
      r > 0.5 && r < 2 ? log1p((large - 1) * (large + 1) + small * small) / 2 : Foundation.log(r)
    return WideComplex(modulus, atan2(z.imaginary, z.real))
  }

  static func logPlusOne(_ z: WideComplex) -> WideComplex {
    let x = z.real
    let y = z.imaginary
    if abs(x) < 0.5, abs(y) < 0.5 {
      return WideComplex(log1p(x * (2 + x) + y * y) / 2, atan2(y, 1 + x))
    }
    return WideComplex(Foundation.log(hypot(1 + x, y)), atan2(y, 1 + x))
  }

  static func sqrt(_ z: WideComplex) -> WideComplex {
    let x = z.real
    let y = z.imaginary
    if x == 0 && y == 0 { return WideComplex(0, y) }
    if y.isInfinite { return WideComplex(.infinity, y) }
    let root = ((abs(x) / 2 + hypot(x / 2, y / 2))).squareRoot()
    if x >= 0 { return WideComplex(root, y / (2 * root)) }
    return WideComplex(abs(y) / (2 * root), y.sign == .minus ? -root : root)
  }

  static func sinh(_ z: WideComplex) -> WideComplex {
    WideComplex(
      Foundation.sinh(z.real) * cos(z.imaginary), Foundation.cosh(z.real) * sin(z.imaginary))
  }

  static func cosh(_ z: WideComplex) -> WideComplex {
    WideComplex(
      Foundation.cosh(z.real) * cos(z.imaginary), Foundation.sinh(z.real) * sin(z.imaginary))
  }

  static func tanh(_ z: WideComplex) -> WideComplex {
    let one: Double = z.real.sign == .minus ? -1 : 1
    if abs(z.real) > 20 {
      return WideComplex(
        one, 4 * Foundation.exp(-2 * abs(z.real)) * sin(z.imaginary) * cos(z.imaginary))
    }
    let s = Foundation.sinh(z.real)
    let d = s * s + cos(z.imaginary) * cos(z.imaginary)
    return WideComplex(
      s * Foundation.cosh(z.real) / d, sin(z.imaginary) * cos(z.imaginary) / d)
  }

  static func asinh(_ z: WideComplex) -> WideComplex {
    let a = sqrt(WideComplex(1 - z.imaginary, z.real))
    let b = sqrt(WideComplex(1 + z.imaginary, -z.real))
    let cross = a.real * b.imaginary - a.imaginary * b.real
    let real = Foundation.asinh(-cross)
    let imaginary = atan2(z.imaginary, a.real * b.real - a.imaginary * b.imaginary)
    return WideComplex(real, imaginary)
  }

  static func acos(_ z: WideComplex) -> WideComplex {
    let a = sqrt(WideComplex(1 - z.real, -z.imaginary))
    let b = sqrt(WideComplex(1 + z.real, z.imaginary))
    return WideComplex(
      2 * atan2(a.real, b.real), Foundation.asinh(b.real * a.imaginary - b.imaginary * a.real))
  }

  static func acosh(_ z: WideComplex) -> WideComplex {
    let a = sqrt(WideComplex(z.real - 1, z.imaginary))
    let b = sqrt(WideComplex(z.real + 1, z.imaginary))
    return WideComplex(
      Foundation.asinh(a.real * b.real + a.imaginary * b.imaginary),
      2 * atan2(a.imaginary, b.real))
  }

  static func atanh(_ z: WideComplex) -> WideComplex {
    let x = z.real
    let y = z.imaginary
    let large = max(abs(x), abs(y))
    if large > 1e100 {
      let h = hypot(x, y)
      return WideComplex(x / h / h, y.sign == .minus ? -.pi / 2 : .pi / 2)
    }
    // Of the magnitude, and not of x: next to -1 the argument of log1p would be -1 itself.
    let magnitude = abs(x)
    let below = (1 - magnitude) * (1 - magnitude) + y * y
    let real = log1p(4 * magnitude / below) / 4
    return WideComplex(
      x.sign == .minus ? -real : real, atan2(2 * y, (1 - x) * (1 + x) - y * y) / 2)
  }
}

extension WideComplex {
  var timesI: WideComplex { WideComplex(-imaginary, real) }
  var overI: WideComplex { WideComplex(imaginary, -real) }
}
