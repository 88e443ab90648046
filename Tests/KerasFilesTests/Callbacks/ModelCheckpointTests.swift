import Foundation
import TestTraits
import Testing

@testable import KerasFiles

@Suite(.seeded) struct ModelCheckpointTests {
  private let x = Random.normal(Random.key(0), [8, 2])
  private var y: Tensor { sum(x, axis: 1, keepdims: true) }
  private func model(_ rate: Double = 0.1) -> Model {
    let model = Sequential { Dense(1) }
    model.compile(optimizer: Optimizers.SGD(rate), loss: .meanSquaredError)
    return model
  }
  private func files(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func `names are filled in as Python does it`() throws {
    func filled(_ text: String) throws -> String {
      try FileTemplate(text: text).filled(
        ["epoch": 7, "batch": 12], ["val_loss": 0.12345, "loss": -2, "small": 1e-5])
    }
    #expect(try filled("{epoch:02d}-{val_loss:.2f}.keras") == "07-0.12.keras")
    #expect(try filled("{{{epoch}}}-{batch:>5}-{batch:<4d}|") == "{7}-   12-12  |")
    #expect(
      try filled("{loss}|{loss:+.1e}|{loss:07.2f}|{loss:^8}|") == "-2.0|-2.0e+00|-002.00|  -2.0  |")
    #expect(
      try filled("{val_loss:%}|{val_loss:.3g}|{small}|{epoch:x>3}|{epoch:+d}|{epoch:.1f}")
        == "12.345000%|0.123|1e-05|xx7|+7|7.0")
    for wrong in ["{epoch", "a}b", "{accuracy}", "{loss:02d}", "{epoch:zz}", "{epoch:.2d}"] {
      #expect(throws: ConfigError.self, "\(wrong)") { try filled(wrong) }
    }
    #expect(
      sentence { _ = try filled("{acc:.2f}.keras") }
        == "the file's name \"{acc:.2f}.keras\" cannot be filled in: nothing is reported as 'acc'; "
        + "there are batch, epoch, loss, small, val_loss")
  }

  @Test func `each epoch leaves a file that holds the model of then`() throws {
    try withFolder { folder in
      let model = model()
      let history = try model.fit(
        x, y, epochs: 3, verbose: .silent,
        callbacks: [
          Callbacks.ModelCheckpoint(folder.appending(path: "new/{epoch:02d}-{loss:.4f}.keras").path)
        ])
      let losses = try #require(history.history["loss"])
      let names = losses.enumerated().map { String(format: "%02d-%.4f.keras", $0 + 1, $1) }
      #expect(try files(folder.appending(path: "new")) == names)
      let last = try loadModel(folder.appending(path: "new/\(names[2])").path)
      #expect(
        try last.predict(x)[0].scalars(as: Float.self)
          == model.predict(x)[0].scalars(as: Float.self))
      #expect(try last.optimizer?.iterations.value.scalars(as: Int32.self) == [3])
    }
  }

  @Test func `the best alone is kept where asked, and Keras's sentences are printed`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "best.weights.h5").path
      // A rate so large that every epoch is worse than the one before.
      let model = model(3)
      let callback = try Callbacks.ModelCheckpoint(
        path, monitor: "loss", verbose: true, saveBestOnly: true, saveWeightsOnly: true)
      var said: [String] = []
      callback.tellUser = { said.append($0) }
      var first: [[Float]] = []
      let keep = Callbacks.LambdaCallback(onEpochEnd: { epoch, _ in
        if epoch == 0 { first = try model.weights.map { try $0.value.scalars(as: Float.self) } }
      })
      let history = try model.fit(
        x, y, epochs: 2, verbose: .silent, callbacks: [callback, keep])
      let best = try #require(history.history["loss"]?.first)
      #expect(callback.best == best)
      let number = String(format: "%.5f", best)
      #expect(
        said == [
          "Epoch 1: loss improved from None to \(number), saving model to \(path)",
          "Epoch 1: finished saving model to \(path)",
          "Epoch 2: loss did not improve from \(number)",
        ])
      try model.loadWeights(path)
      #expect(try model.weights.map { try $0.value.scalars(as: Float.self) } == first)

      let strict = try Callbacks.ModelCheckpoint(
        folder.appending(path: "never.keras").path, monitor: "loss", saveBestOnly: true,
        mode: .min, initialValueThreshold: 0)
      try model.fit(x, y, verbose: .silent, callbacks: [strict])
      #expect(try files(folder) == ["best.weights.h5"])
    }
  }

  @Test func `batches are counted across epochs`() throws {
    try withFolder { folder in
      try model().fit(
        x, y, batchSize: 2, epochs: 3, verbose: .silent,
        callbacks: [
          Callbacks.ModelCheckpoint(
            folder.appending(path: "{epoch}-{batch}.keras").path, saveFreq: 5)
        ])
      // Four batches an epoch: the fifth and the tenth of twelve.
      #expect(try files(folder) == ["2-1.keras", "3-2.keras"])
    }
  }

  @Test func `what cannot be is refused before training`() {
    #expect(
      sentence { _ = try Callbacks.ModelCheckpoint("m.h5") }
        == "the filepath of ModelCheckpoint must end in .keras, got m.h5")
    #expect(throws: ConfigError.self) {
      try Callbacks.ModelCheckpoint("m.keras", saveWeightsOnly: true)
    }
    #expect(throws: ConfigError.self) { try Callbacks.ModelCheckpoint("m.keras", saveFreq: 0) }
  }
}
