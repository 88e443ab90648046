extension Metrics {
  /// The mean of max(1 - t·p, 0).
  public final class Hinge: MeanMetricWrapper {
    public override var direction: Direction? { .down }
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor { Losses.hinge(t, p) }
  }
}

extension Metric {
  /// The mean of max(1 - t·p, 0).
  public static var hinge: Metric { Metrics.Hinge() }
}

extension Metrics {
  /// The mean of max(1 - t·p, 0)².
  public final class SquaredHinge: MeanMetricWrapper {
    public override var direction: Direction? { .down }
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor { Losses.squaredHinge(t, p) }
  }
}

extension Metric {
  /// The mean of max(1 - t·p, 0)².
  public static var squaredHinge: Metric { Metrics.SquaredHinge() }
}

extension Metrics {
  /// The mean of max(1 + the greatest p of another class - p of the right class, 0).
  public final class CategoricalHinge: MeanMetricWrapper {
    public override var direction: Direction? { .down }
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor { Losses.categoricalHinge(t, p) }
  }
}

extension Metric {
  /// The mean of max(1 + the greatest p of another class - p of the right class, 0).
  public static var categoricalHinge: Metric { Metrics.CategoricalHinge() }
}
