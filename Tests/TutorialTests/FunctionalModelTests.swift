import AllBackends
import Keras
import TestTraits
import Testing

@Suite(.seeded) struct FunctionalModelTests {
  @Test func `a model of words and numbers learns from both`() throws {
    AllBackends.register()
    try withBackend(Backends.named("openblas") ?? Backends.default) {
      let first = try train(epochs: 1)
      let last = try train(epochs: 15)
      #expect(last.0 < first.0 / 2)
      #expect(last.1 == [256, 1])
    }
  }

  private func train(epochs: Int) throws -> (Double, [Int]) {
    let words = Input(shape: [6], dtype: .i32, name: "words")
    let numbers = Input(shape: [3], name: "numbers")
    let read = GlobalAveragePooling1D()(Embedding(20, 4, maskZero: true)(words))
    let joined = Concatenate()([read, Dense(8, activation: .relu)(numbers)])
    let hidden = Dense(16, activation: .relu)(joined)
    let price = Dense(1, name: "price")(hidden)
    let model = Model(inputs: [words, numbers], outputs: [price], name: "offer")
    #expect(model.inputNames == ["words", "numbers"])

    let text = Random.randint([256, 6], minval: 0, maxval: 20, seed: 1)
    let facts = Random.normal([256, 3], seed: 2)
    let target = sum(facts, axis: 1, keepdims: true) + 1.0
    let data = ["words": text, "numbers": facts]

    model.compile(optimizer: .adam(0.01), loss: .meanSquaredError, metrics: [.meanAbsoluteError])
    let history = try model.fit(data, target, epochs: epochs, verbose: .silent)
    let prices = try model.predict(data)[0]

    let readWords = Model(inputs: words, outputs: read)
    let vectors = try readWords.predict(text)[0]
    #expect(vectors.shape == [256, 4])

    return (history.history["loss"]?.last ?? .infinity, prices.shape)
  }

  @Test func `a layer called twice has one set of weights`() throws {
    let left = Input(shape: [4], name: "left")
    let right = Input(shape: [4], name: "right")
    let shared = Dense(2, name: "shared")
    let difference = Subtract()([shared(left), shared(right)])
    let twins = Model(inputs: [left, right], outputs: [difference])
    #expect(twins.countParams() == 10)
    let x = Random.normal([3, 4], seed: 1)
    #expect(try twins([x, x])[0].scalars(as: Float.self) == [Float](repeating: 0, count: 6))
  }
}
