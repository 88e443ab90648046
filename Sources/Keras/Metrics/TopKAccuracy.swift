extension Metrics {
  /// How often the class of the greatest target is among the `k` greatest predictions.
  public final class TopKCategoricalAccuracy: MeanMetricWrapper {
    public override var direction: Direction? { .up }
    let k: Int

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ k: Int = 5, name: String? = nil, dtype: DType? = nil
    ) {
      self.k = k
      super.init(name: name, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      k = try c.get("k", 5)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "k": k.json
      ])
    }

    override func values(_ t: Tensor, _ p: Tensor) -> Tensor {
      Metrics.topKCategoricalAccuracy(t, p, k: k)
    }
  }
}

extension Metric {
  /// How often the class of the greatest target is among the `k` greatest predictions.
  public static func topKCategoricalAccuracy(_ k: Int = 5) -> Metric {
    Metrics.TopKCategoricalAccuracy(k)
  }
}

extension Metrics {
  /// How often the class that the target numbers is among the `k` greatest predictions.
  ///
  /// With `fromSortedIds` predictions are numbers of classes, the best first.
  public final class SparseTopKCategoricalAccuracy: MeanMetricWrapper {
    public override var direction: Direction? { .up }
    let k: Int
    let fromSortedIds: Bool

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ k: Int = 5, name: String? = nil, dtype: DType? = nil, fromSortedIds: Bool = false
    ) {
      self.k = k
      self.fromSortedIds = fromSortedIds
      super.init(name: name, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      k = try c.get("k", 5)
      fromSortedIds = try c.get("from_sorted_ids", false)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      // Keras leaves fromSortedIds out where it is the default, and reads it.
      let fields = super.config.merging([
        "k": k.json
      ])
      return fromSortedIds == false
        ? fields : fields.merging(["from_sorted_ids": fromSortedIds.json])
    }

    override func values(_ t: Tensor, _ p: Tensor) -> Tensor {
      Metrics.sparseTopKCategoricalAccuracy(t, p, k: k, fromSortedIds: fromSortedIds)
    }
  }
}

extension Metric {
  /// How often the class that the target numbers is among the `k` greatest predictions.
  public static func sparseTopKCategoricalAccuracy(_ k: Int = 5, fromSortedIds: Bool = false)
    -> Metric
  {
    Metrics.SparseTopKCategoricalAccuracy(k, fromSortedIds: fromSortedIds)
  }
}

extension Metrics {
  /// 1 where the class of the greatest target is among the `k` greatest predictions, else 0.
  public static func topKCategoricalAccuracy(
    _ yTrue: Tensor, _ yPred: Tensor, k: Int = 5
  ) -> Tensor {
    sparseTopKCategoricalAccuracy(argmax(yTrue, axis: -1), yPred, k: k)
  }

  /// 1 where the class that the target numbers is among the `k` greatest predictions, else 0.
  public static func sparseTopKCategoricalAccuracy(
    _ yTrue: Tensor, _ yPred: Tensor, k: Int = 5, fromSortedIds: Bool = false
  ) -> Tensor {
    let isList = yTrue.rank == yPred.rank && yTrue.shape.last == 1
    let labels = cast(isList ? squeeze(yTrue, axis: -1) : yTrue, dtype: .i32)
    let classes = yPred.shape.last ?? 1
    let rows = reshape(yPred, [-1, classes])
    let flat = reshape(labels, [-1])
    let isAmong: Tensor
    if fromSortedIds {
      let best = cast(slice(rows, [0, 0], [rows.shape[0], Swift.min(k, classes)]), dtype: .i32)
      isAmong = any(equal(expandDims(flat, 1), best), axis: 1)
    } else {
      isAmong = inTopK(flat, rows, k)
    }
    return reshape(cast(isAmong, dtype: Settings.floatx), labels.shape)
  }
}
