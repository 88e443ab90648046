extension Metrics {
  /// What `PrecisionAtRecall` and the like have in common: the best value of one share over all
  /// thresholds at which another share is at least `value`.
  public class BestUnderConstraint: Metric {
    public override var direction: Direction? { .up }
    let value: Double
    let numThresholds: Int
    let classId: Int?
    private var counts: [Variable] = []
    /// The name of `value` in configs.
    class var valueName: String { "" }

    /// The best share where the other one is at least `value`.
    public init(
      _ value: Double, numThresholds: Int = 200, classId: Int? = nil, name: String? = nil,
      dtype: DType? = nil
    ) {
      (self.value, self.numThresholds, self.classId) = (value, numThresholds, classId)
      super.init(name: name, dtype: dtype)
      begin()
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      value = try c.get(Self.valueName)
      numThresholds = try c.get("num_thresholds", 200)
      classId = try c.get("class_id")
      try super.init(config: c)
      begin()
    }
    public override var config: JSONObject {
      super.config.merging([
        "class_id": classId.json, "num_thresholds": numThresholds.json,
        Self.valueName: value.json,
      ])
    }
    private func begin() {
      if !(1...SizeLimit.thresholds ~= numThresholds) {
        fail("numThresholds must lie in 1...\(SizeLimit.thresholds), got \(numThresholds)")
      }
      if !(0...1 ~= value) { fail("\(Self.valueName) must lie in 0...1, got \(value)") }
      counts = ["true_positives", "false_positives", "true_negatives", "false_negatives"].map {
        addVariable([thresholds.count], name: $0)
      }
    }
    private var thresholds: [Double] {
      numThresholds <= 1 ? [0.5] : ConfusionCounter.even(numThresholds, ends: (0, 1))
    }

    public override func updateState(
      _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil
    ) {
      let counter = ConfusionCounter(thresholds: thresholds, classId: classId)
      guard let new = counter.count(yTrue, yPred, sampleWeight, dtype: dtype) else { return }
      let parts = [
        new.truePositives, new.falsePositives, new.trueNegatives, new.falseNegatives,
      ]
      for (variable, part) in zip(counts, parts) { variable.assignAdd(part) }
    }

    /// The share that must be great enough, and the share asked for.
    func shares(_ counts: ConfusionCounts) -> (constrained: Tensor, wanted: Tensor) {
      (.invalid, .invalid)
    }

    public override func result() -> Tensor {
      let values = counts.map(\.rawValue)
      let (constrained, wanted) = shares(
        ConfusionCounts(
          truePositives: values[0], falsePositives: values[1], trueNegatives: values[2],
          falseNegatives: values[3]))
      let isFeasible = greaterEqual(constrained, Tensor(weak: value))
      return max(NumPy.where(isFeasible, wanted, zerosLike(wanted)))
    }
  }

  /// The best share of positive targets found where that of negatives is at least `specificity`.
  public final class SensitivityAtSpecificity: BestUnderConstraint {
    override class var valueName: String { "specificity" }
    override func shares(_ c: ConfusionCounts) -> (constrained: Tensor, wanted: Tensor) {
      (c.specificity, c.recall)
    }
  }
  /// The best share of negative targets found where that of positives is at least `sensitivity`.
  public final class SpecificityAtSensitivity: BestUnderConstraint {
    override class var valueName: String { "sensitivity" }
    override func shares(_ c: ConfusionCounts) -> (constrained: Tensor, wanted: Tensor) {
      (c.recall, c.specificity)
    }
  }
  /// The best precision where recall is at least `recall`.
  public final class PrecisionAtRecall: BestUnderConstraint {
    override class var valueName: String { "recall" }
    override func shares(_ c: ConfusionCounts) -> (constrained: Tensor, wanted: Tensor) {
      (c.recall, c.precision)
    }
  }
  /// The best recall where precision is at least `precision`.
  public final class RecallAtPrecision: BestUnderConstraint {
    override class var valueName: String { "precision" }
    override func shares(_ c: ConfusionCounts) -> (constrained: Tensor, wanted: Tensor) {
      (c.precision, c.recall)
    }
  }
}

extension ConfusionCounts {
  /// How many of the positive targets are found; 0 where there are none.
  var recall: Tensor { divideNoNan(truePositives, truePositives + falseNegatives) }
  /// How many of the positive predictions are right.
  var precision: Tensor { divideNoNan(truePositives, truePositives + falsePositives) }
  /// How many of the negative targets are found.
  var specificity: Tensor { divideNoNan(trueNegatives, trueNegatives + falsePositives) }
  /// How many of the negative targets are not found.
  var fallOut: Tensor { divideNoNan(falsePositives, falsePositives + trueNegatives) }
}
