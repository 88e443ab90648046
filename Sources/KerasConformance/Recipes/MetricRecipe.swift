/// A configuration of a metric that everything every metric must do is tried on.
///
/// One line adds a metric to all of it: `MetricRecipe([4], [4]) { Metrics.MeanSquaredError() }`. The
/// case is a batch without weights, one with weights, and one whose weights are all zero.
package struct MetricRecipe: Sendable {
  package let name: String
  let yTrue, yPred: Sample
  /// Whether predictions alone are gathered, as values.
  let isOfValues: Bool
  /// Whether the last batch has no samples.
  let endsEmpty: Bool
  /// Whether batches may have weights.
  let isWeighted: Bool
  package let make: @Sendable () -> Metric

  /// The metric that `make` makes of targets and predictions.
  init(
    _ yTrue: Sample, _ yPred: Sample, empty: Bool = false, weighted: Bool = true,
    named name: String = "", _ make: @escaping @Sendable () -> Metric
  ) {
    self.init(name, yTrue, yPred, false, empty, weighted, make)
  }
  /// The metric that `make` makes of values.
  init(
    values: Sample, empty: Bool = true, named name: String = "",
    _ make: @escaping @Sendable () -> Metric
  ) {
    self.init(name, values, values, true, empty, true, make)
  }
  private init(
    _ name: String, _ yTrue: Sample, _ yPred: Sample, _ isOfValues: Bool, _ endsEmpty: Bool,
    _ isWeighted: Bool, _ make: @escaping @Sendable () -> Metric
  ) {
    let kind = type(of: make()).className
    self.name = name.isEmpty ? kind : "\(kind) \(name)"
    (self.yTrue, self.yPred, self.make) = (yTrue, yPred, make)
    (self.isOfValues, self.endsEmpty, self.isWeighted) = (isOfValues, endsEmpty, isWeighted)
  }

  /// The case that the recipe comes to.
  func kerasCase() throws -> KerasCase {
    try withBackend(ReferenceBackend()) {
      try withFreshNames { try checking { try described() } }
    }
  }

  private func described() throws -> KerasCase {
    let draw = Draw(seed: 4)
    var inputs: [(name: String, value: Tensor)] = []
    for batch in 0..<(endsEmpty ? 4 : isWeighted ? 3 : 2) {
      var (t, p) = (yTrue.tensor(draw), yPred.tensor(draw))
      if batch == 3 { (t, p) = (t.withoutSamples, p.withoutSamples) }
      if isOfValues {
        inputs.append(("values:\(batch)", p))
      } else {
        inputs += [("y_true:\(batch)", t), ("y_pred:\(batch)", p)]
      }
      let count = p.shape.first ?? 1
      if isWeighted, batch == 1 {
        let weight = Sample.numbers([count], in: 0.25...2).tensor(draw)
        inputs.append(("sample_weight:1", weight))
      }
      if isWeighted, batch == 2 { inputs.append(("sample_weight:2", zeros([count]))) }
    }
    return KerasCase(name, .metric, serialize(make()), modes: [.results], inputs: inputs)
  }
}

