extension Losses {
  /// The crossentropy between targets of 0 or 1 and probabilities, or logits if `fromLogits`.
  ///
  /// The mean along `axis`. `labelSmoothing` moves targets towards 0.5. Probabilities are kept 1e-7 away
  /// from 0 and 1.
  public final class BinaryCrossentropy: Loss {
    public override class var aliases: [String] { ["bce", "BCE"] }
    let fromLogits: Bool
    let labelSmoothing: Double
    let axis: Int

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1,
      reduction: Reduction = .sumOverBatchSize, name: String? = "binary_crossentropy",
      dtype: DType? = nil
    ) {
      self.fromLogits = fromLogits
      self.labelSmoothing = labelSmoothing
      self.axis = axis
      super.init(name: name, reduction: reduction, dtype: dtype)
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

    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.binaryCrossentropy(
        t, p, fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis)
    }
  }

  /// The crossentropy between targets of 0 or 1 and probabilities or logits: the mean along `axis`.
  public static func binaryCrossentropy(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool = false, labelSmoothing: Double = 0,
    axis: Int = -1
  ) -> Tensor {
    let t = smoothed(cast(yTrue, dtype: yPred.dtype), labelSmoothing, classes: 2)
    return mean(NumPy.binaryCrossentropy(t, yPred, fromLogits: fromLogits), axis: axis)
  }

  /// Targets moved towards the same share for each class.
  static func smoothed(_ t: Tensor, _ smoothing: Double, classes: Int) -> Tensor {
    smoothing == 0 ? t : t * (1 - smoothing) + smoothing / Double(classes)
  }
}

extension Loss {
  /// The crossentropy between targets of 0 or 1 and probabilities, or logits if `fromLogits`.
  public static func binaryCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1
  ) -> Loss {
    Losses.BinaryCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis)
  }
}
