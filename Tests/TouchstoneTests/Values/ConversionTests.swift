import Testing

@testable import Touchstone

private func converted(_ x: [Double], _ source: DType, _ target: DType) -> HostTensor {
  let type = TensorType(source, [x.count])
  let tensor =
    switch source.family {
    case .signed: HostTensor(type, signed: x.map { Int64($0) })
    case .unsigned: HostTensor(type, unsigned: x.map { UInt64($0) })
    case .boolean: HostTensor(type, booleans: x.map { $0 != 0 })
    case .complex: HostTensor(type, complexes: x.map { WideComplex($0, 7) })
    default: HostTensor(type, doubles: x)
    }
  return tensor.converted(to: target)
}
private func signed(_ x: [Int64], to dtype: DType) -> HostTensor {
  HostTensor(TensorType(.i64, [x.count]), signed: x).converted(to: dtype)
}

@Test func `float to integer truncates, saturates and takes NaN to zero`() {
  let x = [1.9, -1.9, 127.9, 128, -128.9, -129, 1e30, -1e30, .infinity, -.infinity, .nan, -0.0]
  #expect(
    converted(x, .f64, .i8).signedIntegers
      == [1, -1, 127, 127, -128, -128, 127, -128, 127, -128, 0, 0])
  #expect(
    converted(x, .f64, .ui8).unsignedIntegers == [1, 0, 127, 128, 0, 0, 255, 0, 255, 0, 0, 0])
  #expect(
    converted([9.3e18, -9.3e18, 9223372036854774784], .f64, .i64).signedIntegers
      == [.max, .min, 9_223_372_036_854_774_784])
  #expect(
    converted([1.9e19, -1, 18446744073709549568], .f64, .ui64).unsignedIntegers
      == [.max, 0, 18_446_744_073_709_549_568])
  #expect(converted([3, -3, 1.5, -2.5], .f32, .i2).signedIntegers == [1, -2, 1, -2])
  #expect(converted([9, -9, 7.5], .bf16, .i4).signedIntegers == [7, -8, 7])
  #expect(converted([9, 99, 15.5], .bf16, .ui4).unsignedIntegers == [9, 15, 15])
}

@Test func `integers wrap`() {
  #expect(signed([128, -129, 256, -1], to: .i8).signedIntegers == [-128, 127, 0, -1])
  #expect(signed([-1, 257], to: .ui8).unsignedIntegers == [255, 1])
  #expect(signed([-1], to: .ui64).unsignedIntegers == [.max])
  #expect(signed([2, 5, -3], to: .i2).signedIntegers == [-2, 1, 1])
  #expect(converted([250], .ui8, .i8).signedIntegers == [-6])
}

@Test func `large integers are rounded once`() {
  // By way of Double the last one of each would become a tie first and then go the other way.
  let i = (Int64(1) << 54) + (1 << 30) + 1
  #expect(signed([i, -i], to: .f32).doubles == [0x1.000002p54, -0x1.000002p54])
  let j = (Int64(1) << 60) + (1 << 52) + 1
  #expect(signed([j, j - 1], to: .bf16).doubles == [0x1.02p60, 0x1p60])
  #expect(signed([65519, 65520, -65520], to: .f16).doubles == [65504, .infinity, -.infinity])
  #expect(signed([.min, .max], to: .f64).doubles == [-0x1p63, 0x1p63])
  #expect(
    HostTensor(TensorType(.ui64, [2]), unsigned: [.max, (1 << 63) + (1 << 39) + 1])
      .converted(to: .f32).doubles == [0x1p64, 0x1.000002p63])
  let fn = signed([464, 465, 448], to: .f8E4M3FN)
  #expect(fn.doubles.map(\.description) == ["448.0", "nan", "448.0"])
  let powers = signed([0, -1, 3, 6], to: .f8E8M0FNU)
  #expect(powers.doubles.map(\.description) == ["nan", "nan", "4.0", "8.0"])
}

@Test func `float to float rounds once from the source`() {
  // A tie of bf16 after rounding to f32, but not before.
  #expect(converted([0x1.0100000000001p0, 0x1.01p0], .f64, .bf16).doubles == [0x1.02p0, 1])
  #expect(converted([0x1.0020000000001p0, 0x1.002p0], .f64, .f16).doubles == [0x1.004p0, 1])
  #expect(converted([1e39, -1e-50], .f64, .f32).doubles == [.infinity, -0.0])
  #expect(converted([1e-40], .f32, .bf16).doubles == [0x1p-133])
  let nan = HostTensor(TensorType(.f32, [2]), doubles: [.nan, -.nan])
  #expect(nan.converted(to: .f16).withElements(of: UInt16.self, Array.init) == [0x7e00, 0xfe00])
  #expect(
    nan.converted(to: .f8E4M3FNUZ).withElements(of: UInt8.self, Array.init) == [0x80, 0x80])
  #expect(nan.converted(to: .f8E4M3FN).withElements(of: UInt8.self, Array.init) == [0x7f, 0xff])
  #expect(converted([-0.0], .f32, .f8E5M2FNUZ).withElements(of: UInt8.self, Array.init) == [0])
}

@Test func `booleans are zero and one, and anything but zero is true`() {
  #expect(converted([0, 1], .i1, .f32).doubles == [0, 1])
  #expect(converted([0, 1], .i1, .i4).signedIntegers == [0, 1])
  #expect(converted([0, 0.1, -0.0, .nan], .f32, .i1).booleans == [false, true, false, true])
  #expect(converted([0, 256], .i32, .i1).booleans == [false, true])
  #expect(converted([0, 1], .i1, .complex64).complexes == [WideComplex(0), WideComplex(1)])
}

@Test func `complex gives its real part and takes zero as imaginary part`() {
  #expect(converted([1.5, -2], .complex64, .f64).doubles == [1.5, -2])
  #expect(converted([1.5, -2], .complex128, .i32).signedIntegers == [1, -2])
  #expect(converted([0], .complex128, .i1).booleans == [true])
  #expect(converted([1.5], .f32, .complex128).complexes == [WideComplex(1.5)])
  #expect(converted([1e39], .complex128, .complex64).complexes == [WideComplex(.infinity, 7)])
}

@Test func `every pair of dtypes converts small whole numbers exactly`() {
  let elements = DType.allCases.filter(\.isElement)
  for source in elements {
    for target in elements {
      let one = converted([1, 1, 1], source, target)
      #expect(one.type == TensorType(target, [3]))
      #expect(one.converted(to: .f64).doubles == [1, 1, 1], "\(source) to \(target)")
    }
  }
}
