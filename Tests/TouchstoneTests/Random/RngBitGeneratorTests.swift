import Testing

@testable import Touchstone

/// What XLA's CPU backend gives for one state, dtype and shape.
struct RandomCase: Sendable, CustomTestStringConvertible {
  let algorithm: RngAlgorithm
  var state: [UInt64] = [0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210]
  let type: TensorType
  let next: [UInt64]
  let bits: [UInt64]
  var testDescription: String { "\(algorithm.rawValue), \(state.count) words, \(type)" }

  static let first: UInt64 = 0x0123_4567_89ab_cdef
  static let all = [
    RandomCase(
      algorithm: .threeFry, type: TensorType(.ui32, []), next: [first, 18_364_758_544_493_064_721],
      bits: [2_933_171_071]),
    RandomCase(
      algorithm: .threeFry, type: TensorType(.ui64, [3]),
      next: [first, 18_364_758_544_493_064_723],
      bits: [1_238_719_771_404_706_687, 8_759_008_894_879_812_866, 12_720_938_842_939_795_022]),
    RandomCase(
      algorithm: .threeFry, type: TensorType(.ui32, [3, 5]),
      next: [first, 18_364_758_544_493_064_729],
      bits: [
        2_933_171_071, 288_411_921, 3_284_946_178, 2_039_365_678, 2_934_253_134, 1_236_338_088,
        2_936_704_409, 3_907_330_576, 3_723_051_394, 4_037_253_752, 3_802_624_568, 1_077_787_540,
        2_900_944_550, 3_285_999_743, 1_456_438_002,
      ]),
    RandomCase(
      algorithm: .threeFry, type: TensorType(.ui32, [2, 1, 3]),
      next: [first, 18_364_758_544_493_064_723],
      bits: [
        2_933_171_071, 3_284_946_178, 2_934_253_134, 288_411_921, 2_039_365_678, 2_961_824_378,
      ]),
    RandomCase(
      algorithm: .threeFry, type: TensorType(.ui8, [5]), next: [first, 18_364_758_544_493_064_723],
      bits: [127, 17, 2, 46, 78]),
    RandomCase(
      algorithm: .threeFry, type: TensorType(.ui4, [3]), next: [first, 18_364_758_544_493_064_722],
      bits: [15, 1, 2]),
    RandomCase(
      algorithm: .threeFry, type: TensorType(.bf16, [3]),
      next: [first, 18_364_758_544_493_064_722], bits: [41855, 53521, 19714]),
    RandomCase(
      algorithm: .threeFry, type: TensorType(.ui32, [0]),
      next: [first, 18_364_758_544_493_064_720], bits: []),
    RandomCase(
      algorithm: .philox, type: TensorType(.ui32, [5]), next: [first, 18_364_758_544_493_064_722],
      bits: [516_242_754, 3_483_603_125, 4_062_402_306, 3_877_632_279, 3_410_436_889]),
    RandomCase(
      algorithm: .default, type: TensorType(.ui64, [3]), next: [first, 18_364_758_544_493_064_722],
      bits: [14_961_961_494_634_642_754, 16_654_303_828_281_349_890, 15_457_048_240_369_115_929]),
    RandomCase(
      algorithm: .philox, state: [first, 0xfedc_ba98_7654_3210, 7], type: TensorType(.i8, [5]),
      next: [first, 18_364_758_544_493_064_722, 7], bits: [72, 84, 99, 29, 222]),
    RandomCase(
      algorithm: .philox, state: [1, .max, .max], type: TensorType(.ui32, [5]), next: [1, 1, 0],
      bits: [1_931_622_801, 1_853_353_218, 1_556_166_440, 2_727_226_841, 3_823_634_032]),
    RandomCase(
      algorithm: .philox, state: [1, .max - 1], type: TensorType(.f64, [3]), next: [1, 0],
      bits: [11_895_873_176_249_422_912, 3_990_657_030_002_222_355, 2_799_744_913_794_548_913]),
  ]
}

@Test(arguments: RandomCase.all) func `random bits are those of XLA`(_ c: RandomCase) throws {
  let state = HostTensor(TensorType(.ui64, [c.state.count]), unsigned: c.state)
  let result = rngBitGenerator(Tensor(state), c.type, algorithm: c.algorithm)
  #expect(try result.state.host().unsignedIntegers == c.next)
  let raw = try result.bits.host()
  let unsigned: [DType] = [.ui8, .ui8, .ui16, .ui16, .ui32, .ui32, .ui32, .ui32, .ui64]
  let bits = raw.reinterpreted(as: raw.type.with(unsigned[raw.dtype.byteWidth])).unsignedIntegers
  #expect(bits == c.bits)
}

@Test func `a uniform distribution reaches its lower end only`() throws {
  let draws = try distribution(.uniform, 2, 3, 4096)
  #expect(draws.allSatisfy { $0 >= 2 && $0 < 3 })
  let mean: Double = draws.reduce(0, +) / 4096
  #expect(abs(mean - 2.5) < 0.03)
}

@Test func `a normal distribution has its mean and deviation`() throws {
  let draws = try distribution(.normal, -1, 2, 4096)
  let mean: Double = draws.reduce(0, +) / 4096
  let variance: Double = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4096
  #expect(abs(mean + 1) < 0.15)
  #expect(abs(variance - 4) < 0.4)
}

private func distribution(
  _ kind: Rng.Distribution, _ a: Double, _ b: Double, _ count: Int
) throws -> [Double] {
  let type = TensorType(.f32, [count])
  let scalar = TensorType(.f32)
  return try Rng(distribution: kind, type: type).evaluate(
    [
      HostTensor(scalar, doubles: [a]), HostTensor(scalar, doubles: [b]),
      HostTensor(TensorType(.i64, [1]), signed: [Int64(count)]),
    ], type
  ).doubles
}
