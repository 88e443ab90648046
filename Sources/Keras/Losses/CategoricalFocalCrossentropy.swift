extension Losses {
  /// Categorical crossentropy in which what is predicted well counts less.
  ///
  /// Source: Lin et al., Focal Loss for Dense Object Detection, 2017.
  public final class CategoricalFocalCrossentropy: Loss {
    let alpha: Double
    let gamma: Double
    let fromLogits: Bool
    let labelSmoothing: Double
    let axis: Int

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      alpha: Double = 0.25, gamma: Double = 2, fromLogits: Bool = false,
      labelSmoothing: Double = 0, axis: Int = -1, reduction: Reduction = .sumOverBatchSize,
      name: String? = "categorical_focal_crossentropy", dtype: DType? = nil
    ) {
      self.alpha = alpha
      self.gamma = gamma
      self.fromLogits = fromLogits
      self.labelSmoothing = labelSmoothing
      self.axis = axis
      super.init(name: name, reduction: reduction, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      alpha = try c.get("alpha", 0.25)
      gamma = try c.get("gamma", 2.0)
      fromLogits = try c.get("from_logits", false)
      labelSmoothing = try c.get("label_smoothing", 0.0)
      axis = try c.get("axis", -1)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "alpha": alpha.json, "gamma": gamma.json, "from_logits": fromLogits.json,
        "label_smoothing": labelSmoothing.json, "axis": axis.json,
      ])
    }

    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.categoricalFocalCrossentropy(
        t, p, alpha: alpha, gamma: gamma, fromLogits: fromLogits,
        labelSmoothing: labelSmoothing, axis: axis)
    }
  }

  /// Categorical crossentropy times `alpha`·(1 - p)^`gamma`: the sum along `axis`.
  public static func categoricalFocalCrossentropy(
    _ yTrue: Tensor, _ yPred: Tensor, alpha: Double = 0.25, gamma: Double = 2,
    fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1
  ) -> Tensor {
    let t = smoothed(
      cast(yTrue, dtype: yPred.dtype), labelSmoothing, classes: yTrue.shape.last ?? 1)
    let raw = fromLogits ? softmax(yPred, axis: axis) : yPred
    let shares = raw / sum(raw, axis: axis, keepdims: true)
    let p = clip(
      shares, Tensor(weak: Settings.epsilon), Tensor(weak: 1 - Settings.epsilon))
    return sum(
      alpha * power(1 - p, Tensor(weak: gamma)) * -(t * log(p)), axis: axis)
  }
}

extension Loss {
  /// Categorical crossentropy in which what is predicted well counts less.
  public static func categoricalFocalCrossentropy(
    alpha: Double = 0.25, gamma: Double = 2, fromLogits: Bool = false, labelSmoothing: Double = 0,
    axis: Int = -1
  ) -> Loss {
    Losses.CategoricalFocalCrossentropy(
      alpha: alpha, gamma: gamma, fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis
    )
  }
}
