extension Losses {
  /// Binary crossentropy in which what is predicted well counts less.
  ///
  /// Source: Lin et al., Focal Loss for Dense Object Detection, 2017.
  public final class BinaryFocalCrossentropy: Loss {
    let applyClassBalancing: Bool
    let alpha: Double
    let gamma: Double
    let fromLogits: Bool
    let labelSmoothing: Double
    let axis: Int

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      applyClassBalancing: Bool = false, alpha: Double = 0.25, gamma: Double = 2,
      fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1,
      reduction: Reduction = .sumOverBatchSize, name: String? = "binary_focal_crossentropy",
      dtype: DType? = nil
    ) {
      self.applyClassBalancing = applyClassBalancing
      self.alpha = alpha
      self.gamma = gamma
      self.fromLogits = fromLogits
      self.labelSmoothing = labelSmoothing
      self.axis = axis
      super.init(name: name, reduction: reduction, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      applyClassBalancing = try c.get("apply_class_balancing", false)
      alpha = try c.get("alpha", 0.25)
      gamma = try c.get("gamma", 2.0)
      fromLogits = try c.get("from_logits", false)
      labelSmoothing = try c.get("label_smoothing", 0.0)
      axis = try c.get("axis", -1)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "apply_class_balancing": applyClassBalancing.json, "alpha": alpha.json,
        "gamma": gamma.json, "from_logits": fromLogits.json,
        "label_smoothing": labelSmoothing.json, "axis": axis.json,
      ])
    }

    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.binaryFocalCrossentropy(
        t, p, applyClassBalancing: applyClassBalancing, alpha: alpha, gamma: gamma,
        fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis)
    }
  }

  /// Binary crossentropy times (1 - p of the right class)^`gamma`: the mean along `axis`.
  public static func binaryFocalCrossentropy(
    _ yTrue: Tensor, _ yPred: Tensor, applyClassBalancing: Bool = false, alpha: Double = 0.25,
    gamma: Double = 2, fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1
  ) -> Tensor {
    let t = smoothed(cast(yTrue, dtype: yPred.dtype), labelSmoothing, classes: 2)
    let p = fromLogits ? sigmoid(yPred) : yPred
    let right = t * p + (1 - t) * (1 - p)
    var values =
      power(1 - right, Tensor(weak: gamma)) * NumPy.binaryCrossentropy(t, p)
    if applyClassBalancing { values = values * (t * alpha + (1 - t) * (1 - alpha)) }
    return mean(values, axis: axis)
  }
}

extension Loss {
  /// Binary crossentropy in which what is predicted well counts less.
  public static func binaryFocalCrossentropy(
    applyClassBalancing: Bool = false, alpha: Double = 0.25, gamma: Double = 2,
    fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1
  ) -> Loss {
    Losses.BinaryFocalCrossentropy(
      applyClassBalancing: applyClassBalancing, alpha: alpha, gamma: gamma, fromLogits: fromLogits,
      labelSmoothing: labelSmoothing, axis: axis)
  }
}
