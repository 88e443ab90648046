extension Metrics {
  /// The mean of the crossentropy between targets of 0 or 1 and probabilities or logits.
  public final class BinaryCrossentropy: MeanMetricWrapper {
    public override var direction: Direction? { .down }
    public override class var aliases: [String] { ["bce", "BCE"] }
    let fromLogits: Bool
    let labelSmoothing: Double

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      name: String? = nil, dtype: DType? = nil, fromLogits: Bool = false,
      labelSmoothing: Double = 0
    ) {
      self.fromLogits = fromLogits
      self.labelSmoothing = labelSmoothing
      super.init(name: name, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      fromLogits = try c.get("from_logits", false)
      labelSmoothing = try c.get("label_smoothing", 0.0)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "from_logits": fromLogits.json, "label_smoothing": labelSmoothing.json,
      ])
    }

    override func values(_ t: Tensor, _ p: Tensor) -> Tensor {
      Losses.binaryCrossentropy(t, p, fromLogits: fromLogits, labelSmoothing: labelSmoothing)
    }
  }
}

extension Metric {
  /// The mean of the crossentropy between targets of 0 or 1 and probabilities or logits.
  public static func binaryCrossentropy(fromLogits: Bool = false, labelSmoothing: Double = 0)
    -> Metric
  {
    Metrics.BinaryCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }
}

extension Metrics {
  /// The mean of the crossentropy between shares of classes and probabilities or logits.
  public final class CategoricalCrossentropy: MeanMetricWrapper {
    public override var direction: Direction? { .down }
    let fromLogits: Bool
    let labelSmoothing: Double
    let axis: Int

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      name: String? = nil, dtype: DType? = nil, fromLogits: Bool = false,
      labelSmoothing: Double = 0, axis: Int = -1
    ) {
      self.fromLogits = fromLogits
      self.labelSmoothing = labelSmoothing
      self.axis = axis
      super.init(name: name, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      fromLogits = try c.get("from_logits", false)
      labelSmoothing = try c.get("label_smoothing", 0.0)
      axis = try c.get("axis", -1)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "from_logits": fromLogits.json, "label_smoothing": labelSmoothing.json, "axis": axis.json,
      ])
    }

    override func values(_ t: Tensor, _ p: Tensor) -> Tensor {
      Losses.categoricalCrossentropy(
        t, p, fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis)
    }
  }
}

extension Metric {
  /// The mean of the crossentropy between shares of classes and probabilities or logits.
  public static func categoricalCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1
  ) -> Metric {
    Metrics.CategoricalCrossentropy(
      fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis)
  }
}

extension Metrics {
  /// The mean of the crossentropy between numbers of classes and probabilities or logits.
  ///
  /// Targets that are `ignoreClass` have the value 0; they count all the same unless there are weights, as
  /// Keras has it.
  public final class SparseCategoricalCrossentropy: MeanMetricWrapper {
    public override var direction: Direction? { .down }
    let fromLogits: Bool
    let ignoreClass: Int?
    let axis: Int

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      name: String? = nil, dtype: DType? = nil, fromLogits: Bool = false, ignoreClass: Int? = nil,
      axis: Int = -1
    ) {
      self.fromLogits = fromLogits
      self.ignoreClass = ignoreClass
      self.axis = axis
      super.init(name: name, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      fromLogits = try c.get("from_logits", false)
      ignoreClass = try c.get("ignore_class")
      axis = try c.get("axis", -1)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "from_logits": fromLogits.json, "ignore_class": ignoreClass.json, "axis": axis.json,
      ])
    }

    override func values(_ t: Tensor, _ p: Tensor) -> Tensor {
      Losses.sparseCategoricalCrossentropy(
        t, p, fromLogits: fromLogits, ignoreClass: ignoreClass, axis: axis)
    }

    public override func updateState(
      _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil
    ) {
      guard let ignoreClass, let sampleWeight else {
        return super.updateState(yTrue, yPred, sampleWeight: sampleWeight)
      }
      let counts = notEqual(cast(yTrue, dtype: .i32), Tensor(Int32(clamping: ignoreClass)))
      let (c, w) = alignedRanks(cast(counts, dtype: dtype), cast(sampleWeight, dtype: dtype))
      super.updateState(yTrue, yPred, sampleWeight: c * w)
    }
  }
}

extension Metric {
  /// The mean of the crossentropy between numbers of classes and probabilities or logits.
  public static func sparseCategoricalCrossentropy(
    fromLogits: Bool = false, ignoreClass: Int? = nil, axis: Int = -1
  ) -> Metric {
    Metrics.SparseCategoricalCrossentropy(
      fromLogits: fromLogits, ignoreClass: ignoreClass, axis: axis)
  }
}
