#if canImport(CMPFR)
  import CMPFR

  /// The real functions with as many digits as correct rounding takes.
  ///
  /// MPFR rounds correctly what it knows; the others are composed of intervals.
  enum MultiPrecision {
    static func value(_ function: Exact.Unary, _ x: Double, _ format: FloatFormat) -> Double {
      if let native = native(function) {
        if let special = special(function, x) { return format.rounded(special) }
        let argument = Interval(x, 53)
        return format.nearest { native($0, argument.low, MPFR_RNDZ) }
      }
      switch function {
      case .besselI0e: return SpecialFunctions.besselE(order: 0, x, format)
      case .besselI1e: return SpecialFunctions.besselE(order: 1, x, format)
      case .erfInv: return SpecialFunctions.erfInv(x, format)
      default: return SpecialFunctions.logistic(x, format)
      }
    }

    static func value(
      _ function: Exact.Binary, _ x: Double, _ y: Double, _ format: FloatFormat
    ) -> Double {
      if let native = native(function) {
        let arguments = (Interval(x, 53), Interval(y, 53))
        return format.nearest { native($0, arguments.0.low, arguments.1.low, MPFR_RNDZ) }
      }
      switch function {
      case .igamma: return SpecialFunctions.incompleteGamma(x, y, upper: false, format)
      case .igammac: return SpecialFunctions.incompleteGamma(x, y, upper: true, format)
      case .polygamma: return SpecialFunctions.polygamma(x, y, format)
      default: return SpecialFunctions.zeta(x, y, format)
      }
    }

    /// Where MPFR's convention is another than C's or JAX's.
    private static func special(_ function: Exact.Unary, _ x: Double) -> Double? {
      switch function {
      case .rsqrt where x == 0: 1 / x
      case .digamma where x == -.infinity || x <= 0 && x == x.rounded(): .nan
      default: nil
      }
    }

    private static func native(
      _ function: Exact.Unary
    ) -> ((BigFloat, BigFloat, mpfr_rnd_t) -> Int32)? {
      switch function {
      case .acos: { mpfr_acos($0, $1, $2) }
      case .acosh: { mpfr_acosh($0, $1, $2) }
      case .asin: { mpfr_asin($0, $1, $2) }
      case .asinh: { mpfr_asinh($0, $1, $2) }
      case .atan: { mpfr_atan($0, $1, $2) }
      case .atanh: { mpfr_atanh($0, $1, $2) }
      case .cbrt: { mpfr_cbrt($0, $1, $2) }
      case .cosine: { mpfr_cos($0, $1, $2) }
      case .cosh: { mpfr_cosh($0, $1, $2) }
      case .digamma: { mpfr_digamma($0, $1, $2) }
      case .erf: { mpfr_erf($0, $1, $2) }
      case .erfc: { mpfr_erfc($0, $1, $2) }
      case .exponential: { mpfr_exp($0, $1, $2) }
      case .exponentialMinusOne: { mpfr_expm1($0, $1, $2) }
      case .lgamma:
        {
          var sign: Int32 = 0
          return mpfr_lgamma($0, &sign, $1, $2)
        }
      case .log: { mpfr_log($0, $1, $2) }
      case .logPlusOne: { mpfr_log1p($0, $1, $2) }
      case .rsqrt: { mpfr_rec_sqrt($0, $1, $2) }
      case .sine: { mpfr_sin($0, $1, $2) }
      case .sinh: { mpfr_sinh($0, $1, $2) }
      case .sqrt: { mpfr_sqrt($0, $1, $2) }
      case .square: { mpfr_sqr($0, $1, $2) }
      case .tan: { mpfr_tan($0, $1, $2) }
      case .tanh: { mpfr_tanh($0, $1, $2) }
      case .besselI0e, .besselI1e, .erfInv, .logistic: nil
      }
    }

    private static func native(
      _ function: Exact.Binary
    ) -> ((BigFloat, BigFloat, BigFloat, mpfr_rnd_t) -> Int32)? {
      switch function {
      case .atan2: { mpfr_atan2($0, $1, $2, $3) }
      case .divide: { mpfr_div($0, $1, $2, $3) }
      case .hypot: { mpfr_hypot($0, $1, $2, $3) }
      case .power: { mpfr_pow($0, $1, $2, $3) }
      case .remainder: { mpfr_fmod($0, $1, $2, $3) }
      case .igamma, .igammac, .polygamma, .zeta: nil
      }
    }
  }
#endif
