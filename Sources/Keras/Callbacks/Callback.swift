/// What training reports, by name.
public typealias Logs = [String: Double]

/// What is told of the course of training: Keras's `Callback`.
open class Callback {
  /// The model that is trained.
  public internal(set) weak var model: Model?
  /// The number of epochs and steps, and how talkative `fit` is.
  public internal(set) var params = FitParams()
  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init() {}

  open func onTrainBegin(_ logs: Logs) throws {}
  open func onTrainEnd(_ logs: Logs) throws {}
  open func onEpochBegin(_ epoch: Int, _ logs: Logs) throws {}
  /// An epoch ended. What is added to `logs` later callbacks and the history see.
  open func onEpochEnd(_ epoch: Int, _ logs: inout Logs) throws {}
  open func onTrainBatchBegin(_ batch: Int, _ logs: Logs) throws {}
  open func onTrainBatchEnd(_ batch: Int, _ logs: Logs) throws {}
  open func onTestBegin(_ logs: Logs) throws {}
  open func onTestEnd(_ logs: Logs) throws {}
  open func onTestBatchBegin(_ batch: Int, _ logs: Logs) throws {}
  open func onTestBatchEnd(_ batch: Int, _ logs: Logs) throws {}
  open func onPredictBegin() throws {}
  open func onPredictEnd() throws {}
  open func onPredictBatchBegin(_ batch: Int) throws {}
  open func onPredictBatchEnd(_ batch: Int, _ outputs: [Tensor]) throws {}
}

/// What callbacks know of the call.
public struct FitParams: Sendable {
  /// How talkative it is.
  public var verbose = Verbosity.silent
  /// How many epochs there are.
  public var epochs = 1
  /// How many steps an epoch has, if it is known.
  public var steps: Int?

  /// What is known of a call.
  public init(verbose: Verbosity = .silent, epochs: Int = 1, steps: Int? = nil) {
    (self.verbose, self.epochs, self.steps) = (verbose, epochs, steps)
  }
}

/// How talkative `fit`, `evaluate` and `predict` are.
public enum Verbosity: Int, Sendable {
  /// Nothing is printed.
  case silent = 0
  /// A bar that moves.
  case progressBar = 1
  /// A line at the end of each epoch.
  case line = 2
  /// A bar on a terminal, lines elsewhere.
  case auto = 3
}

/// Keras's `keras.callbacks`.
public enum Callbacks {}

/// What `fit` recorded: for each name the value of each epoch.
public final class History: Callback {
  /// The values of each epoch by name.
  public private(set) var history: [String: [Double]] = [:]
  /// The epochs.
  public private(set) var epoch: [Int] = []

  public override func onTrainBegin(_ logs: Logs) { epoch = [] }
  public override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) {
    self.epoch.append(epoch)
    for (name, value) in logs { history[name, default: []].append(value) }
  }
}
