/// Several callbacks as one, called in their order: Keras's `CallbackList`.
public final class CallbackList: Callback {
  /// The callbacks.
  public private(set) var callbacks: [Callback]

  /// The callbacks `callbacks`, for a loop of training of your own.
  ///
  /// With `addHistory` a `History` is added unless there is one, with `addProgbar` a `ProgbarLogger`.
  public init(
    _ callbacks: [Callback] = [], addHistory: Bool = false, addProgbar: Bool = false,
    model: Model? = nil, params: FitParams = FitParams()
  ) {
    self.callbacks = callbacks
    super.init()
    if addProgbar, !callbacks.contains(where: { $0 is Callbacks.ProgbarLogger }) {
      self.callbacks.append(Callbacks.ProgbarLogger())
    }
    if addHistory, !callbacks.contains(where: { $0 is History }) {
      self.callbacks.append(History())
    }
    set(model, params)
  }

  /// Adds a callback.
  public func append(_ callback: Callback) {
    callbacks.append(callback)
    set(model, params)
  }

  /// Tells all of the model and of the call.
  public func set(_ model: Model?, _ params: FitParams) {
    for callback in [self] + callbacks {
      callback.model = model
      callback.params = params
    }
  }
  func each(_ tell: (Callback) throws -> Void) rethrows { try callbacks.forEach(tell) }

  public override func onTrainBegin(_ logs: Logs) throws { try each { try $0.onTrainBegin(logs) } }
  public override func onTrainEnd(_ logs: Logs) throws { try each { try $0.onTrainEnd(logs) } }
  public override func onEpochBegin(_ epoch: Int, _ logs: Logs) throws {
    try each { try $0.onEpochBegin(epoch, logs) }
  }
  public override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) throws {
    for callback in callbacks { try callback.onEpochEnd(epoch, &logs) }
  }
  public override func onTrainBatchBegin(_ batch: Int, _ logs: Logs) throws {
    try each { try $0.onTrainBatchBegin(batch, logs) }
  }
  public override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) throws {
    try each { try $0.onTrainBatchEnd(batch, logs) }
  }
  public override func onTestBegin(_ logs: Logs) throws { try each { try $0.onTestBegin(logs) } }
  public override func onTestEnd(_ logs: Logs) throws { try each { try $0.onTestEnd(logs) } }
  public override func onTestBatchBegin(_ batch: Int, _ logs: Logs) throws {
    try each { try $0.onTestBatchBegin(batch, logs) }
  }
  public override func onTestBatchEnd(_ batch: Int, _ logs: Logs) throws {
    try each { try $0.onTestBatchEnd(batch, logs) }
  }
  public override func onPredictBegin() throws { try each { try $0.onPredictBegin() } }
  public override func onPredictEnd() throws { try each { try $0.onPredictEnd() } }
  public override func onPredictBatchBegin(_ batch: Int) throws {
    try each { try $0.onPredictBatchBegin(batch) }
  }
  public override func onPredictBatchEnd(_ batch: Int, _ outputs: [Tensor]) throws {
    try each { try $0.onPredictBatchEnd(batch, outputs) }
  }
}
