import Keras
import TestTraits
import Testing

/// The clauses of SPEC.md's `keras averages`, one test each.
@Suite(.seeded) struct AverageRuleTests {
  private let target = zeros([4, 1])
  private let output = column([1, 2, 3, 4])
  private let ends = f32([1, 0, 0, 1])
  private func squares(_ reduction: Loss.Reduction = .sumOverBatchSize) -> Loss {
    Losses.MeanSquaredError(reduction: reduction)
  }

  /// A model that gives its input, so that losses can be worked out by hand.
  private func identity(
    weightedMetrics: [Metric] = [], metrics: [Metric] = [], regularizer: Regularizer? = nil
  ) -> Model {
    let model = Sequential {
      Input(shape: [1])
      Dense(1, kernelInitializer: .ones, kernelRegularizer: regularizer)
    }
    model.compile(
      optimizer: .sgd(0), loss: squares(), metrics: metrics, weightedMetrics: weightedMetrics)
    return model
  }

  @Test(arguments: RuleBackends.names)
  func `keras averages A1: weights and the number of values`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      for reduction in [Loss.Reduction.sumOverBatchSize, .mean] {
        #expect(try holds(squares(reduction)(target, output), .f32, [7.5]))
        #expect(
          try holds(squares(reduction)(target, output, sampleWeight: ends), .f32, [17.0 / 4]))
      }
      let weighted = squares(.meanWithSampleWeight)
      #expect(try holds(weighted(target, output, sampleWeight: ends), .f32, [17.0 / 2]))
      #expect(try holds(weighted(target, output), .f32, [7.5]))
      // Two rows of two values; a weight for each row counts once.
      let (rows, zero) = (reshape(output, [2, 2, 1]), zeros([2, 2, 1]))
      let each = Tensor([1, 3] as [Float], shape: [2, 1])
      #expect(try holds(weighted(zero, rows, sampleWeight: each), .f32, [80.0 / 4]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras averages A2: a mask leaves values out`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      #expect(try holds(squares()(target, output, mask: ends), .f32, [17.0 / 2]))
      let weights = f32([1, 5, 5, 3])
      #expect(
        try holds(
          squares()(target, output, sampleWeight: weights, mask: ends), .f32, [(1.0 + 48) / 2]))
      #expect(try holds(squares(.sum)(target, output, mask: ends), .f32, [17]))
      #expect(try holds(squares(.none)(target, output, mask: ends), .f32, [1, 0, 0, 16]))
    }
  }

  @Test(
    arguments: RuleBackends.names,
    [Loss.Reduction.sumOverBatchSize, .mean, .meanWithSampleWeight, .sum])
  func `keras averages A3: nothing that counts has the loss 0`(
    _ backend: String, _ reduction: Loss.Reduction
  ) throws {
    try RuleBackends.run(on: backend) { () throws in
      let loss = squares(reduction)
      #expect(try holds(loss(target, output, sampleWeight: zeros([4])), .f32, [0]))
      #expect(try holds(loss(target, output, mask: zeros([4])), .f32, [0]))
      #expect(try holds(loss(zeros([0, 1]), zeros([0, 1])), .f32, [0]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras averages A4: NaN shows under a mask and a weight of 0`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let broken = column([.nan, 2, 3, 4])
      let others = f32([0, 1, 1, 1])
      #expect(try holds(squares()(target, broken, mask: others), .f32, [.nan]))
      #expect(try holds(squares()(target, broken, sampleWeight: others), .f32, [.nan]))
      let mean = Metrics.Mean()
      mean.updateState(ravel(broken), sampleWeight: others)
      #expect(try holds(mean.result(), .f32, [.nan]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras averages A5: certain and wrong`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let loss = Losses.BinaryCrossentropy(reduction: .none)
      let values = try loss(column([1, 0]), column([0, 1])).scalars(as: Float.self)
      // In f32 1 - 1e-7 is 1 - 2⁻²³, so the two sides differ.
      #expect(Swift.abs(values[0] - 16.118095) < 1e-5 && Swift.abs(values[1] - 15.942385) < 1e-5)
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras averages A6: a smaller last batch counts less`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      // Batches of 3 and 1: (14 / 3 · 3 + 16 · 1) / 4.
      let figures = try identity().evaluate(output, target, batchSize: 3, verbose: .silent)
      #expect(near(figures["loss"], 7.5))
      let history = try identity().fit(
        output, target, batchSize: 3, verbose: .silent, shuffle: false)
      #expect(near(history.history["loss"]?.last, 7.5))
      // Weighted: (1 / 3 · 3 + 16 · 1) / 4, batches counted by samples, not by weights.
      let weighted = try identity().evaluate(
        output, target, batchSize: 3, verbose: .silent, sampleWeight: ends)
      #expect(near(weighted["loss"], 17.0 / 4))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras averages A7: regularizers are part of the loss`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let model = identity(regularizer: Regularizers.L2(0.5))
      let figures = try model.evaluate(output, target, batchSize: 3, verbose: .silent)
      #expect(near(figures["loss"], 8))
      let history = try model.fit(output, target, batchSize: 3, verbose: .silent)
      #expect(near(history.history["loss"]?.last, 8))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras averages A8: which metrics see weights`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let model = identity(weightedMetrics: [.meanSquaredError], metrics: [.meanSquaredError])
      let figures = try model.evaluate(
        output, target, batchSize: 3, verbose: .silent, sampleWeight: ends)
      #expect(near(figures["mean_squared_error"], 7.5))
      #expect(near(figures["weighted_mean_squared_error"], 17.0 / 2))
      let masked = Sequential {
        Masking(maskValue: 9)
        Dense(1, kernelInitializer: .ones)
      }
      masked.compile(optimizer: .sgd(0), loss: squares(), metrics: [.meanSquaredError])
      let steps = Tensor([1, 9, 3] as [Float], shape: [1, 3, 1])
      let seen = try masked.evaluate(steps, zeros([1, 3, 1]), verbose: .silent)
      #expect(near(seen["loss"], 5))
      #expect(near(seen["mean_squared_error"], 5))
      let ranked = Sequential {
        Masking(maskValue: 9)
        ActivationLayer(.sigmoid)
      }
      ranked.compile(
        optimizer: .sgd(0), loss: squares(),
        metrics: [
          Metrics.AUC(name: "auc"), Metrics.Recall(name: "recall"),
          Metrics.RootMeanSquaredError(name: "root_mean_squared_error"),
        ])
      // What is masked is the one wrong prediction.
      let scores = Tensor([-100, 9, 100] as [Float], shape: [1, 3, 1])
      let truth = Tensor([0, 0, 1] as [Float], shape: [1, 3, 1])
      let area = try ranked.evaluate(scores, truth, verbose: .silent)
      #expect(near(area["auc"], 1))
      #expect(near(area["recall"], 1))
      #expect(near(area["root_mean_squared_error"], 0))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras averages A9: a metric of nothing is 0`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let metrics: [Metric] = [
        Metrics.Mean(), Metrics.Sum(), .auc(), .precision(), .recall(), .binaryAccuracy(),
        .f1Score(), Metrics.R2Score(), Metrics.MeanIoU(2), Metrics.RootMeanSquaredError(),
        Metrics.PearsonCorrelation(), Metrics.SensitivityAtSpecificity(0.5), .truePositives(),
        Metrics.MeanSquaredError(name: "mse"), Metrics.CosineSimilarity(),
      ]
      for metric in metrics {
        #expect(try holds(metric.result(), .f32, [0]), "\(metric.name)")
      }
      let mean = Metrics.Mean()
      mean.updateState(f32([1, 2]), sampleWeight: f32([0, 0]))
      #expect(try holds(mean.result(), .f32, [0]))
      #expect(
        complaint { Metric.accuracy.result() }?.contains("compile sees by shapes which") == true)
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras averages A10: equal predictions and the threshold`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let even = Tensor([0.5, 0.5] as [Float], shape: [1, 2])
      for (label, right) in [(0, 1), (1, 0)] as [(Int32, Double)] {
        let metric: Metric = .sparseCategoricalAccuracy
        metric.updateState(i32([label]), even)
        #expect(try holds(metric.result(), .f32, [right]))
      }
      let binary: Metric = .binaryAccuracy()
      binary.updateState(column([1, 0]), column([0.5, 0.5]))
      #expect(try holds(binary.result(), .f32, [0.5]))
      binary.resetState()
      binary.updateState(column([0]), column([0.5]))
      #expect(try holds(binary.result(), .f32, [1]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras averages A11: weights of classes`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let model = identity()
      let labels = column([0, 1, 2, 0])
      // Squares 1, 1, 1 and 16 with weights 2, 1, 1 and 2; then times those of the samples.
      let by = try model.fit(
        output, labels, verbose: .silent, shuffle: false, classWeight: [0: 2])
      #expect(near(by.history["loss"]?.last, 9))
      let both = try model.fit(
        output, labels, verbose: .silent, shuffle: false, classWeight: [0: 2], sampleWeight: ends)
      #expect(near(both.history["loss"]?.last, 8.5))
    }
  }
}
