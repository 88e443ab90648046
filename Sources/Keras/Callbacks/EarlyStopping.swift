extension Callbacks {
  /// Ends training when a figure gets no better: Keras's `EarlyStopping`.
  public final class EarlyStopping: Callback {
    /// Which way is better; in `auto` the metric watched says so by its `direction`, and training ends
    /// with an error where it has none.
    public enum Mode: String, Sendable { case auto, min, max }
    private let monitor: Monitor
    private let minDelta: Double
    private let patience: Int
    private let verbose: Bool
    private let baseline: Double?
    private let restoreBestWeights: Bool
    private let startFromEpoch: Int
    private var wait = 0
    private var best: Double?
    private var bestEpoch = 0
    private var bestWeights: [Tensor]?
    /// The epoch after which training ended; 0 if it was not ended.
    public private(set) var stoppedEpoch = 0

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      monitor: String = "val_loss", minDelta: Double = 0, patience: Int = 0, verbose: Bool = false,
      mode: Mode = .auto, baseline: Double? = nil, restoreBestWeights: Bool = false,
      startFromEpoch: Int = 0
    ) {
      self.monitor = Monitor(monitor, .init(rawValue: mode.rawValue) ?? .auto)
      self.minDelta = abs(minDelta)
      self.patience = patience
      self.verbose = verbose
      self.baseline = baseline
      self.restoreBestWeights = restoreBestWeights
      self.startFromEpoch = startFromEpoch
    }

    public override func onTrainBegin(_ logs: Logs) {
      wait = 0
      stoppedEpoch = 0
      best = nil
      bestWeights = nil
      bestEpoch = 0
    }

    public override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) throws {
      guard let model, epoch >= startFromEpoch,
        let value = monitor.value(in: logs, "EarlyStopping")
      else { return }
      if restoreBestWeights, bestWeights == nil {
        bestWeights = model.weights.map(\.value)
        bestEpoch = epoch
      }
      wait += 1
      if try monitor.isBetter(value, than: best, by: minDelta, in: model) {
        best = value
        bestEpoch = epoch
        if restoreBestWeights { bestWeights = model.weights.map(\.value) }
        // Waiting begins anew only where the baseline is beaten as well.
        if try monitor.isBetter(value, than: baseline, by: minDelta, in: model) { wait = 0 }
        return
      }
      if wait >= patience, epoch > 0 {
        stoppedEpoch = epoch
        model.stopTraining = true
      }
    }

    public override func onTrainEnd(_ logs: Logs) throws {
      if stoppedEpoch > 0, verbose { tell("Epoch \(stoppedEpoch + 1): early stopping") }
      guard restoreBestWeights, let model, let bestWeights else { return }
      if verbose {
        tell("Restoring model weights from the end of the best epoch: \(bestEpoch + 1).")
      }
      try model.setWeights(bestWeights)
    }
  }
}
