import Foundation

extension Callbacks {
  /// Lowers the learning rate when a figure gets no better: Keras's `ReduceLROnPlateau`.
  public final class ReduceLROnPlateau: Callback {
    private let monitor: Monitor
    private let factor, minDelta, minLR: Double
    private let patience, cooldown: Int
    private let verbose: Bool
    private var best: Double?
    private var wait = 0
    private var coolingLeft = 0

    /// Multiplies the rate by `factor`, below 1, after `patience` epochs without a better figure.
    public init(
      monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10, verbose: Bool = false,
      mode: EarlyStopping.Mode = .auto, minDelta: Double = 1e-4, cooldown: Int = 0,
      minLR: Double = 0
    ) throws {
      guard factor < 1 else {
        throw ConfigError("the factor of ReduceLROnPlateau must be below 1, got \(factor)")
      }
      self.monitor = Monitor(monitor, .init(rawValue: mode.rawValue) ?? .auto)
      (self.factor, self.minDelta, self.minLR) = (factor, minDelta, minLR)
      (self.patience, self.cooldown) = (patience, cooldown)
      self.verbose = verbose
    }

    public override func onTrainBegin(_ logs: Logs) {
      best = nil
      wait = 0
      coolingLeft = 0
    }

    public override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) throws {
      guard let model, let optimizer = model.optimizer else { return }
      let old = try optimizer.currentLearningRate()
      logs["learning_rate"] = old
      guard let value = monitor.value(in: logs, "ReduceLROnPlateau") else { return }
      if coolingLeft > 0 {
        coolingLeft -= 1
        wait = 0
      }
      if try monitor.isBetter(value, than: best, by: minDelta, in: model) {
        best = value
        wait = 0
      } else if coolingLeft == 0 {
        wait += 1
        guard wait >= patience, old > Double(Float(minLR)) else { return }
        let new = max(old * factor, minLR)
        try optimizer.setLearningRate(new)
        if verbose {
          tell("Epoch \(epoch + 1): ReduceLROnPlateau reducing learning rate to \(new).")
        }
        coolingLeft = cooldown
        wait = 0
      }
    }
  }

  /// Sets the learning rate at the beginning of each epoch: Keras's `LearningRateScheduler`.
  public final class LearningRateScheduler: Callback {
    private let schedule: (Int, Double) -> Double
    private let verbose: Bool

    /// `schedule` gives the rate for an epoch, counted from 0, and the rate before.
    public init(_ schedule: @escaping (Int, Double) -> Double, verbose: Bool = false) {
      self.schedule = schedule
      self.verbose = verbose
    }

    public override func onEpochBegin(_ epoch: Int, _ logs: Logs) throws {
      guard let optimizer = model?.optimizer else { return }
      let rate = schedule(epoch, try optimizer.currentLearningRate())
      try optimizer.setLearningRate(rate)
      if verbose {
        tell("Epoch \(epoch + 1): LearningRateScheduler setting learning rate to \(rate).")
      }
    }
    public override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) throws {
      logs["learning_rate"] = try model?.optimizer?.currentLearningRate()
    }
  }
}

extension Optimizer {
  /// The learning rate of the next step as a number.
  public func currentLearningRate() throws -> Double {
    try Double(checking { convert(learningRate, to: .f32) }.scalars(as: Float.self)[0])
  }
}
