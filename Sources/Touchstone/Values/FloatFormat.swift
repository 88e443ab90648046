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
    case .finite where magnitude == allOnes & ~signMask: return negative ? -Double.nan : .nan
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
  /// if there is no NaN either. Exponent-only formats give NaN for zero and negative numbers; they
  /// have no number below their smallest, to which all smaller ones go. NaN keeps its sign where
  /// the format has NaN of both signs; its payload is not kept.
  public func encode(_ value: Double) -> UInt64 { round(value, sticky: 0) }

  /// As `encode`, for a number that lies beyond `value` by a positive (`sticky > 0`) or negative
  /// amount smaller than half an ulp of `value`: rounds once what arrives in two parts.
  func round(_ value: Double, sticky: Int) -> UInt64 {
    if value.isNaN {
      guard let nan else { return greatestFinite }
      let keepsSign = specials == .ieee || specials == .finite
      return keepsSign && value.sign == .minus ? nan | signMask : nan
    }
    let negative = value.sign == .minus
    if value.isInfinite { return overflow(negative: negative) }
    // value = significand · 2^exponent with 53 significant bits; two more carry the sticky part.
    var significand = value.significandBitPattern
    var exponent = Int(value.exponentBitPattern)
    if exponent == 0 { exponent = 1 } else { significand |= 1 << 52 }
    significand <<= 2
    if sticky != 0, value != 0, (sticky > 0) == negative { significand -= 1 }
    return encode(
      negative: negative, significand: significand, exponent: exponent - 1077,
      sticky: sticky != 0 && value != 0)
  }

  /// The pattern of the number nearest to ±`significand` · 2^`exponent`, ties to even.
  ///
  /// `sticky` says that the true significand is larger by a positive amount below 1; there must
  /// then be at least two bits more than the format keeps.
  func encode(negative: Bool, significand: UInt64, exponent: Int, sticky: Bool = false) -> UInt64 {
    if significand == 0 || specials == .exponentOnly && negative { return zero(negative: negative) }
    let leading = 63 - significand.leadingZeroBitCount + exponent
    let least = 1 - bias - significandBits
    let ulp = specials == .exponentOnly ? leading : max(leading - significandBits, least)
    let dropped = ulp - exponent
    var units: UInt64 = 0
    var roundsUp = false
    if dropped <= 0 {
      units = significand << UInt64(-dropped)
    } else if dropped <= 64 {
      units = dropped == 64 ? 0 : significand >> UInt64(dropped)
      let rest = dropped == 64 ? significand : significand & ((1 << UInt64(dropped)) - 1)
      let half: UInt64 = 1 << UInt64(dropped - 1)
      // Significands of an exponent-only format are all 1, and so odd: ties go up.
      roundsUp = rest > half || rest == half && (sticky || units & 1 == 1)
    }
    if specials == .exponentOnly {
      let field = leading + bias + (roundsUp ? 1 : 0)
      return field < 0 ? 0 : field >= Int(allOnes) ? allOnes : UInt64(field)
    }
    if roundsUp { units += 1 }
    if units == 0 { return zero(negative: negative) }
    // The leading bit of `units` is not stored: adding it raises the exponent field by one, and so
    // does the carry of a significand that was rounded up to the next power of two.
    let field = UInt64(ulp - least)
    if field > UInt64(maxExponentField) { return overflow(negative: negative) }
    let magnitude = field << UInt64(significandBits) + units
    if magnitude > greatestFinite { return overflow(negative: negative) }
    return negative ? magnitude | signMask : magnitude
  }

  private func zero(negative: Bool) -> UInt64 {
    switch specials {
    case .exponentOnly: allOnes
    case .finiteUnsignedZero: 0
    default: negative ? signMask : 0
    }
  }

  private func overflow(negative: Bool) -> UInt64 {
    let sign = negative ? signMask : 0
    switch specials {
    case .ieee: return UInt64(maxExponentField) << UInt64(significandBits) | sign
    case .finite: return allOnes & ~signMask | sign
    case .finiteUnsignedZero: return signMask
    case .exponentOnly: return allOnes
    case .none: return greatestFinite | sign
    }
  }

  private static func scalb(_ value: Double, _ exponent: Int) -> Double {
    // In two steps, so that the scale itself never leaves the range of Double.
    let half = exponent / 2
    return value * Double(sign: .plus, exponent: half, significand: 1)
      * Double(sign: .plus, exponent: exponent - half, significand: 1)
  }
}
