extension Losses {
  /// Categorical crossentropy with the number of the class as target.
  ///
  /// Targets that are `ignoreClass` have the loss 0 and do not count in means.
  public final class SparseCategoricalCrossentropy: Loss {
    let fromLogits: Bool
    let ignoreClass: Int?
    let axis: Int

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      fromLogits: Bool = false, ignoreClass: Int? = nil, reduction: Reduction = .sumOverBatchSize,
      axis: Int = -1, name: String? = "sparse_categorical_crossentropy", dtype: DType? = nil
    ) {
      self.fromLogits = fromLogits
      self.ignoreClass = ignoreClass
      self.axis = axis
      super.init(name: name, reduction: reduction, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      fromLogits = try c.get("from_logits", false)
      ignoreClass = try c.get("ignore_class")
      axis = try c.get("axis", -1)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      // Keras leaves axis out, and reads it.
      let fields = super.config.merging([
        "from_logits": fromLogits.json, "ignore_class": ignoreClass.json,
      ])
      return axis == -1 ? fields : fields.merging(["axis": axis.json])
    }

    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.sparseCategoricalCrossentropy(
        t, p, fromLogits: fromLogits, ignoreClass: ignoreClass, axis: axis)
    }

    public override func valueMask(
      _ yTrue: Tensor, _ yPred: Tensor, _ values: Tensor
    ) -> Tensor? {
      ignoreClass.map {
        reshape(notEqual(cast(yTrue, dtype: .i32), Tensor(Int32(clamping: $0))), values.shape)
      }
    }
  }

  /// Categorical crossentropy with the number of the class as target; 0 where that is `ignoreClass`.
  public static func sparseCategoricalCrossentropy(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool = false, ignoreClass: Int? = nil,
    axis: Int = -1
  ) -> Tensor {
    var labels = cast(yTrue, dtype: .i32)
    if labels.rank == yPred.rank, labels.shape.last == 1 { labels = squeeze(labels, axis: -1) }
    guard let ignoreClass else {
      return NumPy.sparseCategoricalCrossentropy(
        labels, yPred, fromLogits: fromLogits, axis: axis)
    }
    let counts = notEqual(labels, Tensor(Int32(clamping: ignoreClass)))
    let values = NumPy.sparseCategoricalCrossentropy(
      NumPy.where(counts, labels, zerosLike(labels)), yPred, fromLogits: fromLogits, axis: axis)
    return NumPy.where(counts, values, zerosLike(values))
  }
}

extension Loss {
  /// Categorical crossentropy with the number of the class as target.
  public static func sparseCategoricalCrossentropy(
    fromLogits: Bool = false, ignoreClass: Int? = nil, axis: Int = -1
  ) -> Loss {
    Losses.SparseCategoricalCrossentropy(
      fromLogits: fromLogits, ignoreClass: ignoreClass, axis: axis)
  }
}
