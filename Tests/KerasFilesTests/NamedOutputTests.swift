import Foundation
import TestTraits
import Testing

@testable import KerasFiles

@Suite(.seeded) struct NamedOutputTests {
  /// Two outputs of the same shape, `z` given first.
  private func model() -> Model {
    let x = Input(shape: [3], name: "x")
    return Model(
      inputs: [x], outputs: [Dense(2, name: "dz")(x), Dense(2, name: "db")(x)],
      outputNames: ["z", "b"])
  }
  private func makers(_ model: Model) -> [String?] {
    model.outputs.map { $0.history?.node.layer.name }
  }

  @Test func `named outputs are in the order of their names, as a dictionary's in Keras`() {
    #expect(model().outputNames == ["b", "z"])
    #expect(makers(model()) == ["db", "dz"])
  }

  @Test func `a file's dictionary of outputs has no order of its own`() throws {
    var json = try #require(serialize(model()).object)
    var config = try #require(json["config"]?.object)
    let outputs = try #require(config["output_layers"]?.object)
    #expect(outputs.keys == ["b", "z"])
    config["output_layers"] = .object(JSONObject(outputs.fields.reversed()))
    json["config"] = .object(config)
    let read = try #require(try deserialize(.object(json), as: Layer.self) as? Model)
    #expect(read.outputNames == ["b", "z"])
    #expect(makers(read) == ["db", "dz"])
  }

  @Test func `weights and names of outputs come back from a file`() throws {
    let (model, x) = (model(), ones([1, 3]))
    try withFolder { folder in
      let path = folder.appending(path: "m.keras").path
      try model.save(path)
      let read = try loadModel(path)
      #expect(read.outputNames == ["b", "z"])
      let (expected, given) = (try model.predict(x), try read.predict(x))
      #expect(try zip(expected, given).allSatisfy { try $0.host() == $1.host() })
    }
  }

  @Test func `as many different names as outputs are needed`() {
    let x = Input(shape: [3])
    for names in [["a"], ["a", "a"]] {
      #expect(throws: (any Error).self) {
        try checking { _ = Model(inputs: [x], outputs: [x, x], outputNames: names) }
      }
    }
  }

  @Test func `files do not hold what a stateful layer keeps between batches`() throws {
    func stateful() -> Model {
      let x = Input(batchShape: [1, 4, 2])
      return Model(inputs: x, outputs: LSTM(3, stateful: true)(x))
    }
    let (model, other, x) = (stateful(), stateful(), ones([1, 4, 2]))
    let first = try model.predict(x)[0].host()
    // The first batch leaves its last states behind: the second one starts from there.
    #expect(try model.predict(x)[0].host() != first)
    try withFolder { folder in
      let path = folder.appending(path: "m.weights.h5").path
      try model.saveWeights(path)
      try other.loadWeights(path)
      #expect(try other.predict(x)[0].host() == first)
    }
  }
}
