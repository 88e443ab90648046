extension Callbacks {
  /// Ends training when the loss is no number: Keras's `TerminateOnNaN`.
  public final class TerminateOnNaN: Callback {
    public override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) {
      guard let loss = logs["loss"], !loss.isFinite else { return }
      tell("Batch \(batch): Invalid loss, terminating training")
      model?.stopTraining = true
    }
  }

  /// Calls closures: Keras's `LambdaCallback`.
  public final class LambdaCallback: Callback {
    private let epochBegin: ((Int, Logs) throws -> Void)?
    private let epochEnd: ((Int, Logs) throws -> Void)?
    private let trainBegin: ((Logs) throws -> Void)?
    private let trainEnd: ((Logs) throws -> Void)?
    private let batchBegin: ((Int, Logs) throws -> Void)?
    private let batchEnd: ((Int, Logs) throws -> Void)?

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      onEpochBegin: ((Int, Logs) throws -> Void)? = nil,
      onEpochEnd: ((Int, Logs) throws -> Void)? = nil,
      onTrainBegin: ((Logs) throws -> Void)? = nil, onTrainEnd: ((Logs) throws -> Void)? = nil,
      onTrainBatchBegin: ((Int, Logs) throws -> Void)? = nil,
      onTrainBatchEnd: ((Int, Logs) throws -> Void)? = nil
    ) {
      (epochBegin, epochEnd) = (onEpochBegin, onEpochEnd)
      (trainBegin, trainEnd) = (onTrainBegin, onTrainEnd)
      (batchBegin, batchEnd) = (onTrainBatchBegin, onTrainBatchEnd)
    }
    public override func onEpochBegin(_ epoch: Int, _ logs: Logs) throws {
      try epochBegin?(epoch, logs)
    }
    public override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) throws {
      try epochEnd?(epoch, logs)
    }
    public override func onTrainBegin(_ logs: Logs) throws { try trainBegin?(logs) }
    public override func onTrainEnd(_ logs: Logs) throws { try trainEnd?(logs) }
    public override func onTrainBatchBegin(_ batch: Int, _ logs: Logs) throws {
      try batchBegin?(batch, logs)
    }
    public override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) throws {
      try batchEnd?(batch, logs)
    }
  }

  /// Lets the averaged weights stand in for the model's own while it is tested: Keras's
  /// `SwapEMAWeights`. The optimizer must have been made with `useEMA: true`.
  public final class SwapEMAWeights: Callback {
    private let swapOnEpoch: Bool
    private var isSwapped = false

    /// With `swapOnEpoch` the averages stay from the end of an epoch to the beginning of the next, so
    /// that checkpoints hold them.
    public init(swapOnEpoch: Bool = false) { self.swapOnEpoch = swapOnEpoch }

    private func swap(to averaged: Bool) throws {
      guard averaged != isSwapped else { return }
      guard let optimizer = model?.optimizer else { return }
      let averages = optimizer.averageVariables
      guard !averages.isEmpty else {
        throw ConfigError("SwapEMAWeights needs an optimizer made with useEMA: true, and built")
      }
      for (variable, average) in zip(optimizer.trainableVariables, averages) {
        let value = variable.rawValue
        variable.assign(average.rawValue)
        average.assign(value)
      }
      isSwapped = averaged
    }
    public override func onEpochBegin(_ epoch: Int, _ logs: Logs) throws {
      if swapOnEpoch { try swap(to: false) }
    }
    public override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) throws {
      if swapOnEpoch { try swap(to: true) }
    }
    public override func onTrainEnd(_ logs: Logs) throws { if swapOnEpoch { try swap(to: false) } }
    public override func onTestBegin(_ logs: Logs) throws { try swap(to: true) }
    public override func onTestEnd(_ logs: Logs) throws { try swap(to: false) }
    public override func onPredictBegin() throws { try swap(to: true) }
    public override func onPredictEnd() throws { try swap(to: false) }
  }
}
