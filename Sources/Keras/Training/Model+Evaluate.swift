extension Model {
  /// The loss and the metrics on arrays: Keras's `evaluate` with `return_dict`.
  public func evaluate(
    _ x: any ModelData, _ y: (any ModelData)? = nil, batchSize: Int = 32,
    verbose: Verbosity = .auto, sampleWeight: (any ModelData)? = nil, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> Logs {
    try evaluate(
      try ModelArrays(self, x, y, sampleWeight, nil).source(batchSize, nil), verbose: verbose,
      steps: steps, callbacks: callbacks)
  }

  /// The loss and the metrics on batches.
  public func evaluate(
    _ source: any BatchSource, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> Logs {
    let verbose = verbose.resolved
    let params = FitParams(verbose: verbose, epochs: 1, steps: steps ?? source.batchCount)
    try requireCompiled("evaluate").resetMetrics()
    let list = CallbackList(
      callbacks + (verbose == .silent ? [] : [Callbacks.ProgbarLogger()]), model: self,
      params: params)
    return try testEpoch(source, steps: steps, list)
  }

  func testEpoch(_ source: any BatchSource, steps: Int?, _ list: CallbackList) throws -> Logs {
    try list.each { try $0.onTestBegin([:]) }
    let batches = try source.batches(epoch: 0)
    guard let first = batches.next() else { throw ConfigError("the data has no batch to test on") }
    let step = try testFunction(for: first)
    let state = TrainingState(step.variables)
    defer { state.end() }
    var logs: Logs = [:]
    var next: Batch? = first
    var index = 0
    while let batch = next, index < steps ?? .max {
      try list.each { try $0.onTestBatchBegin(index, [:]) }
      let results = try step(state, batch)
      next = batches.next()
      logs = try Self.logs(step.names, results)
      try list.each { try $0.onTestBatchEnd(index, logs) }
      index += 1
    }
    try list.each { try $0.onTestEnd(logs) }
    return logs
  }

  /// The outputs for arrays, of all batches together: Keras's `predict`.
  public func predict(
    _ x: any ModelData, batchSize: Int = 32, verbose: Verbosity = .silent, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> [Tensor] {
    try predict(
      try ModelArrays(self, x, nil, nil, nil).source(batchSize, nil), verbose: verbose,
      steps: steps, callbacks: callbacks)
  }

  /// The outputs for batches, of all batches together.
  public func predict(
    _ source: any BatchSource, verbose: Verbosity = .silent, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> [Tensor] {
    let verbose = verbose.resolved
    let params = FitParams(verbose: verbose, epochs: 1, steps: steps ?? source.batchCount)
    let list = CallbackList(
      callbacks + (verbose == .silent ? [] : [Callbacks.ProgbarLogger()]), model: self,
      params: params)
    try list.each { try $0.onPredictBegin() }
    var parts: [[Tensor]] = []
    var running: (step: StepFunction, state: TrainingState)?
    defer { running?.state.end() }
    var index = 0
    for batch in IteratorSequence(try source.batches(epoch: 0)) {
      guard index < steps ?? .max else { break }
      try list.each { try $0.onPredictBatchBegin(index) }
      let (step, state) = try running ?? predicting(batch)
      running = (step, state)
      let outputs = try step(state, batch)
      parts.append(outputs)
      try list.each { try $0.onPredictBatchEnd(index, outputs) }
      index += 1
    }
    try list.each { try $0.onPredictEnd() }
    guard let first = parts.first else { throw ConfigError("the data has no batch to predict for") }
    return parts.count == 1
      ? first : first.indices.map { i in concatenate(parts.map { $0[i] }, axis: 0) }
  }

  /// The step for batches like this one, and the values it works on, to be ended.
  private func predicting(_ batch: Batch) throws -> (step: StepFunction, state: TrainingState) {
    let step = try predictFunction(for: batch)
    return (step, TrainingState(step.variables))
  }

  /// The outputs for one batch.
  public func predictOnBatch(_ x: any ModelData) throws -> [Tensor] {
    let batch = Batch(x: try x.tensors(named: inputNames, as: "inputs"))
    let (step, state) = try predicting(batch)
    defer { state.end() }
    return try step(state, batch)
  }

  /// One step of training; the running values of loss and metrics.
  @discardableResult
  public func trainOnBatch(
    _ x: any ModelData, _ y: (any ModelData)? = nil, sampleWeight: (any ModelData)? = nil,
    classWeight: [Int: Double]? = nil
  ) throws -> Logs {
    let data = try ModelArrays(self, x, y, sampleWeight, classWeight)
    let batch = Batch(x: data.x, y: data.y, sampleWeight: data.sampleWeight)
    return try run(trainFunction(for: batch), batch)
  }

  /// One step of testing; the running values of loss and metrics.
  @discardableResult
  public func testOnBatch(
    _ x: any ModelData, _ y: (any ModelData)? = nil, sampleWeight: (any ModelData)? = nil
  ) throws -> Logs {
    let data = try ModelArrays(self, x, y, sampleWeight, nil)
    let batch = Batch(x: data.x, y: data.y, sampleWeight: data.sampleWeight)
    return try run(testFunction(for: batch), batch)
  }

  private func run(_ step: StepFunction, _ batch: Batch) throws -> Logs {
    let state = TrainingState(step.variables)
    defer { state.end() }
    // The step has no names before it has run.
    let results = try step(state, batch)
    return try Self.logs(step.names, results)
  }

  /// Forgets what metrics gathered.
  public func resetMetrics() { compiled?.resetMetrics() }

  /// What the metrics come to.
  public func getMetricsResult() throws -> Logs {
    let results = try requireCompiled("getMetricsResult").results()
    return try Self.logs(results.map(\.0), results.map(\.1))
  }
}
