extension Losses {
  /// (1 - p^q) / q for the probability p of the right class, which noise in the targets harms less.
  ///
  /// Targets are numbers of classes. Source: Zhang and Sabuncu, Generalized Cross Entropy Loss, 2018.
  public final class CategoricalGeneralizedCrossEntropy: Loss {
    let q: Double

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      q: Double = 0.5, reduction: Reduction = .sumOverBatchSize,
      name: String? = "categorical_generalized_cross_entropy", dtype: DType? = nil
    ) {
      self.q = q
      super.init(name: name, reduction: reduction, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      q = try c.get("q", 0.5)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "q": q.json
      ])
    }

    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.categoricalGeneralizedCrossEntropy(t, p, q: q)
    }
  }

  /// (1 - p^q) / q for the probability p of the class that each target numbers.
  public static func categoricalGeneralizedCrossEntropy(
    _ yTrue: Tensor, _ yPred: Tensor, q: Double
  ) -> Tensor {
    let hot = oneHot(cast(yTrue, dtype: .i32), yPred.shape.last ?? 1, dtype: yPred.dtype)
    return (1 - power(sum(hot * yPred, axis: -1), Tensor(weak: q))) / q
  }
}

extension Loss {
  /// (1 - p^q) / q for the probability p of the right class, which noise in the targets harms less.
  public static func categoricalGeneralizedCrossEntropy(
    q: Double = 0.5
  ) -> Loss {
    Losses.CategoricalGeneralizedCrossEntropy(q: q)
  }
}
