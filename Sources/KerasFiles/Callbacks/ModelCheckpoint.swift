import Foundation

extension Callbacks {
  /// Saves the model, or its weights, while it is trained: Keras's `ModelCheckpoint`.
  ///
  /// `filepath` may hold `{epoch:02d}`, counted from 1, `{batch}` where batches are counted, and what
  /// is reported: `{epoch:02d}-{val_loss:.2f}.keras`. Folders that lack are made. A file that is there
  /// is replaced only once the new one is whole.
  public final class ModelCheckpoint: Callback {
    private let template: FileTemplate
    private let monitor: Monitor
    private let verbose, saveBestOnly, saveWeightsOnly: Bool
    private let saveFreq: SaveFrequency
    private var clock: SaveClock
    private var epoch = 0
    /// The best figure so far; `nil` before there is one.
    public private(set) var best: Double?
    /// Where messages go; for tests.
    var tellUser: (String) -> Void = { tell($0) }

    /// A callback that saves to `filepath`, which ends in `.weights.h5` with `saveWeightsOnly` and in
    /// `.keras` without.
    ///
    /// With `saveBestOnly` it saves when `monitor` is better than ever before, and than
    /// `initialValueThreshold`.
    public init(
      _ filepath: String, monitor: String = "val_loss", verbose: Bool = false,
      saveBestOnly: Bool = false, saveWeightsOnly: Bool = false, mode: EarlyStopping.Mode = .auto,
      saveFreq: SaveFrequency = .epoch, initialValueThreshold: Double? = nil
    ) throws {
      try saveFreq.check("ModelCheckpoint")
      let ending = saveWeightsOnly ? ".weights.h5" : ".keras"
      guard filepath.hasSuffix(ending) else {
        throw ConfigError(
          "the filepath of ModelCheckpoint must end in \(ending)"
            + (saveWeightsOnly ? " as it saves weights only" : "") + ", got \(filepath)")
      }
      template = FileTemplate(text: filepath)
      self.monitor = Monitor(monitor, .init(rawValue: mode.rawValue) ?? .auto)
      (self.verbose, self.saveBestOnly) = (verbose, saveBestOnly)
      (self.saveWeightsOnly, self.saveFreq) = (saveWeightsOnly, saveFreq)
      clock = SaveClock(saveFreq)
      best = initialValueThreshold
    }

    public override func onEpochBegin(_ epoch: Int, _ logs: Logs) { self.epoch = epoch }
    public override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) throws {
      if clock.isDue(batch) { try save(batch, logs) }
    }
    public override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) throws {
      self.epoch = epoch
      if saveFreq == .epoch { try save(nil, logs) }
    }

    private func save(_ batch: Int?, _ logs: Logs) throws {
      guard let model else { return }
      var places = ["epoch": epoch + 1]
      if let batch { places["batch"] = batch + 1 }
      let path = try template.filled(places, logs)
      guard try isWanted(model, logs, path) else { return }
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      if saveWeightsOnly { try model.saveWeights(path) } else { try model.save(path) }
      say("finished saving model to \(path)")
    }

    private func isWanted(_ model: Model, _ logs: Logs, _ path: String) throws -> Bool {
      guard saveBestOnly else {
        say("saving model to \(path)")
        return true
      }
      guard let value = monitor.value(in: logs, "ModelCheckpoint") else {
        // Better one file too many than none at all.
        return true
      }
      let before = best.map(Self.number) ?? "None"
      guard try monitor.isBetter(value, than: best, in: model) else {
        say("\(monitor.name) did not improve from \(before)")
        return false
      }
      say(
        "\(monitor.name) improved from \(before) to \(Self.number(value)), saving model to \(path)")
      best = value
      return true
    }

    private func say(_ message: String) {
      if verbose { tellUser("Epoch \(epoch + 1): \(message)") }
    }
    private static func number(_ value: Double) -> String { String(format: "%.5f", value) }
  }
}
