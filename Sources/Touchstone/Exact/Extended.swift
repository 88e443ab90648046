#if arch(x86_64) && os(Linux)
  import Foundation

  /// Functions with the 64 bits of Intel's extended format: for `f64` what `Double` is for the
  /// narrower formats, a first try that is kept where its error cannot change the rounded result.
  enum Extended {
    /// How far the true value may be from the tried one, in parts of it; glibc states 2^-61.
    private static let error: Float80 = 0x1p-58

    /// `function` of `x` rounded to `Double`, if the digits suffice to tell.
    static func value(_ function: Exact.Unary, _ x: Double) -> Double? {
      let x = Float80(x)
      let tried: Float80
      switch function {
      case .acos: tried = acos(x)
      case .acosh: tried = acosh(x)
      case .asin: tried = asin(x)
      case .asinh: tried = asinh(x)
      case .atan: tried = atan(x)
      case .atanh: tried = atanh(x)
      case .cbrt: tried = cbrt(x)
      case .cosine: tried = cos(x)
      case .cosh: tried = cosh(x)
      case .erf: tried = erf(x)
      case .erfc: tried = erfc(x)
      case .exponential: tried = exp(x)
      case .exponentialMinusOne: tried = expm1(x)
      case .log: tried = log(x)
      case .logPlusOne: tried = log1p(x)
      case .logistic: tried = 1 / (1 + exp(-x))
      case .rsqrt: tried = 1 / x.squareRoot()
      case .sine: tried = sin(x)
      case .sinh: tried = sinh(x)
      case .tan: tried = tan(x)
      case .tanh: tried = tanh(x)
      case .besselI0e, .besselI1e, .digamma, .erfInv, .lgamma, .sqrt, .square: return nil
      }
      return settled(tried)
    }

    /// As above, for two arguments.
    static func value(_ function: Exact.Binary, _ x: Double, _ y: Double) -> Double? {
      switch function {
      case .atan2: settled(atan2(Float80(x), Float80(y)))
      case .hypot: settled(hypot(Float80(x), Float80(y)))
      case .power: settled(pow(Float80(x), Float80(y)))
      case .divide, .igamma, .igammac, .polygamma, .remainder, .zeta: nil
      }
    }

    private static func settled(_ tried: Float80) -> Double? {
      // Zeros, infinities and NaN are left to the long way, which knows what they stand for.
      guard tried.isFinite, tried != 0 else { return nil }
      let margin = tried * error
      let low = Double(tried - margin)
      return low == Double(tried + margin) ? low : nil
    }
  }
#endif
