extension Model {
  /// Says how the model is to be trained: Keras's `compile`.
  ///
  /// The step is compiled for the backend in force unless `runEagerly`.
  public func compile(
    optimizer: Optimizer = .rmsprop(), loss: Loss? = nil, lossWeights: [Double]? = nil,
    metrics: [Metric] = [], weightedMetrics: [Metric] = [], runEagerly: Bool = false,
    stepsPerExecution: Int = 1, jitCompile: Bool = true, autoScaleLoss: Bool = true
  ) {
    compile(
      optimizer: optimizer, losses: loss.map { [$0] } ?? [], lossWeights: lossWeights,
      metrics: [metrics], weightedMetrics: [weightedMetrics], runEagerly: runEagerly,
      stepsPerExecution: stepsPerExecution, jitCompile: jitCompile, autoScaleLoss: autoScaleLoss)
  }

  /// Says how a model of several outputs is to be trained, with losses and metrics for each.
  public func compile(
    optimizer: Optimizer = .rmsprop(), losses: [Loss?], lossWeights: [Double]? = nil,
    metrics: [[Metric]] = [], weightedMetrics: [[Metric]] = [], runEagerly: Bool = false,
    stepsPerExecution: Int = 1, jitCompile: Bool = true, autoScaleLoss: Bool = true
  ) {
    guard stepsPerExecution > 0 else {
      return fail("stepsPerExecution must be positive, got \(stepsPerExecution)")
    }
    let scales =
      autoScaleLoss && dtypePolicy.name == "mixed_float16"
      && !(optimizer is Optimizers.LossScaleOptimizer)
    compiled = Compiled(
      optimizer: scales ? Optimizers.LossScaleOptimizer(optimizer) : optimizer, losses: losses,
      lossWeights: lossWeights, metrics: metrics, weightedMetrics: weightedMetrics,
      runEagerly: runEagerly, stepsPerExecution: stepsPerExecution, jitCompile: jitCompile)
  }

  /// Says by the names of outputs how the model is to be trained.
  public func compile(
    optimizer: Optimizer = .rmsprop(), losses: [String: Loss], lossWeights: [String: Double] = [:],
    metrics: [String: [Metric]] = [:], weightedMetrics: [String: [Metric]] = [:],
    runEagerly: Bool = false, stepsPerExecution: Int = 1, jitCompile: Bool = true
  ) {
    let names = outputNames
    for key in [
      losses.keys.map { $0 }, lossWeights.keys.map { $0 }, metrics.keys.map { $0 },
      weightedMetrics.keys.map { $0 },
    ].joined() where !names.contains(key) {
      return fail("no output is named '\(key)'; the outputs are \(names.joined(separator: ", "))")
    }
    compile(
      optimizer: optimizer, losses: names.map { losses[$0] },
      lossWeights: lossWeights.isEmpty ? nil : names.map { lossWeights[$0] ?? 1 },
      metrics: names.map { metrics[$0] ?? [] },
      weightedMetrics: names.map { weightedMetrics[$0] ?? [] }, runEagerly: runEagerly,
      stepsPerExecution: stepsPerExecution, jitCompile: jitCompile)
  }

  /// The optimizer that `compile` was given.
  public var optimizer: Optimizer? { compiled?.optimizer }
  /// The metrics: the loss's mean, then what `compile` was given.
  public var metrics: [Metric] {
    compiled.map {
      [$0.lossTracker] + $0.outputTrackers.compactMap { $0 } + $0.resolved.map(\.metric)
    } ?? []
  }
  /// The names under which `fit` reports.
  public var metricsNames: [String] {
    metrics.isEmpty
      ? []
      : ["loss"] + (compiled?.outputTrackers.compactMap { $0?.name } ?? [])
        + (compiled?.resolved.map(\.name) ?? [])
  }

  func requireCompiled(_ function: String) throws -> Compiled {
    guard let compiled else {
      throw ConfigError(
        "call compile(optimizer:loss:) before \(function); \(name) was not compiled")
    }
    return compiled
  }

  /// Makes weights, metrics and the optimizer's state for batches like this one.
  func prepare(_ batch: Batch, training: Bool) throws {
    let needsMetrics = !batch.y.isEmpty && compiled?.isBuilt == false
    if !hasAllWeights || needsMetrics {
      let outputs = try checking {
        try tracedSpec(
          CallArguments(
            batch.x.map { .tensor(KerasTensor($0.shape.map { $0 }, dtype: $0.dtype)) }))
      }
      hasAllWeights = true
      if needsMetrics {
        try checking {
          try compiled?.build(
            batch.y.map(\.type), outputs.map { TensorType($0.dtype, $0.shape.map { $0 ?? 1 }) },
            outputNames: outputNames)
        }
      }
    }
    try checkLayouts()
    if training { compiled?.optimizer.buildIfNeeded(trainableVariables) }
  }
}
