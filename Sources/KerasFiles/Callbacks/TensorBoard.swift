import Foundation
import Touchstone

extension Callbacks {
  /// Writes what training reports as events for TensorBoard: Keras's `TensorBoard`.
  ///
  /// `logDir/train` receives `epoch_loss`, the other figures and `epoch_learning_rate` of each epoch,
  /// and `logDir/validation` those of `val_`, as `epoch_loss` and so on, and after each test
  /// `evaluation_loss_vs_iterations`. Pictures of weights and profiles are not written.
  public final class TensorBoard: Callback {
    /// When figures are written beside those of epochs.
    public enum UpdateFrequency: Equatable, Sendable, ExpressibleByIntegerLiteral {
      /// At no other time.
      case epoch
      /// After each batch, as `batch_loss` and so on.
      case batch
      /// After this many batches.
      case batches(Int)

      /// After `value` batches.
      public init(integerLiteral value: Int) { self = .batches(value) }
      fileprivate var count: Int? {
        switch self {
        case .epoch: nil
        case .batch: 1
        case .batches(let count): count
        }
      }
    }

    private let folder: URL
    private let histogramFreq, embeddingsFreq: Int
    private let writeGraph, writeStepsPerSecond: Bool
    private let updateFreq: UpdateFrequency
    private let embeddingsMetadata: [String: String]
    private var files: [String: EventFile] = [:]
    private var trainBatch = 0
    private var batchStart = Date()
    private var epochStart = Date()
    private var epochBatches = 0

    /// Events in `logDir`.
    ///
    /// Every `histogramFreq`-th epoch the weights are written as histograms; 0 writes none. With
    /// `writeGraph` the config of the model is written, as the graph of layers that TensorBoard draws.
    /// Every `embeddingsFreq`-th epoch the weights are saved for the projector, to which
    /// `embeddingsMetadata` names files of labels by the names of `Embedding` layers.
    public init(
      _ logDir: String = "logs", histogramFreq: Int = 0, writeGraph: Bool = true,
      writeStepsPerSecond: Bool = false, updateFreq: UpdateFrequency = .epoch,
      embeddingsFreq: Int = 0, embeddingsMetadata: [String: String] = [:]
    ) throws {
      for (name, value) in [
        ("histogramFreq", histogramFreq), ("embeddingsFreq", embeddingsFreq),
        ("updateFreq", (updateFreq.count ?? 1) - 1),
      ] where value < 0 {
        throw ConfigError("\(name) of TensorBoard is too small; it counts epochs or batches")
      }
      folder = URL(fileURLWithPath: logDir)
      (self.histogramFreq, self.embeddingsFreq) = (histogramFreq, embeddingsFreq)
      (self.writeGraph, self.writeStepsPerSecond) = (writeGraph, writeStepsPerSecond)
      (self.updateFreq, self.embeddingsMetadata) = (updateFreq, embeddingsMetadata)
    }

    private func write(
      _ place: String, _ tag: String, _ content: EventSummary.Content, step: Int
    ) throws {
      let file = try files[place] ?? EventFile(folder.appending(path: place))
      files[place] = file
      try file.write(EventSummary(tag: tag, content: content), step: step)
    }
    private func write(_ place: String, _ prefix: String, _ logs: Logs, step: Int) throws {
      for (name, value) in logs.sorted(by: { $0.key < $1.key }) {
        try write(place, prefix + name, .scalar(value), step: step)
      }
    }
    private func closeFiles() throws {
      for file in files.values { try file.close() }
      files = [:]
    }

    public override func onTrainBegin(_ logs: Logs) throws {
      trainBatch = 0
      if writeGraph, let model, !model.inputs.isEmpty {
        try write("train", "keras", .model(model.toJSON()), step: 0)
      }
      if embeddingsFreq > 0 { try writeProjector() }
    }
    public override func onEpochBegin(_ epoch: Int, _ logs: Logs) {
      epochStart = Date()
      epochBatches = 0
    }
    public override func onTrainBatchBegin(_ batch: Int, _ logs: Logs) { batchStart = Date() }
    public override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) throws {
      trainBatch += 1
      epochBatches = batch + 1
      guard let count = updateFreq.count, trainBatch.isMultiple(of: count) else { return }
      var logs = logs
      if writeStepsPerSecond {
        logs["steps_per_second"] = 1 / max(Date().timeIntervalSince(batchStart), 1e-9)
      }
      try write("train", "batch_", logs, step: trainBatch)
    }

    public override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) throws {
      var train = logs.filter { !$0.key.hasPrefix("val_") }
      let validation = logs.filter { $0.key.hasPrefix("val_") }.map { ($0.dropFirst(4), $1) }
      train["learning_rate"] = try model?.optimizer?.currentLearningRate()
      if writeStepsPerSecond {
        train["steps_per_second"] =
          Double(epochBatches) / max(Date().timeIntervalSince(epochStart), 1e-9)
      }
      try write("train", "epoch_", train, step: epoch)
      for (name, value) in validation.sorted(by: { $0.0 < $1.0 }) {
        try write("validation", "epoch_" + name, .scalar(value), step: epoch)
      }
      if histogramFreq > 0, epoch.isMultiple(of: histogramFreq) { try writeWeights(epoch) }
      if embeddingsFreq > 0, epoch.isMultiple(of: embeddingsFreq) {
        try model?.saveWeights(
          folder.appending(path: "train/keras_embedding.ckpt-\(epoch).weights.h5").path)
      }
    }

    private func writeWeights(_ epoch: Int) throws {
      for weight in model?.layers.flatMap(\.weights) ?? [] {
        let numbers = try convert(weight.rawValue, to: .f64).scalars(as: Double.self)
        let tag = weight.path.replacingOccurrences(of: ":", with: "_") + "/histogram"
        try write("train", tag, .histogram(Histogram(numbers)), step: epoch)
      }
    }

    public override func onTestEnd(_ logs: Logs) throws {
      guard let optimizer = model?.optimizer else { return }
      let step = Int(try optimizer.iterations.rawValue.scalars(as: Int32.self)[0])
      for (name, value) in logs.sorted(by: { $0.key < $1.key }) {
        try write("validation", "evaluation_\(name)_vs_iterations", .scalar(value), step: step)
      }
    }
    public override func onTrainEnd(_ logs: Logs) throws { try closeFiles() }

    /// Tells the projector which weights are embeddings.
    private func writeProjector() throws {
      let embeddings = (model?.layers ?? []).filter { $0 is Embedding }
      for name in embeddingsMetadata.keys.sorted()
      where !embeddings.contains(where: { $0.name == name }) {
        throw ConfigError(
          "embeddingsMetadata names '\(name)'; the embeddings are "
            + embeddings.map(\.name).joined(separator: ", "))
      }
      var text = ""
      for layer in embeddings {
        text += "embeddings {\n"
        text += "  tensor_name: \"layer_with_weights-0/embeddings/.ATTRIBUTES/VARIABLE_VALUE\"\n"
        if let file = embeddingsMetadata[layer.name] {
          text += "  metadata_path: \(JSON.string(file).text())\n"
        }
        text += "}\n"
      }
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try AtomicFile.write(
        Data(text.utf8), to: folder.appending(path: "projector_config.pbtxt").path)
    }
  }
}
