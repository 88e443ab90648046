import Keras
import TestTraits
import Testing

/// Metrics by hand.
@Suite(.seeded) struct MetricTests {
  private func value(_ metric: Metric) throws -> [Double] { try numbers(metric.result()) }
  private let t = Tensor([0, 0, 1, 1] as [Float])
  private let p = Tensor([0.1, 0.6, 0.4, 0.9] as [Float])
  private func near(_ metric: Metric, _ expected: [Double]) throws -> Bool {
    let values = try value(metric)
    return values.count == expected.count
      && zip(values, expected).allSatisfy { Swift.abs($0 - $1) <= 1e-5 }
  }

  @Test func `a mean is over samples, weighted, and begins anew`() throws {
    let mean = Metrics.Mean()
    mean.updateState(Tensor([1, 2, 3] as [Float]), sampleWeight: Tensor([1, 1, 2] as [Float]))
    mean.updateState(Tensor([5] as [Float]))
    #expect(try value(mean) == [Double(2.8 as Float)])
    mean.resetState()
    #expect(try value(mean) == [0])
    mean.updateState(zeros([0]))
    #expect(try value(mean) == [0])
    let sum = Metrics.Sum()
    sum.updateState(ones([2, 3]), sampleWeight: Tensor([1, 2] as [Float]))
    #expect(try value(sum) == [9])
  }

  @Test func `counts of right and wrong positives`() throws {
    let expected: [(Metric, [Double])] = [
      (.truePositives(), [1]), (.falsePositives(), [1]), (.trueNegatives(), [1]),
      (.falseNegatives(), [1]), (.precision(), [0.5]), (.recall(), [0.5]),
      (.precision(thresholds: [0.3, 0.7]), [2.0 / 3, 1]), (.binaryAccuracy(), [0.5]),
      (.auc(), [0.75]), (Metrics.SensitivityAtSpecificity(0.5), [1]),
      (Metrics.SpecificityAtSensitivity(0.5), [1]), (Metrics.PrecisionAtRecall(1), [2.0 / 3]),
      (Metrics.RecallAtPrecision(0.9), [0.5]),
    ]
    for (metric, result) in expected {
      metric.updateState(t, p)
      #expect(try near(metric, result), "\(metric.name)")
      metric.updateState(t, p, sampleWeight: zeros([4]))
      #expect(try near(metric, result), "\(metric.name)")
    }
  }

  @Test func `accuracies count where the greatest is`() throws {
    let p = Tensor([0.5, 0.3, 0.2, 0.1, 0.2, 0.7] as [Float], shape: [2, 3])
    let sparse = Tensor([0, 1] as [Int32])
    let hot = oneHot(sparse, 3)
    let expected: [(Metric, Tensor, [Double])] = [
      (.sparseCategoricalAccuracy, sparse, [0.5]), (.categoricalAccuracy, hot, [0.5]),
      (.sparseTopKCategoricalAccuracy(2), sparse, [1]), (.topKCategoricalAccuracy(2), hot, [1]),
      (.f1Score(), hot, [1, 0, 0]), (.f1Score(average: .micro), hot, [0.5]),
      (Metrics.OneHotMeanIoU(3), hot, [1.0 / 3]),
    ]
    for (metric, t, result) in expected {
      metric.updateState(t, p)
      #expect(try near(metric, result), "\(metric.name)")
    }
    let meanIoU = Metrics.MeanIoU(3)
    meanIoU.updateState(Tensor([0, 1, 1, 0] as [Int32]), Tensor([0, 1, 0, 0] as [Int32]))
    #expect(try near(meanIoU, [(2.0 / 3 + 0.5) / 2]))
  }

  @Test func `scores of regression have these values`() throws {
    let t = Tensor([1, 2, 3] as [Float], shape: [3, 1])
    let p = Tensor([1, 2, 2] as [Float], shape: [3, 1])
    let r2 = Metrics.R2Score()
    r2.updateState(t, p)
    #expect(try near(r2, [0.5]))
    let root = Metrics.RootMeanSquaredError()
    root.updateState(t, p)
    #expect(try near(root, [(1.0 / 3).squareRoot()]))
    let pearson = Metrics.PearsonCorrelation(axis: 0)
    pearson.updateState(t, p)
    #expect(try near(pearson, [0.8660254]))
    let concordance = Metrics.ConcordanceCorrelation(axis: 0)
    concordance.updateState(t, p)
    // Covariance 1/3, variances 2/3 and 2/9, difference of means 1/3.
    #expect(try near(concordance, [2.0 / 3]))
  }

  @Test func `correlations go along several axes, and those of constants are not numbers`() throws {
    let t = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    let p = Tensor([1, 2, 4, 5] as [Float], shape: [2, 2])
    // Means 2.5 and 3, covariance 7/4, variances 5/4 and 10/4.
    let concordance = Metrics.ConcordanceCorrelation(axis: [0, 1])
    concordance.updateState(t, p)
    #expect(try near(concordance, [2 * 1.75 / (1.25 + 2.5 + 0.25)]))
    let pearson = Metrics.PearsonCorrelation(axis: [0, 1])
    pearson.updateState(t, p)
    #expect(try near(pearson, [1.75 / (1.25 * 2.5).squareRoot()]))
    let again: Metric = try deserialize(serialize(pearson))
    #expect(serialize(again) == serialize(pearson))
    #expect(serialize(pearson)["config"]?["axis"] == [0, 1])
    // As in Keras, which divides by the deviation of each.
    let constant = Metrics.PearsonCorrelation(axis: 0)
    constant.updateState(t, onesLike(p))
    #expect(try constant.result().scalars(as: Float.self)[0].isNaN)
  }

  @Test func `a function given by name is a metric`() throws {
    let metric: Metric = try deserialize([
      "class_name": "MeanMetricWrapper",
      "config": ["name": "e", "fn": ["class_name": "function", "config": "mean_absolute_error"]],
    ])
    metric.updateState(t, p)
    #expect(try near(metric, [0.35]))
    let again: Metric = try deserialize(serialize(metric))
    #expect(serialize(again) == serialize(metric))
  }

  @Test(arguments: KerasClasses.all.compactMap { $0 as? Metric.Type }.map(\.className))
  func `every metric is read back from its config`(_ name: String) throws {
    let needed: JSONObject = [
      "num_classes": 3, "target_class_ids": [0, 1], "precision": 0.5, "recall": 0.5,
      "sensitivity": 0.5, "specificity": 0.5, "fn": "hinge",
    ]
    // Those of the settings that the class has: the others are refused, one by one.
    var settings = needed
    var found: Metric?
    while found == nil {
      do {
        found = try deserialize(["class_name": .string(name), "config": .object(settings)])
      } catch let error as ConfigError {
        let refused = try #require(
          settings.keys.first { error.description.contains("no setting '\($0)'") }, "\(error)")
        settings[refused] = nil
      }
    }
    let metric = try #require(found)
    let again: Metric = try deserialize(JSON(text: serialize(metric).text()))
    #expect(serialize(again) == serialize(metric))
  }

  @Test func `what cannot be is refused with a sentence`() throws {
    #expect(throws: (any Error).self) { try checking { Metrics.Precision(thresholds: [2.0]) } }
    #expect(throws: (any Error).self) { try checking { Metrics.AUC(numThresholds: 1) } }
    #expect(throws: (any Error).self) {
      try checking { Metrics.Recall(topK: 9).updateState(t, p) }
    }
    #expect(throws: (any Error).self) {
      try checking { Metrics.F1Score().updateState(t, p) }
    }
  }
}
