extension Metrics {
  /// What `TruePositives` and the like have in common: a count for each threshold.
  public class ConfusionMetric: Metric {
    let thresholds: ThresholdSetting?
    private var accumulator: Variable?

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(thresholds: ThresholdSetting? = nil, name: String? = nil, dtype: DType? = nil) {
      self.thresholds = thresholds
      super.init(name: name, dtype: dtype)
      begin()
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      thresholds = try c.get("thresholds")
      try super.init(config: c)
      begin()
    }
    public override var config: JSONObject {
      super.config.merging(["thresholds": thresholds.json])
    }
    private func begin() {
      checkThresholds(counter.thresholds)
      accumulator = addVariable([counter.thresholds.count], name: "accumulator")
    }
    private var counter: ConfusionCounter {
      ConfusionCounter(thresholds: thresholds?.values ?? [0.5])
    }

    /// Which of the counts.
    func part(_ counts: ConfusionCounts) -> Tensor { .invalid }

    public override func updateState(
      _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil
    ) {
      guard let counts = counter.count(yTrue, yPred, sampleWeight, dtype: dtype) else { return }
      accumulator?.assignAdd(part(counts))
    }
    public override func result() -> Tensor {
      guard let all = accumulator?.rawValue else { return .invalid }
      return all.shape == [1] ? squeeze(all) : all
    }
  }

  /// How many predictions above the threshold are right.
  public final class TruePositives: ConfusionMetric {
    override func part(_ counts: ConfusionCounts) -> Tensor { counts.truePositives }
  }
  /// How many predictions above the threshold are wrong.
  public final class FalsePositives: ConfusionMetric {
    override func part(_ counts: ConfusionCounts) -> Tensor { counts.falsePositives }
  }
  /// How many predictions not above the threshold are right.
  public final class TrueNegatives: ConfusionMetric {
    override func part(_ counts: ConfusionCounts) -> Tensor { counts.trueNegatives }
  }
  /// How many predictions not above the threshold are wrong.
  public final class FalseNegatives: ConfusionMetric {
    override func part(_ counts: ConfusionCounts) -> Tensor { counts.falseNegatives }
  }

  /// What `Precision` and `Recall` have in common: the share of right positives.
  public class ShareOfPositives: Metric {
    public override var direction: Direction? { .up }
    let thresholds: ThresholdSetting?
    let topK, classId: Int?
    private var right: Variable?
    private var others: Variable?

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      thresholds: ThresholdSetting? = nil, topK: Int? = nil, classId: Int? = nil,
      name: String? = nil, dtype: DType? = nil
    ) {
      (self.thresholds, self.topK, self.classId) = (thresholds, topK, classId)
      super.init(name: name, dtype: dtype)
      begin()
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      thresholds = try c.get("thresholds")
      topK = try c.get("top_k")
      classId = try c.get("class_id")
      try super.init(config: c)
      begin()
    }
    public override var config: JSONObject {
      super.config.merging([
        "thresholds": thresholds.json, "top_k": topK.json, "class_id": classId.json,
      ])
    }
    private func begin() {
      checkThresholds(thresholds?.values ?? [])
      let count = counter.thresholds.count
      right = addVariable([count], name: "true_positives")
      others = addVariable([count], name: othersName)
    }
    private var counter: ConfusionCounter {
      ConfusionCounter(
        thresholds: thresholds?.values ?? [topK == nil ? 0.5 : ConfusionCounter.never],
        topK: topK, classId: classId)
    }

    /// Under which name the other part of the whole is kept.
    var othersName: String { "" }
    /// The other part of the whole.
    func others(_ counts: ConfusionCounts) -> Tensor { .invalid }

    public override func updateState(
      _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil
    ) {
      guard let counts = counter.count(yTrue, yPred, sampleWeight, dtype: dtype) else { return }
      right?.assignAdd(counts.truePositives)
      others?.assignAdd(others(counts))
    }
    public override func result() -> Tensor {
      guard let right = right?.rawValue, let others = others?.rawValue else { return .invalid }
      let share = divideNoNan(right, right + others)
      return share.shape == [1] ? squeeze(share) : share
    }
  }

  /// How many of the positive predictions are right.
  public final class Precision: ShareOfPositives {
    override var othersName: String { "false_positives" }
    override func others(_ counts: ConfusionCounts) -> Tensor { counts.falsePositives }
  }
  /// How many of the positive targets are found.
  public final class Recall: ShareOfPositives {
    override var othersName: String { "false_negatives" }
    override func others(_ counts: ConfusionCounts) -> Tensor { counts.falseNegatives }
  }
}

extension Metric {
  func checkThresholds(_ values: [Double]) {
    for value in values where !(0...1 ~= value) && value != ConfusionCounter.never {
      fail("thresholds must lie in 0...1, got \(value)")
    }
  }
  /// How many of the positive predictions are right.
  public static func precision(thresholds: ThresholdSetting? = nil) -> Metric {
    Metrics.Precision(thresholds: thresholds)
  }
  /// How many of the positive targets are found.
  public static func recall(thresholds: ThresholdSetting? = nil) -> Metric {
    Metrics.Recall(thresholds: thresholds)
  }
  /// How many predictions above the threshold are right.
  public static func truePositives(thresholds: ThresholdSetting? = nil) -> Metric {
    Metrics.TruePositives(thresholds: thresholds)
  }
  /// How many predictions above the threshold are wrong.
  public static func falsePositives(thresholds: ThresholdSetting? = nil) -> Metric {
    Metrics.FalsePositives(thresholds: thresholds)
  }
  /// How many predictions not above the threshold are right.
  public static func trueNegatives(thresholds: ThresholdSetting? = nil) -> Metric {
    Metrics.TrueNegatives(thresholds: thresholds)
  }
  /// How many predictions not above the threshold are wrong.
  public static func falseNegatives(thresholds: ThresholdSetting? = nil) -> Metric {
    Metrics.FalseNegatives(thresholds: thresholds)
  }
}
