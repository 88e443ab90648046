/// How often predictions above thresholds are right and wrong, weighted.
struct ConfusionCounts {
  /// For each threshold, and each label where these are kept apart: right positives, ….
  var truePositives, falsePositives, trueNegatives, falseNegatives: Tensor
}

/// What is counted of targets and predictions, and how.
struct ConfusionCounter {
  var thresholds: [Double]
  /// Only the greatest predictions of each sample are positive.
  var topK: Int?
  /// Only this place on the last axis counts.
  var classId: Int?
  /// Labels, on the last axis, are counted apart.
  var keepsLabels = false
  /// What each label counts.
  var labelWeights: [Double]?

  /// What stands for a prediction that is not among the greatest: below any threshold.
  static let never = -1e10

  /// Thresholds between 0 and 1, `count` of them with the ends, which all or no predictions pass.
  static func even(_ count: Int, ends: (Double, Double)) -> [Double] {
    let count = Swift.min(count, SizeLimit.thresholds)
    let inner = (1..<Swift.max(count - 1, 1)).map { Double($0) / Double(count - 1) }
    return [ends.0] + inner + [ends.1]
  }

  /// Counts a batch; `weights` are for samples or for each prediction.
  func count(
    _ yTrue: Tensor, _ yPred: Tensor, _ weights: Tensor?, dtype: DType
  ) -> ConfusionCounts? {
    var (t, p) = squeezedToMatch(cast(yTrue, dtype: dtype), cast(yPred, dtype: dtype))
    guard t.shape == p.shape else {
      return refuse("targets and predictions must have one shape", t, p)
    }
    let classes = p.shape.last ?? 1
    if let topK {
      guard topK >= 1, topK <= classes, p.rank >= 1 else {
        return refuse("topK must lie in 1...\(classes), got \(topK)", t, p)
      }
      let best = max(
        oneHot(NumPy.topK(p, topK, sorted: false).indices, classes, dtype: dtype), axis: -2)
      p = p * best + (1 - best) * Self.never
    }
    var w = broadcastTo(alignedWeights(weights, p, dtype), p.shape)
    if let labelWeights {
      guard labelWeights.count == classes else {
        return refuse("\(labelWeights.count) labelWeights are given for \(classes) labels", t, p)
      }
      w = w * cast(Tensor(labelWeights), dtype: dtype)
    }
    if let classId {
      guard 0..<classes ~= classId else {
        return refuse("classId must lie in 0..<\(classes), got \(classId)", t, p)
      }
      func chosen(_ x: Tensor) -> Tensor { take(x, Tensor(Int32(classId)), axis: -1) }
      (t, p, w) = (chosen(t), chosen(p), chosen(w))
    }
    let shape = keepsLabels ? [-1, classes] : [-1]
    let isTrue = cast(reshape(cast(t, dtype: .i1), shape), dtype: dtype)
    let flatWeights = reshape(w, shape)
    let limits = reshape(
      cast(Tensor(thresholds), dtype: dtype), [thresholds.count] + shape.map { _ in 1 })
    let isPositive = cast(greater(expandDims(reshape(p, shape), 0), limits), dtype: dtype)
    let (right, wrong) = (flatWeights * isTrue, flatWeights * (1 - isTrue))
    func total(_ x: Tensor) -> Tensor { sum(x, axis: 1) }
    return ConfusionCounts(
      truePositives: total(right * isPositive), falsePositives: total(wrong * isPositive),
      trueNegatives: total(wrong * (1 - isPositive)),
      falseNegatives: total(right * (1 - isPositive)))
  }

  private func alignedWeights(_ weights: Tensor?, _ p: Tensor, _ dtype: DType) -> Tensor {
    guard var w = weights.map({ cast($0, dtype: dtype) }) else { return onesLike(p) }
    if w.rank == p.rank + 1, w.shape.last == 1 { w = squeeze(w, axis: -1) }
    while w.rank > 0, w.rank < p.rank { w = expandDims(w, -1) }
    return w
  }

  private func refuse(_ message: String, _ t: Tensor, _ p: Tensor) -> ConfusionCounts? {
    ErrorScope.report(TensorError("metric", "", [t.type, p.type], message))
    return nil
  }
}

/// One threshold or several, as a setting of a metric.
public struct ThresholdSetting: ConfigValue, Sendable, ExpressibleByFloatLiteral,
  ExpressibleByArrayLiteral
{
  let values: [Double]
  private let isOne: Bool

  /// This threshold alone.
  public init(_ value: Double) { (values, isOne) = ([value], true) }
  /// These thresholds.
  public init(_ values: [Double]) { (self.values, isOne) = (values, false) }
  /// This threshold alone.
  public init(floatLiteral value: Double) { self.init(value) }
  /// These thresholds.
  public init(arrayLiteral elements: Double...) { self.init(elements) }

  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) {
    if let value = json.number {
      self.init(value)
    } else if let values = [Double](config: json) {
      self.init(values)
    } else {
      return nil
    }
  }
  /// What is expected in a config.
  public static var expectation: String { "a number or a list of numbers" }
  /// What a config holds.
  public var json: JSON { isOne ? values[0].json : values.json }
}
