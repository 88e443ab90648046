extension Metrics {
  /// The mean of the sum of t·log(t / p).
  public final class KLDivergence: MeanMetricWrapper {
    public override var direction: Direction? { .down }
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor { Losses.klDivergence(t, p) }
  }
}

extension Metric {
  /// The mean of the sum of t·log(t / p).
  public static var klDivergence: Metric { Metrics.KLDivergence() }
}

extension Metrics {
  /// The mean of p - t·log(p).
  public final class Poisson: MeanMetricWrapper {
    public override var direction: Direction? { .down }
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor { Losses.poisson(t, p) }
  }
}

extension Metric {
  /// The mean of p - t·log(p).
  public static var poisson: Metric { Metrics.Poisson() }
}
