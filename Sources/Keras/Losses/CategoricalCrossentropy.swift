extension Losses {
  /// The crossentropy between shares of classes and probabilities, or logits if `fromLogits`.
  ///
  /// The sum along `axis`, where the classes lie. Probabilities are brought to the sum 1.
  public final class CategoricalCrossentropy: Loss {
    let fromLogits: Bool
    let labelSmoothing: Double
    let axis: Int

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1,
      reduction: Reduction = .sumOverBatchSize, name: String? = "categorical_crossentropy",
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
      return Losses.categoricalCrossentropy(
        t, p, fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis)
    }
  }

  /// The crossentropy between shares of classes and probabilities or logits: the sum along `axis`.
  public static func categoricalCrossentropy(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool = false, labelSmoothing: Double = 0,
    axis: Int = -1
  ) -> Tensor {
    let t = smoothed(
      cast(yTrue, dtype: yPred.dtype), labelSmoothing, classes: yTrue.shape.last ?? 1)
    return NumPy.categoricalCrossentropy(t, yPred, fromLogits: fromLogits, axis: axis)
  }
}

extension Loss {
  /// The crossentropy between shares of classes and probabilities, or logits if `fromLogits`.
  public static func categoricalCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1
  ) -> Loss {
    Losses.CategoricalCrossentropy(
      fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis)
  }
}
