/// One number of a text, read exactly into the type it is for.
struct NumberLiteral {
  let source: SourceText
  let range: Range<Int>

  init(_ source: SourceText, _ range: Range<Int>) {
    self.source = source
    self.range = range
  }

  private var bytes: ArraySlice<UInt8> { source.bytes[range] }
  private var isNegative: Bool { bytes.first == UInt8(ascii: "-") }
  private var digits: ArraySlice<UInt8> { isNegative ? bytes.dropFirst() : bytes }
  var isHexadecimal: Bool {
    digits.count > 2 && digits[digits.startIndex + 1] == UInt8(ascii: "x")
  }
  private func fail(_ message: String) -> ProgramTextError {
    source.error(message, at: range.lowerBound)
  }

  /// The digits without sign as a number, or `nil` if it needs more than 64 bits.
  private var magnitude: UInt64? {
    let (start, radix): (Int, UInt64) = isHexadecimal ? (2, 16) : (0, 10)
    var value: UInt64 = 0
    for byte in digits.dropFirst(start) {
      guard let digit = byte.hexValue, digit < radix else { return nil }
      let (scaled, overflow) = value.multipliedReportingOverflow(by: radix)
      let (sum, carry) = scaled.addingReportingOverflow(UInt64(digit))
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }

  /// The number as an integer of `dtype`; unsigned 64-bit ones by their bits.
  ///
  /// As in MLIR, numbers up to the largest unsigned one stand for the same bits of a signed dtype.
  func integer(of dtype: DType) throws(ProgramTextError) -> Int64 {
    let width = dtype.bitWidth
    let unused = UInt64(64 - width)
    guard let magnitude else { throw fail("expected an integer of \(dtype), got \(text)") }
    let limit = UInt64.max >> unused
    let fits =
      !isNegative
      ? magnitude <= limit
      : dtype.family != .unsigned && magnitude <= limit / 2 + 1 || magnitude == 0
        || dtype == .i1 && magnitude == 1
    guard fits else { throw fail("\(text) does not fit in \(dtype)") }
    let bits = isNegative ? 0 &- magnitude : magnitude
    if dtype == .i1 { return Int64(bits & 1) }
    if dtype.family == .unsigned { return Int64(bitPattern: bits) }
    return Int64(bitPattern: bits << unused) >> Int64(unused)
  }

  /// The pattern of the number nearest to this one in `format`, ties to even, rounded once.
  func bits(of format: FloatFormat, _ dtype: DType) throws(ProgramTextError) -> UInt64 {
    if isHexadecimal {
      guard !isNegative else { throw fail("a hexadecimal number here gives bits, without a sign") }
      guard let magnitude, magnitude <= format.allOnes else {
        throw fail("\(text) has more bits than \(dtype)")
      }
      return magnitude
    }
    guard let decimal = Decimal(bytes) else {
      throw fail("expected a number of \(dtype), got \(text)")
    }
    guard decimal.hasPoint else {
      throw fail("\(text) is an integer, expected a number of \(dtype): write \(text).0")
    }
    return decimal.bits(of: format)
  }

  private var text: String {
    range.count > 40
      ? source.string(range.lowerBound..<range.lowerBound + 40) + "…" : source.string(range)
  }
}
