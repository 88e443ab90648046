extension Losses {
  /// Minus the cosine of the angle between targets and predictions: -1 for the same direction.
  public final class CosineSimilarity: Loss {
    let axis: Int

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      axis: Int = -1, reduction: Reduction = .sumOverBatchSize,
      name: String? = "cosine_similarity", dtype: DType? = nil
    ) {
      self.axis = axis
      super.init(name: name, reduction: reduction, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      axis = try c.get("axis", -1)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      // Keras leaves axis out, and reads it.
      let fields = super.config
      return axis == -1 ? fields : fields.merging(["axis": axis.json])
    }

    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.cosineSimilarity(t, p, axis: axis)
    }
  }

  /// Minus the cosine of the angle between targets and predictions along `axis`.
  public static func cosineSimilarity(
    _ yTrue: Tensor, _ yPred: Tensor, axis: any AxisList = -1
  ) -> Tensor {
    -sum(normalize(yTrue, axis: axis) * normalize(yPred, axis: axis), axis: axis)
  }
}

extension Loss {
  /// Minus the cosine of the angle between targets and predictions: -1 for the same direction.
  public static func cosineSimilarity(
    axis: Int = -1
  ) -> Loss {
    Losses.CosineSimilarity(axis: axis)
  }
}
