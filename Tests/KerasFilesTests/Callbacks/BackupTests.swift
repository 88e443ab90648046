import ArrayFiles
import Foundation
import TestTraits
import Testing

@testable import KerasFiles

@Suite(.seeded) struct BackupTests {
  private struct PowerCut: Error {}
  /// Ends the process, as far as `fit` can tell, after `batch` of `epoch`.
  private final class Interruption: Callback {
    let epoch, batch: Int
    private var now = 0
    init(_ epoch: Int, _ batch: Int) { (self.epoch, self.batch) = (epoch, batch) }
    override func onEpochBegin(_ epoch: Int, _ logs: Logs) { now = epoch }
    override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) throws {
      if now == epoch, batch == self.batch { throw PowerCut() }
    }
  }

  private let x = Random.normal(Random.key(3), [22, 3])
  private var y: Tensor { sum(x * x, axis: 1, keepdims: true) }

  /// A model with random numbers in it, whose weights follow from `seed`.
  private func model(_ seed: Int) -> Model {
    withRandomSeed(seed) {
      let model = Sequential {
        Dense(5, activation: .tanh)
        Dropout(0.3)
        Dense(1)
      }
      model.compile(
        optimizer: Optimizers.Adam(0.05), loss: .meanSquaredError,
        metrics: [.meanAbsoluteError])
      return model
    }
  }

  /// What `fit` leaves: the weights, and the last epoch's figures.
  private func outcome(_ model: Model, _ history: History) throws -> ([[Float]], [String: Double]) {
    (
      try model.weights.map { try $0.value.scalars(as: Float.self) },
      history.history.compactMapValues(\.last)
    )
  }

  private func fit(
    _ model: Model, _ seed: Int, _ callbacks: [Callback], stepsPerEpoch: Int?
  ) throws -> History {
    try withRandomSeed(seed) {
      try model.fit(
        x, y, batchSize: 4, epochs: 3, verbose: .silent, callbacks: callbacks,
        validationData: ValidationData(x, y), stepsPerEpoch: stepsPerEpoch)
    }
  }

  @Test(arguments: [
    // Saved after each epoch, cut within one and at its last batch; after each batch; after some.
    (Callbacks.SaveFrequency.epoch, 1, 2, Int?.none), (.epoch, 1, 5, nil), (1, 1, 2, nil),
    (1, 1, 5, nil), (4, 2, 3, nil), (1, 0, 0, nil), (.epoch, 2, 1, 4), (1, 1, 1, 4), (1, 2, 2, 4),
  ])
  func `training that was cut off ends as if it had not been`(
    frequency: Callbacks.SaveFrequency, epoch: Int, batch: Int, stepsPerEpoch: Int?
  ) throws {
    let whole = model(1)
    let expected = try outcome(whole, fit(whole, 1, [], stepsPerEpoch: stepsPerEpoch))
    try withFolder { folder in
      let path = folder.appending(path: "backup").path
      #expect(throws: PowerCut.self) {
        try fit(
          model(1), 1,
          [
            Callbacks.BackupAndRestore(path, saveFreq: frequency), Interruption(epoch, batch),
          ], stepsPerEpoch: stepsPerEpoch)
      }
      // Another process draws other seeds, and knows nothing of the first one's order.
      let later = model(2)
      let backup = try Callbacks.BackupAndRestore(path, saveFreq: frequency)
      let history = try fit(later, 2, [backup], stepsPerEpoch: stepsPerEpoch)
      let found = try outcome(later, history)
      #expect(found.0 == expected.0)
      #expect(found.1 == expected.1)
      // Epochs before the backup are not trained again.
      #expect(history.epoch == Array(epoch...2))
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func `what is done already is not done again`() throws {
    try withFolder { folder in
      let path = folder.path
      let first = model(1)
      _ = try fit(
        first, 1, [Callbacks.BackupAndRestore(path, deleteCheckpoint: false)], stepsPerEpoch: nil)
      let second = model(2)
      _ = second(x)
      let history = try fit(
        second, 2, [Callbacks.BackupAndRestore(path, deleteCheckpoint: false)], stepsPerEpoch: nil)
      #expect(history.epoch == [])
      #expect(
        try first.weights.map { try $0.value.scalars(as: Float.self) }
          == second.weights.map { try $0.value.scalars(as: Float.self) })
    }
  }

  @Test func `a damaged backup gives way to the one before`() throws {
    let whole = model(1)
    let expected = try outcome(whole, fit(whole, 1, [], stepsPerEpoch: nil))
    try withFolder { folder in
      let path = folder.path
      #expect(throws: PowerCut.self) {
        try fit(
          model(1), 1,
          [
            Callbacks.BackupAndRestore(path, saveFreq: 2, doubleCheckpoint: true),
            Interruption(1, 4),
          ], stepsPerEpoch: nil)
      }
      try Data("no arrays".utf8).write(to: folder.appending(path: "latest.safetensors"))
      let later = model(2)
      let history = try fit(
        later, 2, [Callbacks.BackupAndRestore(path, doubleCheckpoint: true)], stepsPerEpoch: nil)
      #expect(try outcome(later, history).0 == expected.0)
      // Without another the damage is an error; the folder is gone since training ended.
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data("no arrays".utf8).write(to: folder.appending(path: "latest.safetensors"))
      #expect(throws: ArrayFileError.self) {
        try fit(model(2), 2, [Callbacks.BackupAndRestore(path)], stepsPerEpoch: nil)
      }
    }
  }

  @Test func `a backup of another model or of more data is refused`() throws {
    try withFolder { folder in
      #expect(throws: PowerCut.self) {
        try fit(
          model(1), 1, [Callbacks.BackupAndRestore(folder.path, saveFreq: 1), Interruption(1, 4)],
          stepsPerEpoch: nil)
      }
      let other = Sequential { Dense(1) }
      other.compile(optimizer: Optimizers.SGD(0.1), loss: .meanSquaredError)
      let text = sentence {
        _ = try fit(other, 1, [Callbacks.BackupAndRestore(folder.path)], stepsPerEpoch: nil)
      }
      #expect(text.contains("is of another model"))
      let short = sentence {
        try model(1).fit(
          x[..<8], y[..<8], batchSize: 4, epochs: 3, verbose: .silent,
          callbacks: [Callbacks.BackupAndRestore(folder.path)])
      }
      #expect(short == "training stopped after 5 batches, and the data has 2; is it the same?")
    }
    #expect(throws: ConfigError.self) { try Callbacks.BackupAndRestore("") }
    #expect(throws: ConfigError.self) { try Callbacks.BackupAndRestore("x", saveFreq: 0) }
  }
}
