/// What a pass gives beside the loss.
private struct Pass: TensorTree {
  var loss: Tensor
  var predictions: [Tensor]
  var masks: [Tensor?]

  var masked: [Masked] { zip(predictions, masks).map { Masked(tensor: $0, mask: $1) } }
}

extension Model {
  /// The outputs for a batch's inputs, with masks.
  private func forward(_ batch: Batch, training: Bool) -> [Masked] {
    let replicas = Model.replicas(batch.size)
    if replicas > 1 { return forward(batch.x, over: replicas, training: training) }
    return apply(
      CallArguments(batch.x.map { .tensor($0) }), masks: batch.x.map { _ in nil },
      training: training)
  }

  private func pass(_ batch: Batch, _ compiled: Compiled, training: Bool) throws -> Pass {
    let outputs = forward(batch, training: training)
    let loss = try totalLoss(batch, outputs, compiled)
    return Pass(loss: loss, predictions: outputs.map(\.tensor), masks: outputs.map(\.mask))
  }

  private func totalLoss(
    _ batch: Batch, _ outputs: [Masked], _ compiled: Compiled
  ) throws -> Tensor {
    let added = losses
    guard compiled.losses.contains(where: { $0 != nil }) || !added.isEmpty else {
      throw ConfigError("\(name) has no loss to train by: give one to compile, or call addLoss")
    }
    let loss = try compiled.loss(batch.y, outputs, batch.sampleWeight)
    return added.reduce(loss) { $0 + cast($1, dtype: loss.dtype) }
  }

  private func record(_ pass: Pass, _ batch: Batch, _ compiled: Compiled) -> [(String, Tensor)] {
    compiled.lossTracker.updateState(
      pass.loss, sampleWeight: .full(TensorType(.f32), batch.size))
    compiled.update(batch.y, pass.masked, batch.sampleWeight)
    return compiled.results()
  }

  func defaultTrainStep(_ batch: Batch) throws -> [(String, Tensor)] {
    let compiled = try requireCompiled("fit")
    let variables = trainableVariables
    var failure: (any Error)?
    let (_, result, gradient) = gradients(variables) { [self] in
      do {
        let result = try pass(batch, compiled, training: true)
        return (compiled.optimizer.scaleLoss(result.loss), result)
      } catch {
        failure = error
        return (.invalid, Pass(loss: .invalid, predictions: [], masks: []))
      }
    }
    if let failure { throw failure }
    compiled.optimizer.apply(gradient, variables)
    return record(result, batch, compiled)
  }

  func defaultTestStep(_ batch: Batch) throws -> [(String, Tensor)] {
    let compiled = try requireCompiled("evaluate")
    return record(try pass(batch, compiled, training: false), batch, compiled)
  }

  func defaultPredictStep(_ batch: Batch) -> [Tensor] {
    forward(batch, training: false).map(\.tensor)
  }
}

extension Model {
  /// The variables that steps read and change: the model's, the optimizer's, the metrics'.
  func stepVariables(_ compiled: Compiled?, training: Bool) -> [Variable] {
    var result = variables
    if training, let compiled { result += compiled.optimizer.variables }
    if let compiled { result += compiled.metricVariables }
    var seen: Set<ObjectIdentifier> = []
    return result.filter { seen.insert(ObjectIdentifier($0)).inserted }
  }

  /// The compiled step of training for batches like `batch`.
  func trainFunction(for batch: Batch) throws -> StepFunction {
    let compiled = try requireCompiled("fit")
    try prepare(batch, training: true)
    let variables = stepVariables(compiled, training: true)
    if let known = compiled.trainFunction, known.isFunction(of: variables, trainableVariables) {
      return known
    }
    let function = StepFunction(
      variables, compiles: !compiled.runEagerly && compiled.jitCompile, trained: trainableVariables
    ) { [unowned self] in
      try trainStep($0)
    }
    compiled.trainFunction = function
    return function
  }

  /// The compiled step of testing for batches like `batch`.
  func testFunction(for batch: Batch) throws -> StepFunction {
    let compiled = try requireCompiled("evaluate")
    try prepare(batch, training: false)
    let variables = stepVariables(compiled, training: false)
    if let known = compiled.testFunction, known.isFunction(of: variables, []) { return known }
    let function = StepFunction(variables, compiles: !compiled.runEagerly && compiled.jitCompile) {
      [unowned self] in try testStep($0)
    }
    compiled.testFunction = function
    return function
  }

  /// The compiled step of predicting for batches like `batch`.
  func predictFunction(for batch: Batch) throws -> StepFunction {
    try prepare(batch, training: false)
    let variables = self.variables
    if let known = predictor, known.isFunction(of: variables, []) { return known }
    let function = StepFunction(variables, compiles: !(compiled?.runEagerly ?? false)) {
      [unowned self] in predictStep($0).enumerated().map { ("\($0)", $1) }
    }
    predictor = function
    return function
  }
}

extension Model {
  /// How often the step of training was traced since `compile`.
  package var trainTraceCount: Int { compiled?.trainFunction?.traceCount ?? 0 }
}
