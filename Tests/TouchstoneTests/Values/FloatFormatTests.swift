import Testing

@testable import Touchstone

private let narrow = DType.allCases.filter { $0.isFloat && $0.bitWidth <= 16 }

@Test(arguments: narrow) func `every pattern decodes and encodes to itself`(dtype: DType) throws {
  let format = try #require(dtype.floatFormat)
  var wrong = 0
  for pattern in 0...format.allOnes {
    let value = format.decode(pattern)
    let back = format.encode(value)
    if value.isNaN {
      if !format.decode(back).isNaN { wrong += 1 }
    } else if back != pattern {
      wrong += 1
    }
  }
  #expect(wrong == 0)
}

@Test(arguments: narrow) func `rounding goes to the nearest and from a tie to the even pattern`(
  dtype: DType
) throws {
  let format = try #require(dtype.floatFormat)
  var wrong: [Double] = []
  for pattern in 0..<format.greatestFinite {
    let low = format.decode(pattern)
    let high = format.decode(pattern + 1)
    let middle = (low + high) / 2
    let goesUp = format.specials == .exponentOnly || pattern & 1 == 1
    let even = goesUp ? pattern + 1 : pattern
    if format.encode(middle) != even { wrong.append(middle) }
    if format.encode(middle.nextDown) != pattern { wrong.append(middle.nextDown) }
    if format.encode(middle.nextUp) != pattern + 1 { wrong.append(middle.nextUp) }
    if format.round(middle, sticky: 1) != pattern + 1 { wrong.append(middle) }
    if format.round(middle, sticky: -1) != pattern { wrong.append(middle) }
    if format.specials != .exponentOnly {
      let negative = format.encode(-middle)
      let hasNegativeZero = format.specials != .finiteUnsignedZero
      let expected = even == 0 && !hasNegativeZero ? 0 : even | format.signMask
      if negative != expected { wrong.append(-middle) }
      if format.round(-middle, sticky: -1) != (pattern + 1) | format.signMask {
        wrong.append(-middle)
      }
    }
  }
  #expect(wrong == [])
}

@Test(arguments: narrow) func `what is too large overflows as the format says`(
  dtype: DType
) throws {
  let format = try #require(dtype.floatFormat)
  let greatest = format.decode(format.greatestFinite)
  let step = greatest - format.decode(format.greatestFinite - 1)
  // The tie above the greatest number goes up, to an even pattern that is no number, unless the
  // greatest is itself even.
  let tie = greatest + (format.specials == .exponentOnly ? greatest / 2 : step / 2)
  let stays =
    format.specials != .exponentOnly && format.greatestFinite & 1 == 0 || format.specials == .none
  #expect(format.encode(tie.nextDown) == format.greatestFinite)
  #expect((format.encode(tie) == format.greatestFinite) == stays)
  for huge in [tie.nextUp, greatest * 4, .greatestFiniteMagnitude, .infinity] {
    let result = format.decode(format.encode(huge))
    switch format.specials {
    case .ieee: #expect(result == .infinity)
    case .none: #expect(result == greatest)
    default: #expect(result.isNaN)
    }
  }
}

@Test func `f32 and f64 round as the processor does`() throws {
  let f32 = try #require(DType.f32.floatFormat)
  let f64 = try #require(DType.f64.floatFormat)
  var generator = SystemRandomNumberGenerator()
  for _ in 0..<20_000 {
    let bits = generator.next()
    let x = Double(bitPattern: bits)
    if x.isNaN { continue }
    #expect(f64.encode(x) == bits)
    #expect(f64.decode(bits) == x)
    // Exponents near those of f32, subnormals included.
    let exponent = UInt64(Int64(1023 + Int(bits % 310) - 160))
    let y = Double(bitPattern: bits & ~(0x7ff << 52) | exponent << 52)
    #expect(UInt32(f32.encode(y)) == Float(y).bitPattern)
    #expect(f32.decode(UInt64(Float(y).bitPattern)) == Double(Float(y)))
    #expect(
      UInt32(f32.encode(negative: false, significand: bits, exponent: 0))
        == Float(bits).bitPattern)
  }
}
