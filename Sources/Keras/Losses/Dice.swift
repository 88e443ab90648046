extension Losses {
  /// 1 minus twice the overlap of targets and predictions over the sum of both.
  ///
  /// Over all axes, or those of `axis`. Source: Sudre et al., Generalised Dice Overlap, 2017.
  public final class Dice: Loss {
    let axis: AxisSetting?

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      reduction: Reduction = .sumOverBatchSize, name: String? = "dice", axis: AxisSetting? = nil,
      dtype: DType? = nil
    ) {
      self.axis = axis
      super.init(name: name, reduction: reduction, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      axis = try c.get("axis")
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "axis": axis.json
      ])
    }

    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.dice(t, p, axis: axis)
    }
  }

  /// 1 minus twice the overlap of targets and predictions over the sum of both, along `axis` or all axes.
  public static func dice(
    _ yTrue: Tensor, _ yPred: Tensor, axis: AxisSetting? = nil
  ) -> Tensor {
    let t = cast(yTrue, dtype: yPred.dtype)
    let overlap = 2 * sum(t * yPred, axis: axis)
    let total = sum(t, axis: axis) + sum(yPred, axis: axis)
    return 1 - (overlap + Settings.epsilon) / (total + Settings.epsilon)
  }
}

extension Loss {
  /// 1 minus twice the overlap of targets and predictions over the sum of both.
  public static func dice(
    axis: AxisSetting? = nil
  ) -> Loss {
    Losses.Dice(axis: axis)
  }
}
