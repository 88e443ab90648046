extension Losses {
  /// Half the squared difference up to `delta`, and from there on a straight line.
  ///
  /// The mean over the last axis.
  public final class Huber: Loss {
    let delta: Double

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      delta: Double = 1, reduction: Reduction = .sumOverBatchSize, name: String? = "huber_loss",
      dtype: DType? = nil
    ) {
      self.delta = delta
      super.init(name: name, reduction: reduction, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      delta = try c.get("delta", 1.0)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      // Keras leaves delta out, and reads it.
      let fields = super.config
      return delta == 1 ? fields : fields.merging(["delta": delta.json])
    }

    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.huber(t, p, delta: delta)
    }
  }

  /// Half the squared difference up to `delta`, from there on a straight line: the mean over the last axis.
  public static func huber(
    _ yTrue: Tensor, _ yPred: Tensor, delta: Double = 1
  ) -> Tensor {
    let magnitude = abs(yPred - yTrue)
    let line = delta * magnitude - 0.5 * delta * delta
    return mean(
      NumPy.where(lessEqual(magnitude, Tensor(weak: delta)), 0.5 * square(magnitude), line),
      axis: -1)
  }
}

extension Loss {
  /// Half the squared difference up to `delta`, and from there on a straight line.
  public static func huber(
    delta: Double = 1
  ) -> Loss {
    Losses.Huber(delta: delta)
  }
}
