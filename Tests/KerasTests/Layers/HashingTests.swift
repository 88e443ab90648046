import Keras
import Testing

@testable import Keras

@Suite struct HashingTests {
  private func integers(_ x: Tensor) throws -> [Int64] {
    try convert(x, to: .i64).scalars(as: Int64.self)
  }

  @Test func `fingerprints are FarmHash's`() {
    let digits = "0123456789"
    // Values of Google's library; each length runs through another branch.
    let known: [(String, UInt64)] = [
      ("", 11_160_318_154_034_397_263), ("a", 12_917_804_110_809_363_939),
      ("abc", 2_640_714_258_260_161_385), ("hello", 13_009_744_463_427_800_296),
      ("12345678", 3_430_003_927_990_384_362),
      ("0123456789abcdef", 6_105_018_409_752_412_263),
      ("0123456789abcdefg", 12_024_047_538_191_061_578),
      (String(repeating: "x", count: 32), 12_901_576_723_999_808_517),
      (String(repeating: digits, count: 4), 8_835_108_245_187_232_700),
      (String(repeating: digits, count: 6) + "abcd", 15_478_263_449_166_225_087),
      (String(repeating: digits, count: 6) + "abcde", 11_084_205_265_802_933_300),
      (String(repeating: digits, count: 20), 9_663_085_027_203_515_285),
      (String(repeating: digits, count: 12) + "abcdefgh", 15_512_626_030_558_080_512),
    ]
    for (text, value) in known { #expect(Fingerprint.of(text) == value, "\(text)") }
  }

  @Test func `SipHash has the value of its paper`() {
    // Appendix A: the key 00…0f and the message 00…0e.
    let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
    #expect(SipHash.of((0..<15).map { UInt8($0) }, key: key) == 0xa129_ca61_49be_45e5)
  }

  @Test func `bins of letters are those that Keras documents`() throws {
    let rows = [["A"], ["B"], ["C"], ["D"], ["E"]]
    #expect(try integers(Hashing(3)(rows)) == [1, 0, 1, 1, 2])
    #expect(
      try integers(Hashing(3, maskValue: "")([["A"], ["B"], [""], ["C"], ["D"]])) == [
        1, 1, 0, 2, 2,
      ])
    #expect(try integers(Hashing(3, salt: [133, 137])(rows)) == [1, 2, 1, 0, 2])
    #expect(try integers(Hashing(3, salt: [133])(rows)) == [0, 0, 2, 1, 0])
    #expect(try Hashing(3)(rows).shape == [5, 1])
    #expect(Hashing(3)(["A"]).dtype == .i64)
  }

  @Test func `integers are hashed as text, and bins come in every mode`() throws {
    let layer = Hashing(7, maskValue: 5)
    let numbers = Tensor([5, 12, -3] as [Int32])
    #expect(try integers(layer(numbers))[0] == 0)
    #expect(
      try integers(layer(numbers)).dropFirst() == integers(layer(["12", "-3"])).dropFirst(0))
    #expect(try integers(Hashing(7)(Tensor([12.9] as [Float]))) == integers(Hashing(7)(["12"])))
    let hot = try Hashing(3, outputMode: .multiHot)([["A", "B"], ["C", "D"]])
    #expect(try hot.scalars(as: Float.self) == [1, 1, 0, 0, 1, 0])
    #expect(hot.dtype == .f32)
  }

  @Test func `crossed features have the bins that Keras documents`() throws {
    let layer = HashedCrossing(5)
    let letters = HashedCrossing.Feature.strings(["A", "B", "A", "B", "A"])
    let numbers = HashedCrossing.Feature.integers([101, 101, 101, 102, 102])
    #expect(try integers(layer(letters, numbers)) == [1, 4, 1, 1, 3])
    let hot = try HashedCrossing(5, outputMode: .oneHot)(letters, numbers)
    #expect(hot.shape == [5, 5])
    #expect(try argmax(hot, axis: 1).scalars(as: Int32.self) == [1, 4, 1, 1, 3])
    #expect(throws: ConfigError.self) { try layer(letters) }
    #expect(throws: ConfigError.self) { try layer(letters, .integers([1])) }
  }

  @Test func `hashing layers are read back from their configs`() throws {
    let layers: [Layer] = [
      Hashing(3, maskValue: "", salt: [1]), Hashing(4, maskValue: 0, outputMode: .count),
      HashedCrossing(5, outputMode: .oneHot), TextVectorization(vocabulary: ["a"], name: "t"),
      TextVectorization(
        maxTokens: 9, standardize: nil, split: .character, ngrams: [2], outputMode: .count,
        padToMaxTokens: true),
    ]
    for layer in layers {
      let json = serialize(layer)
      #expect(serialize(try deserialize(JSON(text: json.text()), as: Layer.self)) == json)
    }
    #expect(throws: (any Error).self) { try checking { _ = Hashing(0) } }
    #expect(throws: (any Error).self) { try checking { _ = Hashing(3, salt: [1, 2, 3]) } }
  }

  @Test func `texts become numbers of words`() throws {
    let layer = TextVectorization(outputSequenceLength: 4)
    try layer.adapt(["foo bar", "bar baz", "baz bada boom"])
    // As frequent as each other: from the last in their order to the first.
    #expect(layer.getVocabulary() == ["", "[UNK]", "baz", "bar", "foo", "boom", "bada"])
    #expect(
      try integers(layer(["Foo, qux bar!", " baz ", "", "foo foo foo foo foo"])) == [
        4, 1, 3, 0, 2, 0, 0, 0, 0, 0, 0, 0, 4, 4, 4, 4,
      ])
    let free = TextVectorization(vocabulary: ["a", "b"])
    #expect(try free(["a", "a b c"]).shape == [2, 3])
    let counts = TextVectorization(outputMode: .count, vocabulary: ["a", "b"])
    #expect(try integers(counts(["a b a x", "b"])) == [1, 2, 1, 0, 0, 1])
  }

  @Test func `texts are cleaned, split and grouped`() {
    #expect(TextVectorization().words("It's  A\tTEST-case. Ä") == ["its", "a", "testcase", "Ä"])
    #expect(TextVectorization(standardize: .lower).words("A, B") == ["a,", "b"])
    #expect(TextVectorization(standardize: .stripPunctuation).words("A, B") == ["A", "B"])
    #expect(TextVectorization(standardize: nil, split: nil).words("A, B") == ["A, B"])
    #expect(TextVectorization(split: .character).words("aB!") == ["a", "b"])
    #expect(
      TextVectorization(ngrams: [1, 2]).words("a b c") == ["a", "b", "c", "a b", "b c"])
    #expect(TextVectorization(ngrams: [4]).words("a b c") == [])
  }
}
