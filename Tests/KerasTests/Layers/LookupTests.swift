import Keras
import TestTraits
import Testing

@Suite(.seeded) struct LookupTests {
  @Test func `strings have the numbers of the vocabulary, after that for unknown ones`() throws {
    let layer = StringLookup(vocabulary: ["a", "b", "c"])
    #expect(
      try layer([["c", "a", "z"], ["b", "y", ""]]).scalars(as: Int32.self) == [3, 1, 0, 2, 0, 0])
    #expect(layer.getVocabulary() == ["[UNK]", "a", "b", "c"])
    let masked = StringLookup(maskToken: "", vocabulary: ["a", "b", "c"])
    #expect(try masked(["c", "z", ""]).scalars(as: Int32.self) == [4, 1, 0])
    let several = StringLookup(numOovIndices: 2, vocabulary: ["a"])
    #expect(try several(["a"]).scalars(as: Int32.self) == [2])
    #expect(try several(["q", "r", "s"]).scalars(as: Int32.self).allSatisfy { 0...1 ~= $0 })
  }

  @Test func `strings are counted in rows`() throws {
    func rows(_ mode: TokenOutput, max: Int? = nil) throws -> [Int32] {
      let layer = StringLookup(
        maxTokens: max, vocabulary: ["a", "b", "c"], outputMode: mode, padToMaxTokens: max != nil)
      return try layer([["c", "a", "z"], ["b", "y", ""]]).scalars(as: Int32.self)
    }
    #expect(try rows(.multiHot) == [1, 1, 0, 1, 1, 0, 1, 0])
    #expect(try rows(.count) == [1, 1, 0, 1, 2, 0, 1, 0])
    #expect(try rows(.count, max: 6) == [1, 1, 0, 1, 0, 0, 2, 0, 1, 0, 0, 0])
    let weighed = StringLookup(
      vocabulary: ["a", "b", "c"], idfWeights: [0.5, 0.25, 2], outputMode: .tfIdf)
    let scores = try weighed([["c", "a", "z"], ["b", "y", ""]]).scalars(as: Float.self)
    let third = Float(2.75 / 3)
    #expect(
      zip(scores, [third, 0.5, 0, 2, 2 * third, 0, 0.25, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func `adapt puts frequent strings first and equals from the last`() throws {
    let layer = StringLookup()
    try layer.adapt(["b", "a", "b", "c", "c", "c", "d", "a"])
    #expect(layer.getVocabulary() == ["[UNK]", "c", "b", "a", "d"])
    let small = StringLookup(maxTokens: 3)
    try small.adapt([["b", "a", "b", "c", "c", "c"]])
    #expect(small.getVocabulary() == ["[UNK]", "c", "b"])
    // Weights log(1 + n / (1 + documents with it)), by hand: n = 2.
    let weighed = StringLookup(outputMode: .tfIdf)
    try weighed.adapt([["b", "a", "b"], ["c", "c", "a"]])
    let scores = try weighed([["b", "a", "q"]]).scalars(as: Float.self)
    let expected: [Float] = [0.632373, 0, 0.693147, 0.510826]
    #expect(zip(scores, expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func `numbers become strings again`() throws {
    let layer = StringLookup(vocabulary: ["a", "b"], invert: true)
    #expect(try layer.strings(Tensor([0, 1, 2, 9] as [Int32])) == ["[UNK]", "a", "b", "[UNK]"])
    let integers = IntegerLookup(vocabulary: [5, 7], invert: true)
    #expect(
      try integers(Tensor([0, 1, 2, 9] as [Int32])).scalars(as: Int64.self) == [-1, 5, 7, -1])
  }

  @Test func `integers have the numbers of the vocabulary`() throws {
    let x = reshape(Tensor([7, -2, 5, 9, 8, 0] as [Int32]), [2, 3])
    func numbers(_ layer: IntegerLookup) throws -> [Int32] {
      try checking { try layer(x).scalars(as: Int32.self) }
    }
    #expect(try numbers(IntegerLookup(vocabulary: [5, 7, -2])) == [2, 3, 1, 0, 0, 0])
    #expect(
      try numbers(IntegerLookup(maskToken: 0, vocabulary: [5, 7, -2])) == [3, 4, 2, 1, 1, 0])
    #expect(
      try numbers(IntegerLookup(numOovIndices: 2, vocabulary: [5, 7, -2])) == [3, 4, 2, 1, 0, 0])
    #expect(
      try numbers(IntegerLookup(numOovIndices: 3, vocabulary: [5, 7, -2], outputMode: .count))
        == [0, 0, 0, 1, 1, 1, 2, 0, 1, 0, 0, 0])
    let layer = IntegerLookup()
    try layer.adapt(Tensor([3, 3, 1, 2, 2, 2] as [Int32]))
    #expect(layer.getVocabulary() == [-1, 2, 3, 1])
  }

  @Test func `a lookup is read back from its config`() throws {
    let layers: [Layer] = [
      StringLookup(maskToken: "", vocabulary: ["x", "y"], name: "s"),
      StringLookup(vocabulary: ["x", "y"], idfWeights: [1, 2], outputMode: .tfIdf),
      IntegerLookup(numOovIndices: 2, vocabulary: [4, 2]), StringLookup(),
    ]
    for layer in layers {
      let json = serialize(layer)
      #expect(serialize(try deserialize(JSON(text: json.text()), as: Layer.self)) == json)
    }
  }

  @Test func `what cannot be looked up is said`() throws {
    func message(_ body: () throws -> Void) -> String {
      do {
        try checking { try body() }
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      message { _ = try StringLookup(name: "s")(["a"]) }
        == "s has no vocabulary yet; call adapt or setVocabulary before")
    #expect(
      message { _ = try StringLookup(numOovIndices: 0, vocabulary: ["a"], name: "s")(["b"]) }
        == "'b' is not in the vocabulary of s, and numOovIndices is 0")
    #expect(message { _ = StringLookup(vocabulary: ["a", "a"]) }.contains("more than once"))
    #expect(message { _ = try StringLookup(vocabulary: ["a"])([["a"], []]) }.contains("[1, 0]"))
    #expect(
      message { _ = IntegerLookup(vocabulary: [1])(Tensor([1.5] as [Float])) }
        .contains("takes integers, got float32"))
    #expect(
      message { _ = StringLookup(vocabulary: ["a"])(Tensor([1] as [Int32])) }.contains("[String]"))
  }
}
