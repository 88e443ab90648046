extension Metrics {
  /// The area under a curve of shares over all thresholds, by a sum over some of them.
  ///
  /// Source for the interpolation of PR curves: Davis and Goadrich, The Relationship Between
  /// Precision-Recall and ROC Curves, 2006; for gains: Flach and Kull, Precision-Recall-Gain Curves,
  /// 2015.
  public final class AUC: Metric {
    public override var direction: Direction? { .up }
    /// Which curve.
    public enum Curve: String, CaseIterable, ConfigValue, Sendable {
      case roc = "ROC"
      case pr = "PR"
      case prGain = "PRGAIN"

      /// The value that `json` stands for; `nil` if it stands for none.
      public init?(config json: JSON) {
        guard let name = json.string, let curve = Self(rawValue: name.uppercased()) else {
          return nil
        }
        self = curve
      }
    }
    /// What the curve is between two thresholds: a line, the lesser of the ends, the greater.
    public enum SummationMethod: String, CaseIterable, ConfigValue, Sendable {
      case interpolation, minoring, majoring
    }
    let curve: Curve
    let summationMethod: SummationMethod
    /// The thresholds between the ends that the user gave.
    private let given: [Double]?
    private let thresholds: [Double]
    let multiLabel: Bool
    let numLabels: Int?
    let labelWeights: [Double]?
    let fromLogits: Bool
    private var counts: [Variable] = []

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      numThresholds: Int = 200, curve: Curve = .roc,
      summationMethod: SummationMethod = .interpolation, name: String? = nil, dtype: DType? = nil,
      thresholds: [Double]? = nil, multiLabel: Bool = false, numLabels: Int? = nil,
      labelWeights: [Double]? = nil, fromLogits: Bool = false
    ) {
      (self.curve, self.summationMethod) = (curve, summationMethod)
      given = thresholds?.sorted()
      self.thresholds = Self.all(given, numThresholds)
      (self.multiLabel, self.numLabels) = (multiLabel, numLabels)
      (self.labelWeights, self.fromLogits) = (labelWeights, fromLogits)
      super.init(name: name, dtype: dtype)
      begin(numThresholds)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      let count = try c.get("num_thresholds", 200)
      curve = try c.get("curve", .roc)
      summationMethod = try c.get("summation_method", .interpolation)
      given = try c.get("thresholds", [Double]?.none)?.sorted()
      thresholds = Self.all(given, count)
      multiLabel = try c.get("multi_label", false)
      numLabels = try c.get("num_labels")
      labelWeights = try c.get("label_weights")
      fromLogits = try c.get("from_logits", false)
      try super.init(config: c)
      begin(count)
    }
    public override var config: JSONObject {
      let fields = super.config.merging([
        "num_thresholds": thresholds.count.json, "curve": curve.json,
        "summation_method": summationMethod.json, "multi_label": multiLabel.json,
        "num_labels": numLabels.json, "label_weights": labelWeights.json,
        "from_logits": fromLogits.json,
      ])
      return given.map { fields.merging(["thresholds": $0.json]) } ?? fields
    }

    /// The ends lie a little outside, so that all predictions pass the first and none the last.
    private static func all(_ given: [Double]?, _ count: Int) -> [Double] {
      let ends = (-Settings.epsilon, 1 + Settings.epsilon)
      return given.map { [ends.0] + $0 + [ends.1] }
        ?? ConfusionCounter.even(max(count, 2), ends: ends)
    }

    private func begin(_ count: Int) {
      if given == nil, !(2...SizeLimit.thresholds ~= count) {
        fail("numThresholds must lie in 2...\(SizeLimit.thresholds), got \(count)")
      }
      checkThresholds(given ?? [])
      if multiLabel, let labels = numLabels {
        addCounts([thresholds.count, labels])
      } else if !multiLabel {
        if numLabels != nil { fail("numLabels is for multiLabel only, got \(numLabels.json)") }
        addCounts([thresholds.count])
      }
    }
    private func addCounts(_ shape: [Int]) {
      counts = ["true_positives", "false_positives", "true_negatives", "false_negatives"].map {
        addVariable(shape, name: $0)
      }
    }
    public override func build(_ yTrue: Shape, _ yPred: Shape) {
      guard counts.isEmpty else { return }
      guard yPred.count >= 2, let labels = yPred[yPred.count - 1] else {
        return fail("with multiLabel predictions must be samples × labels, got \(yPred)")
      }
      addCounts([thresholds.count, labels])
    }

    public override func updateState(
      _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil
    ) {
      build(yTrue.shape.map { $0 }, yPred.shape.map { $0 })
      let counter = ConfusionCounter(
        thresholds: thresholds, keepsLabels: multiLabel,
        labelWeights: multiLabel ? nil : labelWeights)
      let p = fromLogits ? sigmoid(cast(yPred, dtype: dtype)) : yPred
      guard let new = counter.count(yTrue, p, sampleWeight, dtype: dtype) else { return }
      let parts = [
        new.truePositives, new.falsePositives, new.trueNegatives, new.falseNegatives,
      ]
      for (variable, part) in zip(counts, parts) { variable.assignAdd(part) }
    }

    public override func result() -> Tensor {
      guard counts.count == 4 else { return Tensor.full(TensorType(dtype), 0) }
      let values = counts.map(\.rawValue)
      let c = ConfusionCounts(
        truePositives: values[0], falsePositives: values[1], trueNegatives: values[2],
        falseNegatives: values[3])
      if curve == .pr, summationMethod == .interpolation { return overLabels(interpolatedPR(c)) }
      let (x, y) = axes(c)
      let (left, right) = (first(y), last(y))
      let heights =
        switch summationMethod {
        case .interpolation: (left + right) / 2
        case .minoring: minimum(left, right)
        case .majoring: maximum(left, right)
        }
      return overLabels((first(x) - last(x)) * heights)
    }

    private func axes(_ c: ConfusionCounts) -> (x: Tensor, y: Tensor) {
      switch curve {
      case .roc: return (c.fallOut, c.recall)
      case .pr: return (c.recall, c.precision)
      case .prGain:
        let odds = divideNoNan(
          c.truePositives + c.falseNegatives, c.falsePositives + c.trueNegatives)
        // Where nothing is found recall gains nothing, and precision is as good as it can be.
        let zero = Tensor(weak: 0)
        let recall = maximum(1 - odds * divideNoNan(c.falseNegatives, c.truePositives), zero)
        return (
          NumPy.where(greater(c.truePositives, zero), recall, zerosLike(recall)),
          1 - odds * divideNoNan(c.falsePositives, c.truePositives)
        )
      }
    }

    /// The area between two thresholds if right positives are in proportion to all positives there.
    private func interpolatedPR(_ c: ConfusionCounts) -> Tensor {
      let zero = Tensor(weak: 0)
      let positives = c.truePositives + c.falsePositives
      let (p0, p1) = (first(positives), last(positives))
      let right = first(c.truePositives) - last(c.truePositives)
      let slope = divideNoNan(right, maximum(p0 - p1, zero))
      let intercept = last(c.truePositives) - slope * p1
      let bothPositive = logicalAnd(greater(p0, zero), greater(p1, zero))
      let ratio = NumPy.where(
        bothPositive, divideNoNan(p0, maximum(p1, zero)), onesLike(p0))
      return divideNoNan(
        slope * (right + intercept * log(ratio)),
        maximum(last(c.truePositives) + last(c.falseNegatives), zero))
    }

    private func overLabels(_ areas: Tensor) -> Tensor {
      guard multiLabel else { return sum(areas) }
      let byLabel = sum(areas, axis: 0)
      guard let labelWeights else { return mean(byLabel) }
      let weights = cast(Tensor(labelWeights), dtype: dtype)
      return divideNoNan(sum(byLabel * weights), sum(weights))
    }

    /// All thresholds but the last.
    private func first(_ x: Tensor) -> Tensor {
      slice(x, x.shape.map { _ in 0 }, [x.shape[0] - 1] + x.shape.dropFirst())
    }
    /// All thresholds but the first.
    private func last(_ x: Tensor) -> Tensor {
      slice(
        x, [1] + x.shape.dropFirst().map { _ in 0 }, [x.shape[0] - 1] + x.shape.dropFirst())
    }
  }
}

extension Metric {
  /// The area under a curve of shares over all thresholds.
  public static func auc(
    numThresholds: Int = 200, curve: Metrics.AUC.Curve = .roc
  ) -> Metric {
    Metrics.AUC(numThresholds: numThresholds, curve: curve)
  }
}
