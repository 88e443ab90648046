/// How a binary floating-point dtype lays out its bits, and exact conversion from and to `Double`.
///
/// Sources: IEEE 754-2019 for `f16` to `f64`; the names and special values of the narrow formats
/// follow the OCP 8-bit and microscaling specifications and LLVM's `APFloat`.
public struct FloatFormat: Hashable, Sendable {
  /// What the largest exponent means.
  public enum Specials: Sendable {
    /// Infinities and NaNs, as IEEE 754 has them.
    case ieee
    /// No infinity; NaN is all ones.
    case finite
    /// No infinity and no negative zero; NaN is the pattern of negative zero.
    case finiteUnsignedZero
    /// Neither infinity nor NaN.
    case none
    /// Exponent alone, without sign or zero; NaN is all ones.
    case exponentOnly
  }
  /// Bits of the exponent.
  public let exponentBits: Int
  /// Bits of the significand that are stored.
  public let significandBits: Int
  /// What is subtracted from the stored exponent.
  public let bias: Int
  /// What the largest exponent means.
  public let specials: Specials

  init(_ exponentBits: Int, _ significandBits: Int, bias: Int? = nil, _ specials: Specials = .ieee)
  {
    self.exponentBits = exponentBits
    self.significandBits = significandBits
    self.bias = bias ?? (1 << (exponentBits - 1)) - 1
    self.specials = specials
  }
}

extension DType {
  /// The layout of this dtype's bits; `nil` unless it is a real floating-point dtype.
  public var floatFormat: FloatFormat? {
    switch self {
    case .f4E2M1FN: FloatFormat(2, 1, .none)
    case .f6E2M3FN: FloatFormat(2, 3, .none)
    case .f6E3M2FN: FloatFormat(3, 2, .none)
    case .f8E3M4: FloatFormat(3, 4)
    case .f8E4M3: FloatFormat(4, 3)
    case .f8E4M3B11FNUZ: FloatFormat(4, 3, bias: 11, .finiteUnsignedZero)
    case .f8E4M3FN: FloatFormat(4, 3, .finite)
    case .f8E4M3FNUZ: FloatFormat(4, 3, bias: 8, .finiteUnsignedZero)
    case .f8E5M2: FloatFormat(5, 2)
    case .f8E5M2FNUZ: FloatFormat(5, 2, bias: 16, .finiteUnsignedZero)
    case .f8E8M0FNU: FloatFormat(8, 0, bias: 127, .exponentOnly)
    case .bf16: FloatFormat(8, 7)
    case .f16: FloatFormat(5, 10)
    case .f32: FloatFormat(8, 23)
    case .f64: FloatFormat(11, 52)
    default: nil
    }
  }
}

extension FloatFormat {
  var totalBits: Int { (specials == .exponentOnly ? 0 : 1) + exponentBits + significandBits }
  var signMask: UInt64 { specials == .exponentOnly ? 0 : 1 << UInt64(totalBits - 1) }
  var allOnes: UInt64 { totalBits == 64 ? .max : (1 << UInt64(totalBits)) - 1 }
  var significandMask: UInt64 { (1 << UInt64(significandBits)) - 1 }
  var maxExponentField: Int { (1 << exponentBits) - 1 }

  /// The pattern of NaN that arithmetic produces, or `nil` if the format has none.
  public var nan: UInt64? {
    switch specials {
    case .ieee:
      UInt64(maxExponentField) << UInt64(significandBits) | 1 << UInt64(significandBits - 1)
    case .finite: allOnes & ~signMask
    case .finiteUnsignedZero: signMask
    case .exponentOnly: allOnes
    case .none: nil
    }
  }
  /// The pattern of positive infinity, or `nil` if the format has none.
  public var infinity: UInt64? {
    specials == .ieee ? UInt64(maxExponentField) << UInt64(significandBits) : nil
  }
  /// The pattern of the largest finite number.
  public var greatestFinite: UInt64 {
    switch specials {
    case .ieee: UInt64(maxExponentField) << UInt64(significandBits) - 1
    case .finite: allOnes & ~signMask - 1
    case .finiteUnsignedZero, .none: allOnes & ~signMask
    case .exponentOnly: allOnes - 1
    }
  }

