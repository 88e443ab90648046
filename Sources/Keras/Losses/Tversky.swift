extension Losses {
  /// 1 minus the overlap over itself, `alpha` of what is missing, and `beta` of what is wrongly there.
  ///
  /// Over all axes, or those of `axis`. Source: Salehi et al., Tversky Loss Function, 2017.
  public final class Tversky: Loss {
    let alpha: Double
    let beta: Double
    let axis: AxisSetting?

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      alpha: Double = 0.5, beta: Double = 0.5, reduction: Reduction = .sumOverBatchSize,
      name: String? = "tversky", axis: AxisSetting? = nil, dtype: DType? = nil
    ) {
      self.alpha = alpha
      self.beta = beta
      self.axis = axis
      super.init(name: name, reduction: reduction, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      alpha = try c.get("alpha", 0.5)
      beta = try c.get("beta", 0.5)
      axis = try c.get("axis")
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "alpha": alpha.json, "beta": beta.json, "axis": axis.json,
      ])
    }

    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.tversky(t, p, alpha: alpha, beta: beta, axis: axis)
    }
  }

  /// 1 minus the overlap over itself, `alpha` of what is missing, and `beta` of what is wrongly there.
  public static func tversky(
    _ yTrue: Tensor, _ yPred: Tensor, alpha: Double = 0.5, beta: Double = 0.5,
    axis: AxisSetting? = nil
  ) -> Tensor {
    let t = cast(yTrue, dtype: yPred.dtype)
    let overlap = sum(t * yPred, axis: axis)
    let wrong = sum((1 - t) * yPred, axis: axis)
    let missing = sum(t * (1 - yPred), axis: axis)
    return 1 - (overlap + Settings.epsilon)
      / (overlap + alpha * missing + beta * wrong + Settings.epsilon)
  }
}

extension Loss {
  /// 1 minus the overlap over itself, `alpha` of what is missing, and `beta` of what is wrongly there.
  public static func tversky(
    alpha: Double = 0.5, beta: Double = 0.5, axis: AxisSetting? = nil
  ) -> Loss {
    Losses.Tversky(alpha: alpha, beta: beta, axis: axis)
  }
}
