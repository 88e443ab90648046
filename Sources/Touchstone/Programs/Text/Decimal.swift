/// A decimal number as it is written, for exact rounding into any floating-point format.
struct Decimal {
  private let text: ArraySlice<UInt8>
  private let isNegative: Bool
  let hasPoint: Bool
  /// The first digits, as many as fit, and how many digits after them were left out.
  private let leading: UInt64
  private let isWhole: Bool
  /// The power of ten that `leading` is multiplied by.
  private let exponent: Int

  /// The number `[-]digits[.digits][e[±]digits]`, or `nil` if it is none.
  init?(_ text: ArraySlice<UInt8>) {
    self.text = text
    var i = text.startIndex
    func byte(_ i: Int) -> UInt8 { i < text.endIndex ? text[i] : 0 }
    isNegative = byte(i) == UInt8(ascii: "-")
    if isNegative { i += 1 }
    var leading: UInt64 = 0
    var exponent = 0
    var left = 0
    var digits = 0
    var hasPoint = false
    while true {
      let c = byte(i)
      if c == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else if c.isDigit {
        digits += 1
        if leading < 1_000_000_000_000_000_000 {
          leading = leading * 10 + UInt64(c - 48)
          if hasPoint { exponent -= 1 }
        } else {
          if c != 48 { left += 1 }
          if !hasPoint { exponent += 1 }
        }
      } else {
        break
      }
      i += 1
    }
    guard digits > 0 else { return nil }
    if byte(i) | 0x20 == UInt8(ascii: "e") {
      i += 1
      let negative = byte(i) == UInt8(ascii: "-")
      if negative || byte(i) == UInt8(ascii: "+") { i += 1 }
      guard byte(i).isDigit else { return nil }
      var power = 0
      while byte(i).isDigit {
        power = min(power * 10 + Int(byte(i) - 48), 1_000_000)
        i += 1
      }
      exponent += negative ? -power : power
    }
    guard i == text.endIndex else { return nil }
    self.hasPoint = hasPoint
    self.leading = leading
    self.exponent = exponent
    isWhole = left == 0
  }

  private static let powers: [Double] = (0...22).map { power in
    (0..<power).reduce(1.0) { value, _ in value * 10 }
  }

  /// The double nearest to the number.
  var nearest: Double {
    if leading == 0, isWhole { return isNegative ? -0.0 : 0 }
    if isWhole, leading < 1 << 53, abs(exponent) <= 22 {
      // Both are exact, so one operation rounds once.
      let power = Self.powers[abs(exponent)]
      let value = exponent < 0 ? Double(leading) / power : Double(leading) * power
      return isNegative ? -value : value
    }
    // A number like "1." is none to the standard library.
    let digits = String(decoding: text, as: UTF8.self).replacing(".e", with: ".0e")
      .replacing(".E", with: ".0e")
    return Double(digits.hasSuffix(".") ? digits + "0" : digits)
      ?? (exponent > 0 ? (isNegative ? -Double.infinity : .infinity) : 0)
  }

  /// The pattern of the number nearest to this one in `format`, ties to even, rounded once.
  func bits(of format: FloatFormat) -> UInt64 {
    let value = nearest
    if format.significandBits == 52 || value == 0 || !value.isFinite {
      return format.encode(value)
    }
    // Rounding twice differs from rounding once only where the double is a midpoint of the format.
    let below = format.round(value, sticky: -1)
    let above = format.round(value, sticky: 1)
    if below == above { return below }
    return format.round(value, sticky: comparison(with: value))
  }

  /// The sign of this number minus `value`, exactly; `value` is finite and not zero.
  func comparison(with value: Double) -> Int {
    // Both as integers: digits · 10^e against significand · 2^p, the negative powers moved over.
    var decimal = BigNatural()
    var scale = 0
    var seenPoint = false
    var kept = 0
    var rest = false
    for byte in text.drop(while: { $0 == UInt8(ascii: "-") }) {
      if byte == UInt8(ascii: ".") {
        seenPoint = true
      } else if byte.isDigit {
        // A double has at most 767 significant digits: what follows can only break a tie.
        if kept < 800 {
          decimal.multiply(by: 10, adding: UInt32(byte - 48))
          if kept > 0 || byte != 48 { kept += 1 }
          if seenPoint { scale -= 1 }
        } else {
          rest = rest || byte != 48
          if !seenPoint { scale += 1 }
        }
      } else {
        break
      }
    }
    // `exponent` counts the digits that `leading` holds; here the written exponent is wanted.
    scale += writtenExponent
    if rest {
      decimal.multiply(by: 10, adding: 1)
      scale -= 1
    }
    var binary = BigNatural(value.significandBitPattern | (value.isNormal ? 1 << 52 : 0))
    let power = (value.isNormal ? Int(value.exponentBitPattern) : 1) - 1075
    if scale >= 0 {
      decimal.multiply(byPowerOfTen: scale)
    } else {
      binary.multiply(byPowerOfTen: -scale)
    }
    if power >= 0 { binary.shiftLeft(power) } else { decimal.shiftLeft(-power) }
    let order = decimal.compare(with: binary)
    return isNegative ? -order : order
  }

  private var writtenExponent: Int {
    guard let e = text.lastIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return 0 }
    return Int(String(decoding: text[(e + 1)...], as: UTF8.self)) ?? 0
  }
}

/// A natural number of any size, with the little that comparing a decimal with a double needs.
struct BigNatural {
  private var limbs: [UInt32]

  init(_ value: UInt64 = 0) { limbs = [UInt32(truncatingIfNeeded: value), UInt32(value >> 32)] }

  mutating func multiply(by factor: UInt32, adding term: UInt32 = 0) {
    var carry = UInt64(term)
    for i in limbs.indices {
      carry += UInt64(limbs[i]) * UInt64(factor)
      limbs[i] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry != 0 { limbs.append(UInt32(carry)) }
  }

  mutating func multiply(byPowerOfTen power: Int) {
    for _ in 0..<power / 9 { multiply(by: 1_000_000_000) }
    for _ in 0..<power % 9 { multiply(by: 10) }
  }

  mutating func shiftLeft(_ count: Int) {
    multiply(by: 1 << UInt32(count % 32))
    limbs.insert(contentsOf: repeatElement(0, count: count / 32), at: 0)
  }

  /// -1, 0 or 1 as this number is less than, equal to or greater than `other`.
  func compare(with other: BigNatural) -> Int {
    for i in (0..<max(limbs.count, other.limbs.count)).reversed() {
      let x = i < limbs.count ? limbs[i] : 0
      let y = i < other.limbs.count ? other.limbs[i] : 0
      if x != y { return x < y ? -1 : 1 }
    }
    return 0
  }
}
