extension Metrics {
  /// How much of the variance of the targets predictions explain: 1 for all of it.
  ///
  /// Targets and predictions are samples × outputs. With `numRegressors` it is made less for having so
  /// many independent variables.
  public final class R2Score: Metric {
    public override var direction: Direction? { .up }
    /// How the outputs' values become one.
    public enum ClassAggregation: String, CaseIterable, ConfigValue, Sendable {
      case uniformAverage = "uniform_average"
      case varianceWeightedAverage = "variance_weighted_average"
    }
    let classAggregation: ClassAggregation?
    let numRegressors: Int
    private var numSamples: Variable?
    private var sums: [Variable] = []

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      classAggregation: ClassAggregation? = .uniformAverage, numRegressors: Int = 0,
      name: String? = nil, dtype: DType? = nil
    ) {
      (self.classAggregation, self.numRegressors) = (classAggregation, numRegressors)
      super.init(name: name ?? "r2_score", dtype: dtype)
      begin()
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      classAggregation = try c.get("class_aggregation", ClassAggregation?.some(.uniformAverage))
      numRegressors = try c.get("num_regressors", 0)
      try super.init(config: c)
      begin()
    }
    public override var config: JSONObject {
      super.config.merging([
        "class_aggregation": classAggregation.json, "num_regressors": numRegressors.json,
      ])
    }
    private func begin() {
      if numRegressors < 0 { fail("numRegressors must not be negative, got \(numRegressors)") }
      numSamples = addVariable([], name: "num_samples")
    }

    public override func build(_ yTrue: Shape, _ yPred: Shape) {
      guard sums.isEmpty else { return }
      guard yTrue.count == 2, yPred.count == 2, let outputs = yPred[1] else {
        return fail("targets and predictions must be samples × outputs, got \(yTrue) and \(yPred)")
      }
      sums = ["squared_sum", "sum", "residual", "count"].map { addVariable([outputs], name: $0) }
    }

    public override func updateState(
      _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil
    ) {
      build(yTrue.shape.map { $0 }, yPred.shape.map { $0 })
      guard sums.count == 4, let numSamples else { return }
      let (t, p) = (cast(yTrue, dtype: dtype), cast(yPred, dtype: dtype))
      var weights = cast(sampleWeight ?? ones([t.shape[0]]), dtype: dtype)
      if weights.rank == 1 { weights = expandDims(weights, 1) }
      let weighted = t * weights
      let parts = [
        sum(t * weighted, axis: 0), sum(weighted, axis: 0),
        sum(square(t - p) * weights, axis: 0), sum(broadcastTo(weights, t.shape), axis: 0),
      ]
      for (variable, part) in zip(sums, parts) { variable.assignAdd(part) }
      numSamples.assignAdd(.full(TensorType(dtype), t.type.count))
    }

    public override func result() -> Tensor {
      guard sums.count == 4, let numSamples = numSamples?.rawValue else {
        return Tensor.full(TensorType(dtype), 0)
      }
      let values = sums.map(\.rawValue)
      let total = values[0] - values[1] * (values[1] / values[3])
      let raw = 1 - values[2] / total
      let scores = NumPy.where(isinf(raw), zerosLike(raw), raw)
      let score: Tensor
      switch classAggregation {
      case nil: score = scores
      case .uniformAverage: score = mean(scores)
      case .varianceWeightedAverage: score = sum(scores * total) / sum(total)
      }
      guard numRegressors > 0 else { return score }
      let freedom = numSamples - Double(numRegressors) - 1
      let adjusted = 1 - (1 - score) * (numSamples - 1) / freedom
      // With no more samples than that there is nothing to adjust by.
      return NumPy.where(greater(freedom, Tensor(weak: 0)), adjusted, score)
    }
  }
}

extension Metric {
  /// How much of the variance of the targets predictions explain.
  public static func r2Score(numRegressors: Int = 0) -> Metric {
    Metrics.R2Score(numRegressors: numRegressors)
  }
}
