import Foundation
import TestTraits
import Testing

@testable import KerasFiles

/// Models in models: which call of one is meant by a number in a file.
@Suite(.seeded) struct NestedModelTests {
  private func inner(_ name: String = "inner") -> Model {
    let x = Input(shape: [3])
    return Model(inputs: x, outputs: Dense(3, activation: .tanh)(x), name: name)
  }
  private let x = Input(shape: [3], name: "x")
  private let y = Input(shape: [3], name: "y")

  private func ends(_ model: Model) throws -> JSON {
    try #require(model.config["output_layers"])
  }

  /// Whether the model predicts the same once it was written and read.
  private func comesBack(_ model: Model) throws -> Bool {
    let inputs = model.inputs.indices.map { Random.normal(Random.key($0), [2, 3]) }
    return try withFolder { folder in
      let path = folder.appending(path: "m.keras").path
      try model.save(path)
      let read = try loadModel(path)
      return try zip(model.predict(inputs), read.predict(inputs)).allSatisfy {
        try $0.host() == $1.host()
      }
    }
  }

  @Test func `an output counts the calls of a functional model from 1, an argument from 0`()
    throws
  {
    let inner = inner()
    let (first, second) = (inner(x), inner(y))
    let model = Model(inputs: [x, y], outputs: [second, first, Dense(1, name: "d")(second)])
    #expect(try ends(model) == [["inner", 2, 0], ["inner", 1, 0], ["d", 0, 0]])
    let layers = try #require(model.config["layers"]?.array)
    let dense = try #require(layers.first { $0["name"]?.string == "d" })
    let history = dense["inbound_nodes"]?.array?[0]["args"]?.array?[0]["config"]?["keras_history"]
    #expect(history == ["inner", 1, 0])
    #expect(try comesBack(model))
  }

  @Test func `a chain is counted from 0 everywhere`() throws {
    let chain = Sequential([Input(shape: [3]).history?.node.layer, Dense(2)].compactMap { $0 })
    let model = Model(inputs: x, outputs: chain(x))
    #expect(try ends(model) == [.string(chain.name), 0, 0])
    #expect(try comesBack(model))
  }

  @Test func `models that end in models come back`() throws {
    let (a, b) = (inner("a"), inner("b"))
    #expect(try comesBack(Model(inputs: x, outputs: a(x))))
    #expect(try comesBack(Model(inputs: [x, y], outputs: [a(x), b(y)])))
    // The output of the first call, while the second serves another layer.
    #expect(try comesBack(Model(inputs: [x, y], outputs: [b(x), Dense(1)(b(y))])))
    let z = Input(shape: [3])
    let outer = Model(inputs: z, outputs: a(b(z)), name: "outer")
    #expect(try comesBack(Model(inputs: [x, y], outputs: [outer(x), outer(y)])))
  }

  @Test func `a call that is not there is an error`() throws {
    let text = Model(inputs: x, outputs: inner()(x)).toJSON()
    let wrong = text.replacing(#"["inner", 1, 0]"#, with: #"["inner", 0, 0]"#)
    #expect(wrong != text)
    #expect(sentence { _ = try modelFromJSON(wrong) }.contains("no call"))
  }
}
