import Foundation
import Keras
import TestTraits
import Testing

@Suite(.seeded) struct CallbackTests {
  private func model(_ rate: Double = 0.1) -> Model {
    let model = Sequential { Dense(1, kernelInitializer: .ones) }
    model.compile(optimizer: Optimizers.SGD(rate), loss: .meanSquaredError)
    return model
  }
  private let x = Random.normal(Random.key(0), [40, 2])
  private var y: Tensor { sum(x, axis: 1, keepdims: true) * 2 }

  private final class Recorder: Callback {
    var events: [String] = []
    override func onTrainBegin(_ logs: Logs) { events.append("train begin") }
    override func onTrainEnd(_ logs: Logs) { events.append("train end") }
    override func onEpochBegin(_ epoch: Int, _ logs: Logs) { events.append("epoch \(epoch) begin") }
    override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) {
      events.append("epoch \(epoch) end \(logs.keys.sorted())")
    }
    override func onTrainBatchBegin(_ batch: Int, _ logs: Logs) {
      events.append("batch \(batch) begin")
    }
    override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) {
      events.append("batch \(batch) end")
    }
    override func onTestBegin(_ logs: Logs) { events.append("test begin") }
    override func onTestBatchBegin(_ batch: Int, _ logs: Logs) {
      events.append("test batch \(batch)")
    }
    override func onTestEnd(_ logs: Logs) { events.append("test end") }
  }

  @Test func `callbacks are called in Keras's order`() throws {
    let recorder = Recorder()
    try model().fit(
      x, y, batchSize: 20, verbose: .silent, callbacks: [recorder],
      validationData: ValidationData(x, y), validationBatchSize: 40)
    #expect(
      recorder.events == [
        "train begin", "epoch 0 begin", "batch 0 begin", "batch 0 end", "batch 1 begin",
        "batch 1 end", "test begin", "test batch 0", "test end",
        "epoch 0 end [\"loss\", \"val_loss\"]", "train end",
      ])
  }

  @Test func `several steps at once tell of the first and the last`() throws {
    let recorder = Recorder()
    let model = Sequential { Dense(1) }
    model.compile(optimizer: Optimizers.SGD(0.1), loss: .meanSquaredError, stepsPerExecution: 2)
    try model.fit(x, y, batchSize: 10, verbose: .silent, callbacks: [recorder])
    let batches = recorder.events.filter { $0.hasPrefix("batch") }
    #expect(batches == ["batch 0 begin", "batch 1 end", "batch 2 begin", "batch 3 end"])
  }

  @Test func `early stopping restores the best weights`() throws {
    // A rate so large that the loss grows after the first epoch.
    let model = model(3)
    let history = try model.fit(
      x, y, batchSize: 40, epochs: 12, verbose: .silent,
      callbacks: [
        Callbacks.EarlyStopping(monitor: "val_loss", patience: 2, restoreBestWeights: true)
      ], validationSplit: 0.25, shuffle: false)
    let losses = try #require(history.history["val_loss"])
    #expect(losses.count == 3)
    let restored = try model.evaluate(Tensor(x.host()), y, verbose: .silent)
    #expect(restored["loss"]?.isFinite == true)
    let held = try model.evaluate(x[30...], y[30...], verbose: .silent)
    #expect(abs((held["loss"] ?? 0) - losses[0]) <= 1e-5 * losses[0])
  }

  @Test func `a plateau lowers the rate, a schedule sets it`() throws {
    let model = model(0.5)
    let history = try model.fit(
      zeros([8, 2]), ones([8, 1]), epochs: 6, verbose: .silent,
      callbacks: [
        try Callbacks.ReduceLROnPlateau(monitor: "loss", factor: 0.5, patience: 2, minDelta: 10)
      ])
    #expect(history.history["learning_rate"] == [0.5, 0.5, 0.5, 0.25, 0.25, 0.125])
    #expect(throws: ConfigError.self) { try Callbacks.ReduceLROnPlateau(factor: 1) }
    let scheduled = try model.fit(
      x, y, epochs: 3, verbose: .silent,
      callbacks: [Callbacks.LearningRateScheduler { epoch, _ in epoch == 0 ? 0.25 : 0.125 }])
    #expect(scheduled.history["learning_rate"] == [0.25, 0.125, 0.125])
  }

  @Test func `a log has a line for each epoch, and goes on where asked`() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID()).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = model()
    try model.fit(x, y, epochs: 2, verbose: .silent, callbacks: [Callbacks.CSVLogger(path)])
    try model.fit(
      x, y, epochs: 1, verbose: .silent, callbacks: [Callbacks.CSVLogger(path, append: true)])
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0] == "epoch,loss")
    #expect(lines[3].hasPrefix("0,"))
    #expect(throws: (any Error).self) {
      try model.fit(
        x, y, verbose: .silent, callbacks: [Callbacks.CSVLogger("/no/such/folder/log.csv")])
    }
  }

  @Test func `a loss that is no number ends training`() throws {
    let model = model()
    let history = try model.fit(
      x * Double.infinity, y, batchSize: 10, epochs: 5, verbose: .silent,
      callbacks: [Callbacks.TerminateOnNaN()])
    #expect(history.epoch == [0])
  }

  @Test func `the bar shows what Keras's shows`() {
    var text = ""
    let bar = Progbar(2) { text += $0 }
    bar.update(1, [("loss", 0.5)])
    bar.update(2, [("loss", 0.00025)], finalize: true)
    let last = text.split(separator: "\r").last.map(String.init) ?? ""
    #expect(
      last.hasPrefix(
        "\u{1B}[1m2/2\u{1B}[0m \u{1B}[32m━━━━━━━━━━━━━━━━━━━━\u{1B}[0m\u{1B}[37m\u{1B}[0m \u{1B}[1m0s\u{1B}[0m "
      ))
    #expect(last.contains("/step - loss: 2.5000e-04"))
    #expect(last.hasSuffix("\n"))
  }
}
