import Testing
import Touchstone

@testable import Randomness

@Suite struct StreamTests {
  /// The published vectors of Random123 for 20 rounds: key, counter, result.
  @Test(
    arguments: [
      [0, 0, 0, 0, 0x6b20_0159, 0x99ba_4efe],
      [.max, .max, .max, .max, 0x1cb9_96fc, 0xbb00_2be7],
      [0x1319_8a2e, 0x0370_7344, 0x243f_6a88, 0x85a3_08d3, 0xc492_3a9c, 0x483d_f7a0],
    ] as [[UInt32]])
  func `threefry gives the published words`(_ vector: [UInt32]) throws {
    let x = vector.map { Tensor($0) }
    for backend in backendNames() {
      let words = try on(backend) {
        let (a, b) = threefry((x[0], x[1]), (x[2], x[3]))
        return try [a.scalars(as: UInt32.self), b.scalars(as: UInt32.self)].flatMap { $0 }
      }
      #expect(words == Array(vector[4...]), "on \(backend)")
    }
  }

  private static func pair(_ seed: UInt64, _ counter: UInt64) -> [UInt32] {
    // The scalar generator of `rng_bit_generator` takes the word that comes first as the low one.
    let swapped = seed << 32 | seed >> 32
    let (a, b) = Threefry(key: swapped).words(counter << 32 | counter >> 32)
    return [a, b]
  }

  @Test(arguments: [0, 42, -1, 1 << 32, Int.min])
  func `split numbers its keys in row-major order`(_ seed: Int) throws {
    let key = Random.key(seed)
    let expected = (0..<6).flatMap { Self.pair(UInt64(bitPattern: Int64(seed)), $0) }
    #expect(try Random.split(key, [2, 3]).scalars(as: UInt32.self) == expected)
    #expect(try Random.split(key, 6).scalars(as: UInt32.self) == expected)
    #expect(try Random.split(key).scalars(as: UInt32.self) == Array(expected.prefix(4)))
    #expect(Random.split(key, [2, 3]).type == TensorType(.ui32, [2, 3, 2]))
  }

  @Test func `a key is the two halves of its seed`() throws {
    #expect(try Random.key(7).scalars(as: UInt32.self) == [0, 7])
    #expect(try Random.key(-1).scalars(as: UInt32.self) == [.max, .max])
    #expect(try Random.key(5 << 32 | 9).scalars(as: UInt32.self) == [5, 9])
    #expect(try Random.key(Tensor(Int64(5 << 32 | 9))).scalars(as: UInt32.self) == [5, 9])
    #expect(try Random.key(Tensor(Int32(-1))).scalars(as: UInt32.self) == [0, .max])
  }

  @Test func `foldIn hashes the number as a counter`() throws {
    for data in [0, 1, 2, 1 << 31, Int(UInt32.max)] {
      let expected = Self.pair(42, UInt64(data))
      #expect(try Random.foldIn(Random.key(42), data).scalars(as: UInt32.self) == expected)
      let tensor = Tensor(UInt32(data))
      #expect(try Random.foldIn(Random.key(42), tensor).scalars(as: UInt32.self) == expected)
    }
    let wrapped = Random.foldIn(Random.key(1), Tensor(Int64(3 << 32 | 4)))
    #expect(try wrapped.scalars(as: UInt32.self) == Self.pair(1, 4))
  }

  @Test func `each width of words is cut from the same pairs`() throws {
    let pairs = (0..<12).map { Self.pair(42, $0) }
    let folded = pairs.map { $0[0] ^ $0[1] }
    let key = Random.key(42)
    #expect(try Random.bits(key, [3, 4]).scalars(as: UInt32.self) == folded)
    #expect(
      try Random.bits(key, [12], dtype: .ui64).scalars(as: UInt64.self)
        == pairs.map { UInt64($0[0]) << 32 | UInt64($0[1]) })
    #expect(
      try Random.bits(key, [12], dtype: .ui16).scalars(as: UInt16.self)
        == folded.map { UInt16(truncatingIfNeeded: $0) })
    #expect(
      try Random.bits(key, [12], dtype: .ui8).scalars(as: UInt8.self)
        == folded.map { UInt8(truncatingIfNeeded: $0) })
    #expect(try Random.bits(key).scalars(as: UInt32.self) == [folded[0]])
  }

  @Test func `uniform samples are the upper bits of as many as the dtype has`() throws {
    let pairs = (0..<8).map { Self.pair(7, $0) }
    let folded = pairs.map { $0[0] ^ $0[1] }
    let key = Random.key(7)
    func uniform(_ dtype: DType) throws -> [Double] {
      try Random.uniform(key, [8], dtype: dtype).doubles
    }
    #expect(try uniform(.f32) == folded.map { Double($0 >> 9) / 0x80_0000 })
    #expect(try uniform(.f16) == folded.map { Double(($0 & 0xffff) >> 6) / 1024 })
    #expect(try uniform(.bf16) == folded.map { Double(($0 & 0xff) >> 1) / 128 })
    let wide = pairs.map { UInt64($0[0]) << 32 | UInt64($0[1]) }
    #expect(try uniform(.f64) == wide.map { Double($0 >> 12) / 0x10_0000_0000_0000 })
  }

  @Test func `several keys at once give what each gives alone`() throws {
    let keys = Random.split(Random.key(3), [2, 2])
    let all = try normalSamples(keys, [3], .f32).doubles
    let each = try (0..<4).flatMap { i in
      let key = reshape(slice(reshape(keys, [4, 2]), from: [i, 0], to: [i + 1, 2]), [2])
      return try Random.normal(key, [3]).doubles
    }
    #expect(all == each)
  }

  @Test func `bounds may differ from sample to sample and are kept`() throws {
    let low = Tensor([0, 10, 20] as [Float])
    let x = Random.uniform(Random.key(1), [4, 3], minval: low, maxval: low + 5)
    let unit = try Random.uniform(Random.key(1), [4, 3]).doubles
    for (i, value) in try x.doubles.enumerated() {
      #expect(value == Double(Float(unit[i]) * 5 + Float(10 * (i % 3))))
    }
    let same = Random.uniform(Random.key(1), [5], minval: 2.5, maxval: 2.5)
    #expect(try same.doubles == [2.5, 2.5, 2.5, 2.5, 2.5])
  }

  @Test(arguments: backendNames())
  func `no samples are drawn for an empty shape`(on backend: String) throws {
    let key = Random.key(0)
    let probabilities = Tensor([0.5, 0.5] as [Float])
    let counts = try on(backend) {
      try [
        Random.bits(key, [0]), Random.uniform(key, [2, 0]), Random.normal(key, [0, 3]),
        Random.randint(key, [0], 0, 9), Random.permutation(key, 0), Random.gamma(key, 2, [0]),
        Random.poisson(key, 3, [0, 2]), Random.binomial(key, 9, 0.5, [0]),
        Random.choice(key, 0, [0]), Random.choice(key, 2, [0], p: probabilities),
        Random.categorical(key, probabilities, [0]), Random.split(key, 0),
      ].map { try $0.host().count }
    }
    #expect(counts == counts.map { _ in 0 })
  }

  @Test func `a scalar is one sample, the first of many`() throws {
    let key = Random.key(11)
    let several = try Random.normal(key, [5]).doubles
    #expect(try Random.normal(key).doubles == [several[0]])
    #expect(Random.gamma(key, 2.0).shape == [])
    #expect(Random.poisson(key, 2).type == TensorType(.i32))
    #expect(Random.normal(key, [2], dtype: .complex64).type == TensorType(.complex64, [2]))
  }
}
