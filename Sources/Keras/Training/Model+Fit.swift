extension Model {
  /// Trains the model on arrays: Keras's `fit`.
  ///
  /// `y` is left out where the model adds its loss itself. `validationSplit` holds back the last
  /// part of the data before it is shuffled. `classWeight` multiplies the loss of samples of a class.
  /// Returns what was recorded of each epoch.
  @discardableResult
  public func fit(
    _ x: any ModelData, _ y: (any ModelData)? = nil, batchSize: Int = 32, epochs: Int = 1,
    verbose: Verbosity = .auto, callbacks: [Callback] = [], validationSplit: Double = 0,
    validationData: ValidationData? = nil, shuffle: Bool = true, classWeight: [Int: Double]? = nil,
    sampleWeight: (any ModelData)? = nil, initialEpoch: Int = 0, stepsPerEpoch: Int? = nil,
    validationSteps: Int? = nil, validationBatchSize: Int? = nil, validationFreq: Int = 1,
    shuffleSeed: Int? = nil
  ) throws -> History {
    guard (0..<1).contains(validationSplit) else {
      throw ConfigError("validationSplit must lie between 0 and 1, got \(validationSplit)")
    }
    var data = try ModelArrays(self, x, y, sampleWeight, classWeight)
    var held = try validationData.map { try ModelArrays(self, $0.x, $0.y, $0.sampleWeight, nil) }
    if validationSplit > 0, held == nil {
      let parts = try data.split(1 - validationSplit)
      (data, held) = (parts.0, parts.1)
    }
    let order = shuffle ? ArrayBatches.Shuffle(seed: shuffleSeed ?? RandomSeeds.next()) : nil
    return try fit(
      try data.source(batchSize, order), epochs: epochs, verbose: verbose, callbacks: callbacks,
      validation: try held?.source(validationBatchSize ?? batchSize, nil),
      initialEpoch: initialEpoch, stepsPerEpoch: stepsPerEpoch, validationSteps: validationSteps,
      validationFreq: validationFreq)
  }

  /// Trains the model on batches from wherever they come.
  @discardableResult
  public func fit(
    _ source: any BatchSource, epochs: Int = 1, verbose: Verbosity = .auto,
    callbacks: [Callback] = [], validation: (any BatchSource)? = nil, initialEpoch: Int = 0,
    stepsPerEpoch: Int? = nil, validationSteps: Int? = nil, validationFreq: Int = 1
  ) throws -> History {
    let compiled = try requireCompiled("fit")
    guard validationFreq > 0 else {
      throw ConfigError("validationFreq must be positive, got \(validationFreq)")
    }
    let verbose = verbose.resolved
    let params = FitParams(
      verbose: verbose, epochs: epochs, steps: stepsPerEpoch ?? source.batchCount)
    let history = History()
    let list = CallbackList(
      callbacks + (verbose == .silent ? [] : [Callbacks.ProgbarLogger()]) + [history], model: self,
      params: params)
    self.history = history
    stopTraining = false
    let progress = FitProgress(EpochFeed(source, stepsPerEpoch))
    self.progress = progress
    defer { self.progress = nil }
    var logs: Logs = [:]
    try list.each { try $0.onTrainBegin([:]) }
    var start = progress.start
    let firstEpoch = start?.epoch ?? initialEpoch
    if let start {
      try progress.feed.resume(at: start.feed, done: start.batch)
      if firstEpoch >= epochs {
        // Nothing is left to train.
        compiled.optimizer.buildIfNeeded(trainableVariables)
        try restore(start, variables + compiled.optimizer.variables)
      }
    }
    for epoch in firstEpoch..<Swift.max(epochs, firstEpoch) {
      compiled.resetMetrics()
      (progress.epoch, progress.batch) = (epoch, start?.batch ?? 0)
      try list.each { try $0.onEpochBegin(epoch, [:]) }
      logs = try trainEpoch(progress, from: start, list, compiled)
      start = nil
      if let validation, (epoch + 1) % validationFreq == 0 {
        compiled.resetMetrics()
        for (name, value) in try testEpoch(validation, steps: validationSteps, list) {
          logs["val_" + name] = value
        }
      }
      progress.feed.end(epoch, done: progress.batch)
      (progress.epoch, progress.batch, progress.logs) = (epoch + 1, 0, [:])
      try list.each { try $0.onEpochEnd(epoch, &logs) }
      if stopTraining { break }
    }
    if epochs > firstEpoch { compiled.optimizer.finalizeVariableValues(trainableVariables) }
    try list.each { try $0.onTrainEnd(logs) }
    return history
  }

  private func trainEpoch(
    _ progress: FitProgress, from start: TrainingPlace?, _ list: CallbackList, _ compiled: Compiled
  ) throws -> Logs {
    var logs: Logs = start?.logs ?? [:]
    let batches = try progress.feed.batches(progress.epoch, done: start?.batch ?? 0)
    var upcoming = batches.next()
    guard let first = upcoming ?? (start == nil ? nil : progress.feed.lastSkipped) else {
      throw ConfigError("the data has no batch to train on")
    }
    let step = try trainFunction(for: first)
    if let start {
      try restore(start, step.variables)
      if start.batch == 0 { compiled.resetMetrics() }
    }
    let state = TrainingState(step.variables)
    defer { state.end() }
    while upcoming != nil, !stopTraining {
      let index = progress.batch
      try list.each { try $0.onTrainBatchBegin(index, [:]) }
      var results: [Tensor] = []
      for _ in 0..<compiled.stepsPerExecution {
        guard let batch = upcoming else { break }
        results = try step(state, batch)
        progress.batch += 1
        upcoming = batches.next()
      }
      logs = try Self.logs(step.names, results)
      progress.logs = logs
      let last = progress.batch - 1
      try list.each { try $0.onTrainBatchEnd(last, logs) }
    }
    return logs
  }

  /// The numbers of results, by name.
  static func logs(_ names: [String], _ results: [Tensor]) throws -> Logs {
    var logs: Logs = [:]
    for (name, result) in zip(names, results) {
      guard result.rank == 0 else {
        // A metric of several numbers is reported by their mean, as Keras's progress bar does.
        logs[name] = try convert(mean(result), to: .f64).scalars(as: Double.self)[0]
        continue
      }
      logs[name] = try convert(result, to: .f64).scalars(as: Double.self)[0]
    }
    return logs
  }
}

/// What `fit` checks itself on after each epoch.
public struct ValidationData {
  var x: any ModelData
  var y: (any ModelData)?
  var sampleWeight: (any ModelData)?

  /// Inputs, targets and weights that are not trained on.
  public init(
    _ x: any ModelData, _ y: (any ModelData)? = nil, sampleWeight: (any ModelData)? = nil
  ) {
    (self.x, self.y, self.sampleWeight) = (x, y, sampleWeight)
  }
}
