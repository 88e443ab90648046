import Foundation
import TestTraits
import Testing

@testable import KerasFiles

@Suite(.seeded) struct SharingTests {
  /// A model whose layers are lookups and what reads their numbers.
  private final class Texts: Model {
    let words: StringLookup
    let ids: IntegerLookup
    let texts: TextVectorization
    let dense: Dense

    init() {
      (words, ids, texts) = (StringLookup(name: "w"), IntegerLookup(name: "i"), TextVectorization())
      dense = Dense(1)
      super.init(name: "texts")
    }
    required init(config: Config) throws {
      (words, ids, texts) = (StringLookup(name: "w"), IntegerLookup(name: "i"), TextVectorization())
      dense = Dense(1)
      try super.init(config: config)
      _ = self(zeros([1, 2]))
    }
    override func call(_ x: Tensor, training: Bool) -> Tensor { dense(x) }
  }

  @Test func `learnt vocabularies are assets of the file`() throws {
    CustomObjects.register(Texts.self, package: "sharing")
    let model = Texts()
    _ = model(zeros([1, 2]))
    try model.words.adapt(["b", "a", "b"])
    try model.ids.adapt(Tensor([7, 7, -2] as [Int32]))
    try model.texts.adapt(["to be or not to be"])
    try withFolder { folder in
      let path = folder.appending(path: "m.keras").path
      try model.save(path)
      let archive = try ModelArchive(path)
      // Keras walks the list `layers` in the order of names, before `words` and after `ids`.
      let folder = "assets/layers/string_lookup/"
      let words = try #require(archive.files(in: folder)["vocabulary.txt"])
      #expect(String(decoding: words, as: UTF8.self) == "[UNK]\nb\na")
      #expect(
        archive.files(in: "assets/ids/")["vocabulary.txt"].map {
          String(decoding: $0, as: UTF8.self)
        }
          == "-1\n7\n-2")
      let loaded = try #require(try loadModel(path) as? Texts)
      #expect(loaded.words.getVocabulary() == ["[UNK]", "b", "a"])
      #expect(loaded.ids.getVocabulary() == [-1, 7, -2])
      #expect(loaded.texts.getVocabulary() == ["", "[UNK]", "to", "be", "or", "not"])
      // Given tokens are the config's, so there is no asset.
      #expect(try StringLookup(vocabulary: ["x"]).saveAssets().isEmpty)
      try model.words.setVocabulary(["two\nlines"])
      #expect(throws: ConfigError.self) { try model.save(path) }
      #expect(throws: ConfigError.self) {
        try IntegerLookup().loadAssets(["vocabulary.txt": Array("x".utf8)])
      }
      #expect(throws: ConfigError.self) {
        try StringLookup().loadAssets(["vocabulary.txt": [0xFF, 0xFE]])
      }
    }
  }

  @Test func `a layer that two models share is one layer again`() throws {
    let shared = Dense(3, name: "shared")
    let a = Input(shape: [3])
    let inner = Model(inputs: a, outputs: shared(a), name: "inner")
    let b = Input(shape: [3])
    let outer = Model(inputs: b, outputs: shared(inner(b)), name: "outer")
    let text = outer.toJSON()
    #expect(text.components(separatedBy: "\"shared_object_id\": 1").count == 3)
    #expect(!sample().toJSON().contains("shared_object_id"))
    try withFolder { folder in
      let path = folder.appending(path: "m.keras").path
      try outer.save(path)
      let loaded = try loadModel(path)
      #expect(loaded.weights.count == 2)
      let inside = try #require(try loaded.getLayer(name: "inner") as? Model)
      #expect(try inside.getLayer(name: "shared") === loaded.getLayer(name: "shared"))
      let x = Random.normal(Random.key(0), [2, 3])
      #expect(
        try loaded.predict(x)[0].scalars(as: Float.self)
          == outer.predict(x)[0].scalars(as: Float.self))
    }
  }

  @Test func `attention of shared keys lies where Keras looks for it`() throws {
    let x = Input(shape: [4, 8])
    let layer = GroupQueryAttention(4, numQueryHeads: 4, numKeyValueHeads: 2)
    let model = Model(inputs: [x], outputs: layer(CallArguments([.tensor(x), .tensor(x)])))
    let paths = Saveable.all(of: model).map(\.path)
    #expect(paths.contains("layers/grouped_query_attention/_query_dense"))
    #expect(model.toJSON().contains("\"class_name\": \"GroupQueryAttention\""))
  }
}
