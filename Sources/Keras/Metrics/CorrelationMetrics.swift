extension Metrics {
  /// The mean of a figure of targets and predictions along an axis: the base of those below.
  public class AxisMetric: MeanMetricWrapper {
    public override var direction: Direction? { .up }
    let axis: AxisSetting

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(name: String? = nil, dtype: DType? = nil, axis: AxisSetting = -1) {
      self.axis = axis
      super.init(name: name, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      axis = try c.get("axis", -1)
      try super.init(config: c)
    }
    public override var config: JSONObject { super.config.merging(["axis": axis.json]) }
  }
}

extension Metrics {
  /// The mean of the cosine of the angle between targets and predictions.
  public final class CosineSimilarity: AxisMetric {
    public override var config: JSONObject {
      // Keras leaves axis out where it is the default, and reads it.
      var fields = super.config
      if axis == -1 { fields["axis"] = nil }
      return fields
    }

    override func values(_ t: Tensor, _ p: Tensor) -> Tensor {
      -Losses.cosineSimilarity(t, p, axis: axis)
    }
  }
}

extension Metric {
  /// The mean of the cosine of the angle between targets and predictions.
  public static func cosineSimilarity(axis: AxisSetting = -1) -> Metric {
    Metrics.CosineSimilarity(axis: axis)
  }
}

extension Metrics {
  /// The mean of the linear correlation of targets and predictions along `axis`.
  public final class PearsonCorrelation: AxisMetric {
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor {
      Metrics.pearsonCorrelation(t, p, axis: axis)
    }
  }
}

extension Metric {
  /// The mean of the linear correlation of targets and predictions along `axis`.
  public static func pearsonCorrelation(axis: AxisSetting = -1) -> Metric {
    Metrics.PearsonCorrelation(axis: axis)
  }
}

extension Metrics {
  /// The mean of how far predictions lie on the line of equality with targets, along `axis`.
  ///
  /// Source: Lin, A Concordance Correlation Coefficient to Evaluate Reproducibility, 1989.
  public final class ConcordanceCorrelation: AxisMetric {
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor {
      Metrics.concordanceCorrelation(t, p, axis: axis)
    }
  }
}

extension Metric {
  /// The mean of how far predictions lie on the line of equality with targets, along `axis`.
  public static func concordanceCorrelation(axis: AxisSetting = -1) -> Metric {
    Metrics.ConcordanceCorrelation(axis: axis)
  }
}

extension Metrics {
  /// The linear correlation of targets and predictions along `axis`, NaN where one of them is constant.
  public static func pearsonCorrelation(
    _ yTrue: Tensor, _ yPred: Tensor, axis: any AxisList = -1
  ) -> Tensor {
    func standard(_ x: Tensor) -> Tensor {
      let centred = x - mean(x, axis: axis, keepdims: true)
      return centred / std(centred, axis: axis, keepdims: true)
    }
    return mean(standard(yTrue) * standard(yPred), axis: axis)
  }

  /// How far predictions lie on the line of equality with targets, along `axis`.
  public static func concordanceCorrelation(
    _ yTrue: Tensor, _ yPred: Tensor, axis: any AxisList = -1
  ) -> Tensor {
    let t = yTrue - mean(yTrue, axis: axis, keepdims: true)
    let p = yPred - mean(yPred, axis: axis, keepdims: true)
    let variances = mean(square(t), axis: axis) + mean(square(p), axis: axis)
    let distance = square(mean(yTrue, axis: axis) - mean(yPred, axis: axis))
    return 2 * mean(t * p, axis: axis) / (variances + distance + Settings.epsilon)
  }
}
