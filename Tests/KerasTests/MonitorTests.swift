import Keras
import TestTraits
import Testing

/// Which way callbacks take a figure to get better.
@Suite(.seeded) struct MonitorTests {
  private let x = Random.normal(Random.key(0), [16, 2])
  private var y: Tensor { sum(x, axis: 1, keepdims: true) * 2 }

  /// Epochs of a fit with a learning rate that makes the model worse from step to step.
  private func epochs(
    watching figure: String, _ metric: Metric, mode: Callbacks.EarlyStopping.Mode = .auto
  ) throws -> Int {
    let model = Sequential { Dense(1, kernelInitializer: .ones) }
    model.compile(optimizer: Optimizers.SGD(3), loss: .meanSquaredError, metrics: [metric])
    return try model.fit(
      x, y, batchSize: 16, epochs: 6, verbose: .silent,
      callbacks: [Callbacks.EarlyStopping(monitor: figure, patience: 1, mode: mode)],
      validationData: ValidationData(x, y)
    ).epoch.count
  }

  @Test func `keras training T7: the metric watched knows which way is better`() throws {
    // It falls from the first epoch on.
    #expect(try epochs(watching: "val_r2_score", Metrics.R2Score()) == 2)
    #expect(try epochs(watching: "val_loss", Metrics.R2Score()) == 2)
    #expect(try epochs(watching: "val_accuracy", Metrics.MeanSquaredError(name: "accuracy")) == 2)
    #expect(throws: ConfigError.self) {
      try epochs(watching: "val_mean", Plain(name: "mean"))
    }
    #expect(try epochs(watching: "val_mean", Plain(name: "mean"), mode: .min) == 2)
  }

  /// A metric of which nothing is known.
  private final class Plain: Metrics.MeanMetricWrapper {
    init(name: String) {
      super.init(MetricFunction("plain") { abs($0 - $1) }, name: name)
    }
    required init(config: Config) throws { try super.init(config: config) }
  }

  @Test func `accuracies, areas and similarities get better upward, errors downward`() {
    let up: [Metric] = [
      Metrics.CosineSimilarity(), Metrics.MeanIoU(2), Metrics.PearsonCorrelation(),
      Metrics.ConcordanceCorrelation(), Metrics.Precision(name: "share"), Metrics.AUC(),
      Metrics.OneHotMeanIoU(2), Metrics.BinaryAccuracy(), Metrics.F1Score(),
      Metrics.SensitivityAtSpecificity(0.5), Metrics.TopKCategoricalAccuracy(),
    ]
    for metric in up { #expect(metric.direction == .up, "\(metric.name)") }
    let down: [Metric] = [
      Metrics.MeanSquaredError(), Metrics.RootMeanSquaredError(), Metrics.KLDivergence(),
      Metrics.BinaryCrossentropy(), Metrics.CategoricalHinge(),
    ]
    for metric in down { #expect(metric.direction == .down, "\(metric.name)") }
    for metric in [Metrics.TruePositives(), Metrics.Mean(), Metrics.Sum()] as [Metric] {
      #expect(metric.direction == nil, "\(metric.name)")
    }
  }
}
