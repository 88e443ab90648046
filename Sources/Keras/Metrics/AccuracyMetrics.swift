extension Metrics {
  /// How often predictions equal targets.
  public final class Accuracy: MeanMetricWrapper {
    public override var direction: Direction? { .up }
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor { cast(equal(t, p), dtype: dtype) }
  }
}

extension Metric {
  /// How often predictions equal targets.
  public static var exactAccuracy: Metric { Metrics.Accuracy() }
}

extension Metrics {
  /// How often predictions are on the side of `threshold` that targets of 0 or 1 say.
  public final class BinaryAccuracy: MeanMetricWrapper {
    public override var direction: Direction? { .up }
    let threshold: Double

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      name: String? = nil, dtype: DType? = nil, threshold: Double = 0.5
    ) {
      self.threshold = threshold
      super.init(name: name, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      threshold = try c.get("threshold", 0.5)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "threshold": threshold.json
      ])
    }

    override func values(_ t: Tensor, _ p: Tensor) -> Tensor {
      Metrics.binaryAccuracy(t, p, threshold: threshold)
    }
  }
}

extension Metric {
  /// How often predictions are on the side of `threshold` that targets of 0 or 1 say.
  public static func binaryAccuracy(threshold: Double = 0.5) -> Metric {
    Metrics.BinaryAccuracy(threshold: threshold)
  }
}

extension Metrics {
  /// How often the greatest prediction is where the greatest target is.
  public final class CategoricalAccuracy: MeanMetricWrapper {
    public override var direction: Direction? { .up }
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor { Metrics.categoricalAccuracy(t, p) }
  }
}

extension Metric {
  /// How often the greatest prediction is where the greatest target is.
  public static var categoricalAccuracy: Metric { Metrics.CategoricalAccuracy() }
}

extension Metrics {
  /// How often the greatest prediction is at the class that the target numbers.
  public final class SparseCategoricalAccuracy: MeanMetricWrapper {
    public override var direction: Direction? { .up }
    override func values(_ t: Tensor, _ p: Tensor) -> Tensor {
      Metrics.sparseCategoricalAccuracy(t, p)
    }
  }
}

extension Metric {
  /// How often the greatest prediction is at the class that the target numbers.
  public static var sparseCategoricalAccuracy: Metric { Metrics.SparseCategoricalAccuracy() }
}

extension Metrics {
  /// 1 where a prediction is on the side of `threshold` that the target of 0 or 1 says, else 0.
  public static func binaryAccuracy(
    _ yTrue: Tensor, _ yPred: Tensor, threshold: Double = 0.5
  ) -> Tensor {
    let (t, p) = squeezedToMatch(yTrue, yPred)
    let side = cast(greater(p, Tensor(weak: threshold)), dtype: t.dtype)
    return cast(equal(t, side), dtype: Settings.floatx)
  }

  /// 1 where the greatest prediction is where the greatest target is, else 0.
  public static func categoricalAccuracy(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    cast(equal(argmax(yTrue, axis: -1), argmax(yPred, axis: -1)), dtype: Settings.floatx)
  }

  /// 1 where the greatest prediction is at the class that the target numbers, else 0.
  public static func sparseCategoricalAccuracy(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let isList = yTrue.rank == yPred.rank && yTrue.shape.last == 1
    let labels = cast(isList ? squeeze(yTrue, axis: -1) : yTrue, dtype: .i32)
    return cast(
      equal(labels, cast(argmax(yPred, axis: -1), dtype: .i32)), dtype: Settings.floatx)
  }
}