  /// The number that the low bits of `bits` stand for; exact.
  public func decode(_ bits: UInt64) -> Double {
    if specials == .exponentOnly {
      return bits == allOnes ? .nan : Self.scalb(1, Int(bits) - bias)
    }
    let negative = bits & signMask != 0
    let magnitude = bits & ~signMask & allOnes
    let field = Int(magnitude >> UInt64(significandBits))
    let significand = magnitude & significandMask
    switch specials {
    case .ieee where field == maxExponentField:
      if significand != 0 { return negative ? -Double.nan : .nan }
      return negative ? -.infinity : .infinity
    case .finite where magnitude == allOnes & ~signMask: return .nan
    case .finiteUnsignedZero where bits & allOnes == signMask: return .nan
    default: break
    }
    let value =
      field == 0
      ? Self.scalb(Double(significand), 1 - bias - significandBits)
      : Self.scalb(
        Double(significand | 1 << UInt64(significandBits)), field - bias - significandBits)
    return negative ? -value : value
  }

  /// The pattern of the number nearest to `value`, ties to even.
  ///
  /// Where the format has no infinity, what overflows becomes NaN, or the largest finite number
  /// if there is no NaN either. Exponent-only formats give NaN for zero and negative numbers.
  public func encode(_ value: Double) -> UInt64 { round(value, sticky: 0) }

  /// As `encode`, for a number that lies beyond `value` by a positive (`sticky > 0`) or negative
  /// amount smaller than half an ulp of `value`: rounds once what arrives in two parts.
  func round(_ value: Double, sticky: Int) -> UInt64 {
    if value.isNaN {
      guard let nan else { return greatestFinite }
      return specials == .ieee && value.sign == .minus ? nan | signMask : nan
    }
    if specials == .exponentOnly {
      guard value > 0, value.isFinite else { return allOnes }
    }
    let sign = value.sign == .minus ? signMask : 0
    if value.isInfinite { return overflow(sign) }
    if value == 0 { return specials == .finiteUnsignedZero ? 0 : sign }
    // value = significand · 2^exponent with 53 significant bits, then cut at the target's ulp.
    var significand = value.significandBitPattern
    var exponent = Int(value.exponentBitPattern)
    if exponent == 0 { exponent = 1 } else { significand |= 1 << 52 }
    exponent -= 1075
    let leading = 63 - significand.leadingZeroBitCount + exponent
    let least = 1 - bias - significandBits
    let ulp = specials == .exponentOnly ? leading : max(leading - significandBits, least)
    // Two extra bits below carry the sticky part exactly.
    var scaled = significand << 2
    if sticky != 0 { scaled = (sticky > 0) == (value > 0) ? scaled + 1 : scaled - 1 }
    let shift = ulp - (exponent - 2)
    var units: UInt64
    if shift <= 0 {
      units = scaled << UInt64(-shift)
    } else if shift > 62 {
      units = 0
    } else {
      units = scaled >> UInt64(shift)
      let rest = scaled & ((1 << UInt64(shift)) - 1)
      let half: UInt64 = 1 << UInt64(shift - 1)
      if rest > half || rest == half && units & 1 == 1 { units += 1 }
    }
    if specials == .exponentOnly {
      // One unit is 2^leading; rounding up gives the next power, a tie goes to the even exponent.
      let rest = significand & ~(1 << UInt64(63 - significand.leadingZeroBitCount))
      let half = UInt64(1) << UInt64(62 - significand.leadingZeroBitCount)
      var field = leading + bias
      if rest > half || rest == half && field & 1 == 1 { field += 1 }
      if field < 0 { return 0 }
      return field >= Int(allOnes) ? allOnes : UInt64(field)
    }
    if units == 0 { return specials == .finiteUnsignedZero ? 0 : sign }
    // Adding the exponent field to `units` lets a carry move into it by itself.
    let field = max(0, ulp + significandBits + bias - 1)
    let magnitude = UInt64(ulp == least ? 0 : field) << UInt64(significandBits) + units
    return magnitude > greatestFinite ? overflow(sign) : magnitude | sign
  }

  private func overflow(_ sign: UInt64) -> UInt64 {
    if let infinity { return infinity | sign }
    if specials == .finiteUnsignedZero { return signMask }
    if let nan { return specials == .finite ? nan | sign : nan }
    return greatestFinite | sign
  }

  private static func scalb(_ value: Double, _ exponent: Int) -> Double {
    // In two steps, so that the scale itself never leaves the range of Double.
    let half = exponent / 2
    return value * Double(sign: .plus, exponent: half, significand: 1)
      * Double(sign: .plus, exponent: exponent - half, significand: 1)
  }
}
