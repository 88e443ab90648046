import Keras
import TestTraits
import Testing

@Suite(.seeded) struct ReleaseTests {
  /// Whether the layers of the model that `make` makes are there once nobody has the model.
  private func remains(_ make: () throws -> Model) rethrows -> Bool {
    weak var model: Model?
    weak var layer: Layer?
    do {
      let made = try make()
      (model, layer) = (made, made.layers.last)
    }
    return model != nil || layer != nil
  }
  private let x = Tensor([1, 2, 3, 4] as [Float], shape: [4, 1])

  @Test func `a model goes when nobody has it`() throws {
    #expect(!remains { Sequential([Dense(2), Dense(1)]) })
    #expect(
      !remains {
        let x = Input(shape: [2])
        let inner = Sequential {
          Input(shape: [2])
          Dense(2)
        }
        let shared = Dense(2)
        return Model(inputs: [x], outputs: [Add()([shared(x), shared(inner(x))])])
      })
  }

  @Test func `a trained model goes when nobody has it`() throws {
    let isThere = try remains {
      let model = Sequential {
        Input(shape: [1])
        Dense(2, activation: .relu)
        Dense(1)
      }
      model.compile(optimizer: .adam(), loss: .meanSquaredError)
      try model.fit(x, x, epochs: 1, verbose: .silent, callbacks: [Callbacks.EarlyStopping()])
      _ = try model.evaluate(x, x, verbose: .silent)
      _ = try model.predict(x)
      return model
    }
    #expect(!isThere)
  }

  @Test func `a model keeps what its inputs and outputs need`() throws {
    func make() -> Model {
      let x = Input(shape: [1], name: "x")
      return Model(inputs: x, outputs: Dense(1, kernelInitializer: .ones, name: "y")(x))
    }
    let model = make()
    #expect(try model.predict(x)[0].scalars(as: Float.self) == [1, 2, 3, 4])
    #expect(model.inputNames == ["x"] && model.outputNames == ["y"])
    // A model of a part of it, and one around it.
    let part = Model(inputs: model.inputs, outputs: model.outputs)
    let again = try modelFromJSON(part.toJSON())
    #expect(again.toJSON() == part.toJSON())
    let around = Model(inputs: model.inputs[0], outputs: Dense(1)(model.outputs[0]))
    #expect(around.layers.count == 3)
  }

  @Test func `results that nobody asked for are still a layer's`() throws {
    let x = Input(shape: [3, 2])
    let lstm = LSTM(4, returnState: true, name: "lstm")
    let model = Model(inputs: [x], outputs: [lstm(CallArguments([.tensor(x)]))[0]])
    #expect(lstm.inboundNodes.first?.outputs.map(\.shape) == [[nil, 4], [nil, 4], [nil, 4]])
    #expect(try model.predict(zeros([2, 3, 2]))[0].shape == [2, 4])
    #expect(model.summary().contains("lstm (LSTM)"))
  }

  @Test func `a layer counts its calls though they are gone`() {
    let dense = Dense(1)
    for _ in 0..<100 { _ = dense(Input(shape: [1])) }
    #expect(dense.inboundNodes.isEmpty)
    let y = dense(Input(shape: [1]))
    #expect(y.history?.node.index == 100)
    #expect(dense.inboundNodes.count == 1)
  }
}
