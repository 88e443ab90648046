import Foundation

/// The same functions in `Double` by the platform's own library, good to a few units in the last
/// place: a first try that is kept where its error cannot change the rounded result, and all there
/// is on a machine without MPFR.
package enum Platform {
  package static func value(_ function: Exact.Unary, _ x: Double) -> Double {
    switch function {
    case .acos: acos(x)
    case .acosh: acosh(x)
    case .asin: asin(x)
    case .asinh: asinh(x)
    case .atan: atan(x)
    case .atanh: atanh(x)
    case .besselI0e: besselE(order: 0, x)
    case .besselI1e: besselE(order: 1, x)
    case .cbrt: cbrt(x)
    case .cosine: cos(x)
    case .cosh: cosh(x)
    case .digamma: digamma(x)
    case .erf: erf(x)
    case .erfInv: erfInv(x)
    case .erfc: erfc(x)
    case .exponential: exp(x)
    case .exponentialMinusOne: expm1(x)
    case .lgamma: logGamma(x)
    case .log: log(x)
    case .logPlusOne: log1p(x)
    case .logistic: x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
    case .rsqrt: 1 / x.squareRoot()
    case .sine: sin(x)
    case .sinh: sinh(x)
    case .sqrt: x.squareRoot()
    case .square: x * x
    case .tan: tan(x)
    case .tanh: tanh(x)
    }
  }

  package static func value(_ function: Exact.Binary, _ x: Double, _ y: Double) -> Double {
    switch function {
    case .atan2: atan2(x, y)
    case .divide: x / y
    case .hypot: hypot(x, y)
    case .igamma: incompleteGamma(x, y, upper: false)
    case .igammac: incompleteGamma(x, y, upper: true)
    case .polygamma: polygamma(x, y)
    case .power: pow(x, y)
    case .remainder: fmod(x, y)
    case .zeta: zeta(x, y)
    }
  }

  private static func logGamma(_ x: Double) -> Double {
    if x <= 0, x == x.rounded() { return .infinity }
    return x.isInfinite ? .infinity : Foundation.lgamma(x).0
  }

  /// Asymptotic series (DLMF 5.11.2) after stepping up; reflection (5.5.4) for negative numbers.
  private static func digamma(_ x: Double) -> Double {
    if x.isNaN || x == -.infinity || x <= 0 && x == x.rounded() { return .nan }
    if x == .infinity { return x }
    if x < 0 {
      let part = x - x.rounded()
      return digamma(1 - x) - .pi / tan(.pi * part)
    }
    var sum = 0.0
    var y = x
    while y < 12 {
      sum -= 1 / y
      y += 1
    }
    let z = 1 / (y * y)
    let series = bernoulliOverTwoK.reversed().reduce(0) { $0 * z + $1 } * z
    return sum + log(y) - 0.5 / y - series
  }
  /// B(2k) / 2k for k = 1, 2, ….
  private static let bernoulliOverTwoK: [Double] = [
    1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12,
  ]
  /// (2k)! / B(2k) for k = 1, 2, …: the denominators of the Euler-Maclaurin corrections.
  private static let factorialOverBernoulli: [Double] = [
    12, -720, 30240, -1_209_600, 47_900_160, -1_892_437_580.3183791606, 7.47242496e10,
    -2.950130727918164224e12, 1.1646782814350067249e14, -4.5979787224074726105e15,
    1.8152105401943546773e17, -7.1661652561756670113e18,
  ]

  /// Euler-Maclaurin summation (DLMF 25.11.28).
  static func zeta(_ x: Double, _ q: Double) -> Double {
    if x.isNaN || q.isNaN || x < 1 { return .nan }
    if x == 1 { return .infinity }
    if q <= 0 {
      if q == q.rounded() { return .infinity }
      if x != x.rounded() { return .nan }
    }
    var sum = 0.0
    var a = q
    for _ in 0..<12 where a < 1e8 {
      sum += pow(a, -x)
      a += 1
    }
    while a < 0 {
      sum += pow(a, -x)
      a += 1
    }
    var power = pow(a, -x)
    // Not power · a: that power may be less than the smallest number where its product is none.
    sum += pow(a, 1 - x) / (x - 1) + power / 2
    var factor = x
    var k = 0.0
    for denominator in factorialOverBernoulli {
      power /= a
      let term = factor * power / denominator
      sum += term
      if abs(term) <= abs(sum) * 1e-18 { break }
      factor *= (x + k + 1) * (x + k + 2)
      k += 2
      power /= a
    }
    return sum
  }

  private static func polygamma(_ n: Double, _ x: Double) -> Double {
    if n.isNaN || x.isNaN || n < 0 || n != n.rounded() { return .nan }
    if n == 0 { return digamma(x) }
    let sign: Double = n.truncatingRemainder(dividingBy: 2) == 0 ? -1 : 1
    let series = zeta(n + 1, x)
    return series == 0 ? sign * 0 : sign * exp(Foundation.lgamma(n + 1).0) * series
  }

  /// The power series (DLMF 10.25.2), whose terms are positive, or Hankel's expansion (10.40.1).
  private static func besselE(order: Double, _ x: Double) -> Double {
    let z = abs(x)
    if x.isNaN { return x }
    if z == .infinity { return order == 0 ? 0 : 0 * x.signOfOne }
    var sum = 1.0
    var term = 1.0
    if z < 30 {
      let quarter = z * z / 4
      for k in 1...200 {
        term *= quarter / (Double(k) * (Double(k) + order))
        sum += term
        if term < sum * 1e-17 { break }
      }
      sum *= exp(-z) * (order == 0 ? 1 : x / 2)
      return sum
    }
    for k in 1...100 {
      let odd = Double(2 * k - 1)
      term *= -(4 * order * order - odd * odd) / (Double(k) * 8 * z)
      sum += term
      if abs(term) < 1e-17 { break }
    }
    return sum / (2 * .pi * z).squareRoot() * (order == 0 ? 1 : x.signOfOne)
  }

  /// Newton's method from Winitzki's approximation, on `erfc` in the tails.
  private static func erfInv(_ x: Double) -> Double {
    if x.isNaN || abs(x) > 1 { return .nan }
    if abs(x) == 1 { return x * .infinity }
    if abs(x) < 1e-9 { return x * (Double.pi.squareRoot() / 2) }
    let z = abs(x)
    let l = log((1 - z) * (1 + z))
    let h = 2 / (.pi * 0.147) + l / 2
    var y = ((h * h - l / 0.147).squareRoot() - h).squareRoot()
    for _ in 0..<4 {
      let error = z < 0.5 ? erf(y) - z : (1 - z) - erfc(y)
      let step = error * exp(y * y) * (Double.pi.squareRoot() / 2)
      y -= step / (1 + y * step)
    }
    return x < 0 ? -y : y
  }

  /// The series (DLMF 8.7.1) below the mean, the continued fraction (8.9.2) above it.
  private static func incompleteGamma(_ a: Double, _ x: Double, upper: Bool) -> Double {
    if a.isNaN || x.isNaN || a < 0 || x < 0 || a == 0 && x == 0 { return .nan }
    if a == 0 { return upper ? 0 : 1 }
    if x == 0 { return upper ? 1 : 0 }
    if x == .infinity { return a == .infinity ? .nan : upper ? 0 : 1 }
    if a == .infinity { return upper ? 1 : 0 }
    let scale = exp(a * log(x) - x - Foundation.lgamma(a).0)
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      var n = a
      for _ in 0..<20_000 where term > sum * 1e-17 {
        n += 1
        term *= x / n
        sum += term
      }
      return upper ? 1 - sum * scale : sum * scale
    }
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var fraction = d
    for i in 1...20_000 {
      let coefficient = -Double(i) * (Double(i) - a)
      b += 2
      d = 1 / (coefficient * d + b)
      c = b + coefficient / c
      fraction *= c * d
      if abs(c * d - 1) < 1e-16 { break }
    }
    return upper ? scale * fraction : 1 - scale * fraction
  }
}

extension Double {
  /// 1 with the sign of this number.
  var signOfOne: Double { sign == .minus ? -1 : 1 }
}