/// All recipes of metrics.
package enum MetricRecipes {
  private static let labels = Sample.whole([5], in: 0..<3)
  private static let hot = Sample.oneHot([5, 3])
  private static let shares = Sample.distribution([5, 3])
  private static let bits = Sample.values([0, 1, 1, 0, 1], [5])
  private static let chances = Sample.numbers([5], in: 0.1...0.9)
  private static let column = Sample.values([0, 1, 1, 0, 1], [5, 1])
  private static let rows = Sample.numbers([4, 3], in: -2...2)
  private static let classes = Sample.whole([6], in: 0..<3)

  package static let all: [MetricRecipe] =
    scores + confusion + regression + [
      MetricRecipe(values: [2, 3]) { Metrics.Mean() },
      MetricRecipe(values: [2, 3]) { Metrics.Sum() },
      MetricRecipe(rows, rows, named: "of a function") {
        Metrics.MeanMetricWrapper(
          MetricFunction.all.first { $0.name == "huber" } ?? .init("none") { $1 })
      },
    ]

  private static let scores: [MetricRecipe] = [
    MetricRecipe(labels, labels, empty: true) { Metrics.Accuracy() },
    MetricRecipe(bits, chances, empty: true) { Metrics.BinaryAccuracy(threshold: 0.4) },
    MetricRecipe(hot, shares) { Metrics.CategoricalAccuracy() },
    MetricRecipe(labels, shares) { Metrics.SparseCategoricalAccuracy() },
    MetricRecipe(hot, shares) { Metrics.TopKCategoricalAccuracy(2) },
    MetricRecipe(labels, shares) { Metrics.SparseTopKCategoricalAccuracy(2) },
    MetricRecipe(column, .numbers([5, 1], in: 0.1...0.9)) { Metrics.BinaryCrossentropy() },
    MetricRecipe(hot, shares) { Metrics.CategoricalCrossentropy(labelSmoothing: 0.125) },
    MetricRecipe(labels, [5, 3]) { Metrics.SparseCategoricalCrossentropy(fromLogits: true) },
    MetricRecipe(hot, [5, 3]) { Metrics.CategoricalHinge() },
    MetricRecipe(column, [5, 1]) { Metrics.Hinge() },
    MetricRecipe(column, [5, 1]) { Metrics.SquaredHinge() },
    MetricRecipe(shares, .distribution([5, 3])) { Metrics.KLDivergence() },
    MetricRecipe(.whole([4, 3], in: 0..<4), .numbers([4, 3], in: 0.25...3)) { Metrics.Poisson() },
    MetricRecipe(hot, shares) { Metrics.F1Score() },
    MetricRecipe(hot, shares, named: "weighted by class") { Metrics.F1Score(average: .weighted) },
    MetricRecipe(hot, shares, named: "of many") {
      Metrics.FBetaScore(average: .macro, beta: 2, threshold: 0.3)
    },
    MetricRecipe(classes, classes) { Metrics.MeanIoU(3) },
    MetricRecipe(classes, classes) { Metrics.IoU(3, targetClassIds: [0, 2], ignoreClass: 1) },
    MetricRecipe(.values([0, 1, 1, 0, 1, 0], [6]), .numbers([6], in: 0...1)) {
      Metrics.BinaryIoU(threshold: 0.4)
    },
    MetricRecipe(hot, shares) { Metrics.OneHotIoU(3, targetClassIds: [1]) },
    MetricRecipe(hot, shares) { Metrics.OneHotMeanIoU(3) },
  ]

  private static let confusion: [MetricRecipe] = [
    MetricRecipe(bits, chances) { Metrics.AUC(numThresholds: 7) },
    MetricRecipe(bits, chances, named: "of precision and recall") {
      Metrics.AUC(numThresholds: 9, curve: .pr, summationMethod: .majoring)
    },
    MetricRecipe(.values([0, 1, 1, 0, 1, 1, 0, 0], [4, 2]), [4, 2], named: "of labels") {
      Metrics.AUC(
        numThresholds: 5, multiLabel: true, numLabels: 2, labelWeights: [0.25, 0.75],
        fromLogits: true)
    },
    MetricRecipe(bits, chances, empty: true) { Metrics.TruePositives() },
    MetricRecipe(bits, chances) { Metrics.FalsePositives(thresholds: [0.25, 0.5]) },
    MetricRecipe(bits, chances) { Metrics.TrueNegatives(thresholds: 0.3) },
    MetricRecipe(bits, chances) { Metrics.FalseNegatives() },
    MetricRecipe(bits, chances) { Metrics.Precision(thresholds: [0.25, 0.5, 0.75]) },
    MetricRecipe(bits, chances) { Metrics.Recall() },
    MetricRecipe(hot, shares, named: "of the best two, of a class") {
      Metrics.Recall(topK: 2, classId: 1)
    },
    MetricRecipe(bits, chances) { Metrics.PrecisionAtRecall(0.5, numThresholds: 7) },
    MetricRecipe(bits, chances) { Metrics.RecallAtPrecision(0.5, numThresholds: 7) },
    MetricRecipe(bits, chances) { Metrics.SensitivityAtSpecificity(0.5, numThresholds: 7) },
    MetricRecipe(bits, chances) { Metrics.SpecificityAtSensitivity(0.5, numThresholds: 7) },
  ]

  private static let regression: [MetricRecipe] = [
    MetricRecipe(rows, rows) { Metrics.ConcordanceCorrelation() },
    MetricRecipe(rows, rows, weighted: false, named: "over all") {
      Metrics.ConcordanceCorrelation(axis: [0, 1])
    },
    MetricRecipe(rows, rows) { Metrics.PearsonCorrelation() },
    MetricRecipe(rows, rows, weighted: false, named: "over all") {
      Metrics.PearsonCorrelation(axis: [0, 1])
    },
    MetricRecipe(rows, rows) { Metrics.CosineSimilarity() },
    MetricRecipe(rows, rows) { Metrics.LogCoshError() },
    MetricRecipe(rows, rows) { Metrics.MeanAbsoluteError() },
    MetricRecipe(rows, rows) { Metrics.MeanAbsolutePercentageError() },
    MetricRecipe(rows, rows, empty: true) { Metrics.MeanSquaredError() },
    MetricRecipe(.numbers([4, 3], in: 0.1...3), .numbers([4, 3], in: 0.1...3)) {
      Metrics.MeanSquaredLogarithmicError()
    },
    MetricRecipe(rows, rows) { Metrics.RootMeanSquaredError() },
    MetricRecipe(rows, rows) { Metrics.R2Score() },
    MetricRecipe(rows, rows, named: "of each, adjusted") {
      Metrics.R2Score(classAggregation: nil, numRegressors: 1)
    },
  ]
}
