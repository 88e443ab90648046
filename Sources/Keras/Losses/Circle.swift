extension Losses {
  /// How near embeddings of one class are to each other, and how far from those of others.
  ///
  /// Targets are numbers of classes, predictions embeddings of length 1. Those without a loss do not count
  /// in means. Source: Sun et al., Circle Loss: A Unified Perspective of Pair Similarity Optimization, 2020.
  public final class Circle: Loss {
    let gamma: Double
    let margin: Double
    let removeDiagonal: Bool

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      gamma: Double = 80, margin: Double = 0.4, removeDiagonal: Bool = true,
      reduction: Reduction = .sumOverBatchSize, name: String? = "circle", dtype: DType? = nil
    ) {
      self.gamma = gamma
      self.margin = margin
      self.removeDiagonal = removeDiagonal
      super.init(name: name, reduction: reduction, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      gamma = try c.get("gamma", 80.0)
      margin = try c.get("margin", 0.4)
      removeDiagonal = try c.get("remove_diagonal", true)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "gamma": gamma.json, "margin": margin.json, "remove_diagonal": removeDiagonal.json,
      ])
    }

    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.circle(t, p, removeDiagonal: removeDiagonal, gamma: gamma, margin: margin)
    }

    public override func valueMask(
      _ yTrue: Tensor, _ yPred: Tensor, _ values: Tensor
    ) -> Tensor? {
      greater(values, Tensor(weak: 0))
    }
  }

  /// How near embeddings of one class are to each other, and how far from those of others.
  public static func circle(
    _ yTrue: Tensor, _ yPred: Tensor, refLabels: Tensor? = nil, refEmbeddings: Tensor? = nil,
    removeDiagonal: Bool = true, gamma: Double = 80, margin: Double = 0.4
  ) -> Tensor {
    let labels = reshape(yTrue, [yTrue.type.count])
    let others = refLabels.map { reshape($0, [$0.type.count]) } ?? labels
    let similarities = matmul(yPred, transpose(refEmbeddings ?? yPred))
    let distances = maximum(1 - similarities, Tensor(weak: 0))
    var isSame = equal(expandDims(labels, 1), expandDims(others, 0))
    let isOther = logicalNot(isSame)
    if removeDiagonal, refLabels == nil {
      isSame = logicalAnd(isSame, logicalNot(eye(labels.shape[0], dtype: .i1)))
    }
    // What is as it should be pulls no more: both weights end at the margin.
    let near =
      gamma * maximum(distances + margin, Tensor(weak: 0)) * (distances - margin)
    let far =
      gamma * maximum(1 - distances + margin, Tensor(weak: 0))
      * (1 - distances - margin)
    // Nothing to be near to, or far from, is as good as no loss: e to the power of this is 0.
    let nothing = Tensor.full(distances.type, -1e30)
    return softplus(
      logsumexp(NumPy.where(isSame, near, nothing), axis: 1)
        + logsumexp(NumPy.where(isOther, far, nothing), axis: 1))
  }
}

extension Loss {
  /// How near embeddings of one class are to each other, and how far from those of others.
  public static func circle(
    gamma: Double = 80, margin: Double = 0.4, removeDiagonal: Bool = true
  ) -> Loss {
    Losses.Circle(gamma: gamma, margin: margin, removeDiagonal: removeDiagonal)
  }
}
