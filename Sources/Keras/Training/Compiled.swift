/// What `compile` set: how a model is trained.
final class Compiled {
  let optimizer: Optimizer
  let losses: [Loss?]
  let lossWeights: [Double]?
  let metrics: [[Metric]]
  let weightedMetrics: [[Metric]]
  let runEagerly: Bool
  let stepsPerExecution: Int
  let jitCompile: Bool
  /// What the model's file says, where it was read from one: names that stand for losses and metrics
  /// are written as they were read.
  var source: JSONObject?
  /// The mean of the total loss.
  let lossTracker = Metrics.Mean(name: "loss")
  /// The mean of each output's loss, where several outputs have one.
  private(set) var outputTrackers: [Metrics.Mean?] = []
  /// What stands for each metric given, once shapes are known, and under which name it is reported.
  private(set) var resolved: [(output: Int, name: String, metric: Metric, isWeighted: Bool)] = []
  private(set) var isBuilt = false
  private var outputNames: [String] = []
  /// The step functions, kept so that nothing is traced again by the next `fit`.
  var trainFunction: StepFunction?
  var testFunction: StepFunction?

  init(
    optimizer: Optimizer, losses: [Loss?], lossWeights: [Double]?, metrics: [[Metric]],
    weightedMetrics: [[Metric]], runEagerly: Bool, stepsPerExecution: Int, jitCompile: Bool
  ) {
    (self.optimizer, self.losses, self.lossWeights) = (optimizer, losses, lossWeights)
    (self.metrics, self.weightedMetrics) = (metrics, weightedMetrics)
    (self.runEagerly, self.stepsPerExecution) = (runEagerly, stepsPerExecution)
    self.jitCompile = jitCompile
  }

  /// Makes the metrics for targets and predictions of these types.
  func build(_ y: [TensorType], _ predictions: [TensorType], outputNames: [String]) throws {
    guard !isBuilt else { return }
    isBuilt = true
    self.outputNames = outputNames
    let several = predictions.count > 1
    func name(_ i: Int) -> String { outputNames[safe: i] ?? "output_\(i)" }
    let isJudged = predictions.indices.map {
      (losses.count == 1 ? losses[0] : losses[safe: $0] ?? nil) != nil
    }
    if isJudged.count(where: { $0 }) > 1 {
      outputTrackers = predictions.indices.map {
        isJudged[$0] ? Metrics.Mean(name: name($0) + "_loss") : nil
      }
    }
    var taken: Set<String> = []
    for (list, isWeighted) in [(metrics, false), (weightedMetrics, true)] {
      for (i, given) in list.enumerated() {
        guard let prediction = predictions[safe: i] else {
          throw ConfigError(
            "metrics are given for output \(i), and the model has \(predictions.count)")
        }
        for metric in given {
          let metric =
            try (metric as? Metrics.Deferred)?.resolved(
              y[safe: i], prediction, loss: losses[safe: i] ?? nil)
            ?? metric
          metric.build(
            (y[safe: i] ?? prediction).shape.map { $0 }, prediction.shape.map { $0 })
          let prefix = several ? name(i) + "_" : ""
          var label = prefix + metric.name
          if isWeighted, taken.contains(label) { label = prefix + "weighted_" + metric.name }
          let base = label
          var count = 0
          while !taken.insert(label).inserted {
            count += 1
            label = "\(base)_\(count)"
          }
          resolved.append((i, label, metric, isWeighted))
        }
      }
    }
  }

  /// All variables that metrics gather in.
  var metricVariables: [Variable] {
    lossTracker.variables + outputTrackers.flatMap { $0?.variables ?? [] }
      + resolved.flatMap(\.metric.variables)
  }
  func resetMetrics() {
    lossTracker.resetState()
    outputTrackers.forEach { $0?.resetState() }
    resolved.forEach { $0.metric.resetState() }
  }

  /// The total of the outputs' losses, weighted.
  func loss(_ y: [Tensor], _ predictions: [Masked], _ weights: [Tensor]) throws -> Tensor {
    guard losses.contains(where: { $0 != nil }) else { return Tensor(0 as Float) }
    guard losses.count == predictions.count || losses.count == 1 else {
      throw ConfigError("\(losses.count) losses are given for \(predictions.count) outputs")
    }
    guard y.count >= predictions.count else {
      throw ConfigError("the model has \(predictions.count) outputs, and \(y.count) targets came")
    }
    var total: Tensor?
    for (i, prediction) in predictions.enumerated() {
      guard let loss = losses.count == 1 ? losses[0] : losses[i] else { continue }
      let weight = weights.count == 1 ? weights[0] : weights[safe: i]
      var value: Tensor
      do {
        value = try checking {
          loss(y[i], prediction.tensor, sampleWeight: weight, mask: prediction.mask)
        }
      } catch let error as TensorError {
        let name = outputNames[safe: i].map { " '\($0)'" } ?? " \(i)"
        throw ConfigError(
          "the target \(y[i].type) does not fit the output\(name), \(prediction.tensor.type), for the loss "
            + "'\(loss.name)': \(error)")
      }
      if value.rank > 0 { value = sum(value) }
      if let tracker = outputTrackers[safe: i] ?? nil {
        tracker.updateState(
          value, sampleWeight: .full(TensorType(.f32), prediction.tensor.shape.first ?? 1))
      }
      if let scale = lossWeights?[safe: i] { value = value * scale }
      total = total.map { $0 + value } ?? value
    }
    return total ?? Tensor(0 as Float)
  }

  /// Adds a batch to the metrics.
  func update(_ y: [Tensor], _ predictions: [Masked], _ weights: [Tensor]) {
    for (i, _, metric, isWeighted) in resolved {
      guard let target = y[safe: i], let prediction = predictions[safe: i] else { continue }
      var weight = isWeighted ? (weights.count == 1 ? weights[0] : weights[safe: i]) : nil
      if let mask = prediction.mask {
        let mask = cast(mask, dtype: metric.dtype)
        if let given = weight {
          let (m, w) = alignedRanks(mask, cast(given, dtype: metric.dtype))
          weight = m * w
        } else {
          weight = mask
        }
      }
      metric.updateState(target, prediction.tensor, sampleWeight: weight)
    }
  }

  /// What is reported, by name.
  func results() -> [(String, Tensor)] {
    [("loss", lossTracker.result())]
      + outputTrackers.compactMap { $0 }.map { ($0.name, $0.result()) }
      + resolved.map { ($0.name, $0.metric.result()) }
  }

  /// What files hold.
  var config: JSONObject {
    func list(_ metrics: [[Metric]]) -> JSON {
      metrics.allSatisfy(\.isEmpty)
        ? .null
        : metrics.count == 1
          ? .array(metrics[0].map(\.inConfig)) : .array(metrics.map { .array($0.map(\.inConfig)) })
    }
    let lossConfig: JSON =
      losses.count == 1 ? serialize(losses[0]) : .array(losses.map { serialize($0) })
    var fields: JSONObject = [
      "optimizer": serialize(optimizer), "loss": losses.isEmpty ? .null : lossConfig,
      "loss_weights": lossWeights.json, "metrics": list(metrics),
      "weighted_metrics": list(weightedMetrics), "run_eagerly": .bool(runEagerly),
      "steps_per_execution": .integer(stepsPerExecution), "jit_compile": .bool(jitCompile),
    ]
    for (key, value) in source?.fields ?? [] where key != "optimizer" { fields[key] = value }
    return fields
  }
}

extension Metric {
  fileprivate var inConfig: JSON {
    (self as? Metrics.Deferred).map { .string($0.identifier) } ?? serialize(self)
  }
}
