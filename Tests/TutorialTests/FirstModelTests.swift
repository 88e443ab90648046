import AllBackends
import Foundation
import KerasFiles
import TestTraits
import Testing

@Suite(.seeded) struct FirstModelTests {
  @Test func `the first model learns a circle, and its file predicts the same`() throws {
    AllBackends.register()
    let path = FileManager.default.temporaryDirectory
      .appending(path: "circle-\(UUID().uuidString).keras").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let quiet = Verbosity.silent
    let (loss, difference) = try withBackend(Backends.named("openblas") ?? Backends.default) {
      try learn(path, verbose: quiet)
    }
    #expect(loss < 0.35)
    #expect(difference == 0)
  }

  private func learn(_ path: String, verbose: Verbosity) throws -> (Double, Float) {
    setRandomSeed(1)
    let x = Random.uniform([600, 2], minval: -1, maxval: 1, seed: 2)
    let isInside = less(sum(square(x), axis: 1), 0.5)
    let y = cast(isInside, dtype: .i32)

    let model = Sequential {
      Input(shape: [2], name: "point")
      Dense(16, activation: .relu)
      Dense(16, activation: .relu)
      Dense(2, activation: .softmax)
    }
    #expect(model.summary().contains("354"))

    model.compile(
      optimizer: .adam(0.01), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
    let history = try model.fit(
      x, y, batchSize: 32, epochs: 10, verbose: verbose, validationSplit: 0.2)
    let accuracies = history.history["val_accuracy"] ?? []
    #expect(accuracies.count == 10)

    let figures = try model.evaluate(x, y, verbose: verbose)
    let loss = figures["loss"] ?? .infinity

    let probabilities = try model.predict(x)[0]
    let classes = argmax(probabilities, axis: -1)
    #expect(classes.type == TensorType(.i32, [600]))

    try model.save(path)
    let again = try loadModel(path)
    let same = try again.predict(x)[0]
    try again.fit(x, y, batchSize: 32, epochs: 1, verbose: verbose)
    return (loss, try max(abs(same - probabilities)).scalars(as: Float.self)[0])
  }
}
