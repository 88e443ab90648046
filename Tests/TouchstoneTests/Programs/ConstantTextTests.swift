import Testing

@testable import Touchstone

private func constant(_ literal: String, _ type: String) throws -> HostTensor {
  let text =
    "func.func @main() -> \(type) {\n  %0 = stablehlo.constant dense<\(literal)> : \(type)\n"
    + "  return %0 : \(type)\n}\n"
  let program = try Program(text: text)
  for generic in [false, true] {
    #expect(try Program(text: program.text(generic: generic)) == program)
  }
  return try #require(program.functions[0].block.equations[0].operation as? Constant).value
}

@Suite struct ConstantTextTests {
  @Test func `integers of all kinds`() throws {
    #expect(
      try constant("[[1, -2], [0x10, 127]]", "tensor<2x2xi8>").signedIntegers == [1, -2, 16, 127])
    #expect(try constant("255", "tensor<2xi8>").signedIntegers == [-1, -1])
    #expect(try constant("[7, -8]", "tensor<2xi4>").signedIntegers == [7, -8])
    #expect(
      try constant("18446744073709551615", "tensor<ui64>").unsignedIntegers == [UInt64.max])
    #expect(try constant("-9223372036854775808", "tensor<i64>").signedIntegers == [Int64.min])
    #expect(try constant("[true, false, true]", "tensor<3xi1>").booleans == [true, false, true])
    #expect(try constant("", "tensor<2x0xi8>").count == 0)
    #expect(try constant("[[], []]", "tensor<2x0xi8>").count == 0)
  }

  @Test func `bytes in hexadecimal, little-endian`() throws {
    #expect(try constant("\"0x0100000002000000\"", "tensor<2xi32>").signedIntegers == [1, 2])
    #expect(try constant("\"0x0000803F\"", "tensor<3xf32>").doubles == [1, 1, 1])
    #expect(try constant("\"0x0001\"", "tensor<2xi1>").booleans == [false, true])
    #expect(try constant("\"0x0F02\"", "tensor<2xi4>").signedIntegers == [-1, 2])
    let packed = try constant("\"0x0502\"", "tensor<10xi1>").booleans
    #expect(packed == [true, false, true, false, false, false, false, false, false, true])
  }

  @Test func `floats: decimals, bits, signed zeros, complex numbers`() throws {
    let values = try constant("[1.5, -0.0, 0x7F800000, 0xFF800000, 1.0e-45]", "tensor<5xf32>")
    #expect(values.doubles == [1.5, 0, .infinity, -.infinity, Double(Float.leastNonzeroMagnitude)])
    #expect(values.doubles[1].sign == .minus)
    #expect(
      try constant("0x7FC00001", "tensor<f32>").withElements(of: UInt32.self) { $0[0] }
        == 0x7FC0_0001)
    #expect(
      try constant("[(1.0, -2.0), (0x7F800000, 0.0)]", "tensor<2xcomplex<f32>>").complexes
        == [WideComplex(1, -2), WideComplex(.infinity, 0)])
    #expect(try constant("(1.0, 2.0)", "tensor<3xcomplex<f64>>").complexes.count == 3)
  }

  @Test func `a decimal is rounded once, directly to its type`() throws {
    // 1 + 2^-8 + 2^-60 lies above the midpoint of two bf16, but its double is that midpoint.
    let above = "1.00390625000000000086736173798840354720596224069595336914062"
    #expect(try constant(above, "tensor<bf16>").doubles == [1.0078125])
    #expect(try constant("1.00390625", "tensor<bf16>").doubles == [1])
    #expect(try constant("-" + above, "tensor<bf16>").doubles == [-1.0078125])
    // 1 + 2^-24 - 2^-80 lies below the midpoint of two f32.
    let below = "1.000000059604644775390624172819387456"
    #expect(try constant(below, "tensor<f32>").doubles == [1])
    #expect(
      try constant("1.00000005960464477539063", "tensor<f32>").doubles == [
        1.00000011920928955078125
      ])
    #expect(try constant("65520.0", "tensor<f16>").doubles == [.infinity])
    #expect(try constant("65519.999999999999999999999", "tensor<f16>").doubles == [65504])
    #expect(try constant("1.0e400", "tensor<f64>").doubles == [.infinity])
    #expect(try constant("1.0e-400", "tensor<f64>").doubles == [0])
    #expect(try constant("5.", "tensor<f64>").doubles == [5])
    #expect(
      try constant("123456789012345678901234567890.5E-10", "tensor<f64>").doubles
        == [123456789012345678901234567890.5e-10])
  }

  @Test(arguments: DType.allCases.filter(\.isElement))
  func `every bit pattern of a narrow dtype comes back`(dtype: DType) throws {
    guard dtype.byteWidth == 1 else { return }
    let patterns = (0..<1 << dtype.bitWidth).map { pattern -> UInt8 in
      let bits = UInt8(truncatingIfNeeded: pattern)
      let unused = UInt8(8 - dtype.bitWidth)
      guard dtype.family == .signed else { return bits }
      return UInt8(bitPattern: Int8(bitPattern: bits << unused) >> Int8(unused))
    }
    for part in [patterns, Array(patterns.prefix(60))] {
      let tensor = HostTensor(TensorType(dtype, [part.count])) { $0.copyBytes(from: part) }
      var builder = BlockBuilder(parameters: [])
      let results = try builder.append(Constant(tensor), [])
      let program = Program(builder.block(returning: Array(results)))
      for generic in [false, true] {
        #expect(try Program(text: program.text(generic: generic)) == program)
      }
    }
  }

  @Test func `comparing a decimal with a double is exact`() throws {
    func compare(_ text: String, _ value: Double) throws -> Int {
      try #require(Decimal(Array(text.utf8)[...])).comparison(with: value)
    }
    #expect(try compare("0.1", 0.1) == -1)
    #expect(try compare("0.1000000000000000055511151231257827021181583404541015625", 0.1) == 0)
    #expect(try compare("0.10000000000000000555111512312578270211815834045410156251", 0.1) == 1)
    #expect(try compare("-0.1", -0.1) == 1)
    #expect(try compare("1.0e308", 1e308) == -1)
    #expect(try compare("5.0e-324", .leastNonzeroMagnitude) == 1)
    #expect(try compare("4503599627370496.0", 4503599627370496) == 0)
    #expect(try compare("1." + String(repeating: "0", count: 2000) + "1", 1) == 1)
  }
}
