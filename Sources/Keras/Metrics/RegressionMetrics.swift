extension Metrics {
  /// The mean of the squared differences.
  public final class MeanSquaredError: MeanMetricWrapper {
    public override var direction: Direction? { .down }
    public override class var aliases: [String] { ["mse", "MSE"] }
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor { Losses.meanSquaredError(t, p) }
  }
}

extension Metric {
  /// The mean of the squared differences.
  public static var meanSquaredError: Metric { Metrics.MeanSquaredError() }
}

extension Metrics {
  /// The mean of the magnitudes of the differences.
  public final class MeanAbsoluteError: MeanMetricWrapper {
    public override var direction: Direction? { .down }
    public override class var aliases: [String] { ["mae", "MAE"] }
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor { Losses.meanAbsoluteError(t, p) }
  }
}

extension Metric {
  /// The mean of the magnitudes of the differences.
  public static var meanAbsoluteError: Metric { Metrics.MeanAbsoluteError() }
}

extension Metrics {
  /// The mean of the differences in per cent of the targets.
  public final class MeanAbsolutePercentageError: MeanMetricWrapper {
    public override var direction: Direction? { .down }
    public override class var aliases: [String] { ["mape", "MAPE"] }
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor {
      Losses.meanAbsolutePercentageError(t, p)
    }
  }
}

extension Metric {
  /// The mean of the differences in per cent of the targets.
  public static var meanAbsolutePercentageError: Metric { Metrics.MeanAbsolutePercentageError() }
}

extension Metrics {
  /// The mean of the squared differences of log(1 + y).
  public final class MeanSquaredLogarithmicError: MeanMetricWrapper {
    public override var direction: Direction? { .down }
    public override class var aliases: [String] { ["msle", "MSLE"] }
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor {
      Losses.meanSquaredLogarithmicError(t, p)
    }
  }
}

extension Metric {
  /// The mean of the squared differences of log(1 + y).
  public static var meanSquaredLogarithmicError: Metric { Metrics.MeanSquaredLogarithmicError() }
}

extension Metrics {
  /// The mean of log(cosh(difference)).
  public final class LogCoshError: MeanMetricWrapper {
    public override var direction: Direction? { .down }
    class override var defaultName: String { "logcosh" }
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor { Losses.logCosh(t, p) }
  }
}

extension Metric {
  /// The mean of log(cosh(difference)).
  public static var logCoshError: Metric { Metrics.LogCoshError() }
}

extension Metrics {
  /// The root of the mean of the squared differences.
  public final class RootMeanSquaredError: Mean {
    public override var direction: Direction? { .down }
    public override func updateState(
      _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil
    ) {
      let (t, p) = squeezedToMatch(cast(yTrue, dtype: dtype), cast(yPred, dtype: dtype))
      updateState(square(p - t), sampleWeight: sampleWeight)
    }
    public override func result() -> Tensor { sqrt(super.result()) }
  }
}

extension Metric {
  /// The root of the mean of the squared differences.
  public static var rootMeanSquaredError: Metric { Metrics.RootMeanSquaredError() }
}
