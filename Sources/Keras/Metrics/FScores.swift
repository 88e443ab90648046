extension Metrics {
  /// The harmonic mean of precision and recall, recall counting `beta`² times as much.
  ///
  /// Targets and predictions are samples × classes. Without a threshold the greatest prediction of a
  /// sample is its positive one. The result is one value, or one for each class without `average`.
  public class FBetaScore: Metric {
    public override var direction: Direction? { .up }
    /// How the classes' values become one.
    public enum Average: String, CaseIterable, ConfigValue, Sendable {
      /// All classes' counts are added up.
      case micro
      /// The mean of the classes' values.
      case macro
      /// The same, weighted by how often a class is the target.
      case weighted
    }
    let average: Average?
    let beta: Double
    let threshold: Double?
    private var counts: [Variable] = []

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      average: Average? = nil, beta: Double = 1, threshold: Double? = nil, name: String? = nil,
      dtype: DType? = nil
    ) {
      (self.average, self.beta, self.threshold) = (average, beta, threshold)
      super.init(name: name ?? "fbeta_score", dtype: dtype)
      check()
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      average = try c.get("average")
      beta = try c.get("beta", 1.0)
      threshold = try c.get("threshold")
      try super.init(config: c)
      check()
    }
    private func check() {
      if !(beta > 0) { fail("beta must be positive, got \(beta)") }
      if let threshold, !(threshold > 0 && threshold <= 1) {
        fail("threshold must lie in 0...1, 0 excluded, got \(threshold)")
      }
    }
    public override var config: JSONObject {
      super.config.merging([
        "average": average.json, "beta": beta.json, "threshold": threshold.json,
      ])
    }

    public override func build(_ yTrue: Shape, _ yPred: Shape) {
      guard counts.isEmpty else { return }
      guard yTrue.count == 2, yPred.count == 2, let classes = yPred[1] else {
        return fail("targets and predictions must be samples × classes, got \(yTrue) and \(yPred)")
      }
      let names = ["true_positives", "false_positives", "false_negatives", "intermediate_weights"]
      counts = names.map { addVariable(average == .micro ? [] : [classes], name: $0) }
    }

    public override func updateState(
      _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil
    ) {
      build(yTrue.shape.map { $0 }, yPred.shape.map { $0 })
      guard counts.count == 4 else { return }
      let (t, raw) = (cast(yTrue, dtype: dtype), cast(yPred, dtype: dtype))
      let isPositive =
        if let threshold {
          greater(raw, Tensor(weak: threshold))
        } else {
          logicalAnd(
            greaterEqual(raw, max(raw, axis: -1, keepdims: true)),
            greater(abs(raw), Tensor(weak: 1e-9)))
        }
      let p = cast(isPositive, dtype: dtype)
      let weights = sampleWeight.map { given in
        let w = cast(given, dtype: dtype)
        return w.rank == 1 ? expandDims(w, 1) : w
      }
      func total(_ x: Tensor) -> Tensor {
        let x = weights.map { x * $0 } ?? x
        return average == .micro ? sum(x) : sum(x, axis: 0)
      }
      for (variable, part) in zip(counts, [t * p, (1 - t) * p, t * (1 - p), t]) {
        variable.assignAdd(total(part))
      }
    }

    public override func result() -> Tensor {
      guard counts.count == 4 else { return Tensor.full(TensorType(dtype), 0) }
      let values = counts.map(\.rawValue)
      let precision = divideNoNan(values[0], values[0] + values[1])
      let recall = divideNoNan(values[0], values[0] + values[2])
      let score =
        divideNoNan(precision * recall, beta * beta * precision + recall) * (1 + beta * beta)
      switch average {
      case nil, .micro: return score
      case .macro: return mean(score)
      case .weighted: return sum(score * divideNoNan(values[3], sum(values[3])))
      }
    }
  }

  /// The harmonic mean of precision and recall.
  public final class F1Score: FBetaScore {
    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      average: Average? = nil, threshold: Double? = nil, name: String? = nil, dtype: DType? = nil
    ) {
      super.init(
        average: average, beta: 1, threshold: threshold, name: name ?? "f1_score", dtype: dtype)
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(
        average: try c.get("average"), threshold: try c.get("threshold"),
        name: try c.get("name"),
        dtype: try DTypePolicy(serialized: c["dtype"])?.computeDType)
    }
    public override var config: JSONObject {
      [
        "name": .string(name), "dtype": dtype.json, "average": average.json,
        "threshold": threshold.json,
      ]
    }
  }
}

extension Metric {
  /// The harmonic mean of precision and recall.
  public static func f1Score(
    average: Metrics.FBetaScore.Average? = nil, threshold: Double? = nil
  ) -> Metric {
    Metrics.F1Score(average: average, threshold: threshold)
  }
  /// The harmonic mean of precision and recall, recall counting `beta`² times as much.
  public static func fBetaScore(
    average: Metrics.FBetaScore.Average? = nil, beta: Double = 1, threshold: Double? = nil
  ) -> Metric {
    Metrics.FBetaScore(average: average, beta: beta, threshold: threshold)
  }
}
