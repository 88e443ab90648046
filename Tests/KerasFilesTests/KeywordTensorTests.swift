import Foundation
import TestTraits
import Testing

@testable import KerasFiles

/// Tensors that a layer of a functional model is given by the names of its arguments.
@Suite(.seeded) struct KeywordTensorTests {
  private typealias Argument = CallArgument<KerasTensor>
  private let x = Input(shape: [4, 3], name: "x")
  private let image = Input(shape: [4, 3, 1], name: "image")
  private let state = Input(shape: [2], name: "state")

  /// Predictions of the same layer called by names and by position, the first after a file.
  private func same(
    _ layer: Layer, named: CallArguments<KerasTensor>, placed: CallArguments<KerasTensor>,
    inputs: [KerasTensor]
  ) throws -> Bool {
    let model = Model(inputs: inputs, outputs: layer(named))
    let other = Model(inputs: inputs, outputs: layer(placed))
    let values = inputs.enumerated().map { i, input in
      Random.normal(Random.key(i), [2] + input.shape.dropFirst().map { $0 ?? 1 })
    }
    return try withFolder { folder in
      let path = folder.appending(path: "m.keras").path
      try model.save(path)
      let read = try loadModel(path)
      // Names are written as they were given.
      let calls = read.config["layers"]?.array?.last?["inbound_nodes"]?.array
      let names = calls?[0]["kwargs"]?.object?.keys.sorted() ?? []
      return try names == named.keywords.keys.sorted()
        && zip(read.predict(values), other.predict(values)).allSatisfy {
          try $0.host() == $1.host()
        }
    }
  }

  @Test func `the first argument may be given by its name`() throws {
    let layers: [(Layer, String)] = [
      (Dense(2), "inputs"), (LSTM(2), "sequences"), (Bidirectional(GRU(2)), "sequences"),
      (RMSNormalization(), "x"), (CenterCrop(2, 2), "data"),
    ]
    for (layer, name) in layers {
      let input = layer is CenterCrop ? image : x
      let tensor = Argument.tensor(input)
      #expect(
        try same(
          layer, named: CallArguments([], [name: tensor]), placed: CallArguments([tensor]),
          inputs: [input]), "\(name)")
    }
  }

  @Test func `a merging layer takes its list by name`() throws {
    let list = Argument.list([.tensor(x), .tensor(x)])
    #expect(
      try same(
        Add(), named: CallArguments([], ["inputs": list]), placed: CallArguments([list]),
        inputs: [x]))
  }

  @Test func `query, value and key may be given by their names`() throws {
    let tensor = Argument.tensor(x)
    for named in [
      CallArguments([tensor], ["value": tensor, "key": tensor]),
      CallArguments([], ["query": tensor, "value": tensor]),
    ] {
      #expect(
        try same(
          MultiHeadAttention(2, keyDim: 2), named: named, placed: CallArguments([tensor, tensor]),
          inputs: [x]))
    }
  }

  @Test func `an initial state may be given by its place`() throws {
    let (tensor, first) = (Argument.tensor(x), Argument.list([.tensor(state)]))
    #expect(
      try same(
        GRU(2), named: CallArguments([tensor], ["initial_state": first]),
        placed: CallArguments([tensor, first]), inputs: [x, state]))
  }

  @Test func `a model in a model may be given its input by name`() throws {
    let z = Input(shape: [4, 3])
    let inner = Model(inputs: z, outputs: Dense(2)(z))
    let tensor = Argument.tensor(x)
    #expect(
      try same(
        inner, named: CallArguments([], ["inputs": tensor]), placed: CallArguments([tensor]),
        inputs: [x]))
  }

  @Test func `a call without a tensor is an error that names the argument`() {
    let said = sentence {
      try checking { _ = LSTM(2)(CallArguments<KerasTensor>([], ["inputs": .tensor(x)])) }
    }
    #expect(said.contains("by the name 'sequences', got only inputs"), "\(said)")
  }
}
