extension Metrics {
  /// Keras's "accuracy" and "crossentropy", which mean one metric or another by what is compared.
  final class Deferred: Metric {
    let identifier: String

    init(_ identifier: String) {
      self.identifier = identifier
      super.init(name: identifier)
    }
    required init(config: Config) throws {
      identifier = try config.get("name")
      try super.init(config: config)
    }

    override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) {
      fail(unresolved)
    }
    override func result() -> Tensor {
      fail(unresolved)
      return .invalid
    }
    private var unresolved: String {
      let kind =
        ["crossentropy", "ce"].contains(identifier.lowercased()) ? "Crossentropy" : "Accuracy"
      return
        "'\(identifier)' is one of several metrics, and compile sees by shapes which; by itself take "
        + "one by name: Metrics.Binary\(kind), Categorical\(kind) or SparseCategorical\(kind)"
    }

    /// The metric meant for a target and a prediction of these types.
    func resolved(_ y: TensorType?, _ prediction: TensorType, loss: Loss?) throws -> Metric {
      let y = y ?? prediction
      let isBinary =
        prediction.shape.last == 1 || prediction.rank < 2 && y.rank < 2
      let isSparse =
        y.rank < prediction.rank || y.shape.last == 1 && prediction.shape.last != 1
      let name =
        ["accuracy", "acc"].contains(identifier.lowercased())
        ? (isBinary
          ? "BinaryAccuracy" : isSparse ? "SparseCategoricalAccuracy" : "CategoricalAccuracy")
        : (isBinary
          ? "BinaryCrossentropy"
          : isSparse ? "SparseCategoricalCrossentropy" : "CategoricalCrossentropy")
      let metric: Metric = try deserialize([
        "class_name": .string(name), "config": ["name": .string(identifier)],
      ])
      return metric
    }
  }
}

extension Metric {
  /// Binary, categorical or sparse categorical accuracy, as shapes tell: Keras's "accuracy".
  public static var accuracy: Metric { Metrics.Deferred("accuracy") }
  /// The crossentropy of the kind that shapes tell.
  public static var crossentropy: Metric { Metrics.Deferred("crossentropy") }
  /// The metric that the string stands for, reported under that string: `mae`, `accuracy`, as Keras
  /// has it where `compile` is given strings.
  public static func named(_ identifier: String) throws -> Metric {
    if ["accuracy", "acc", "crossentropy", "ce"].contains(identifier.lowercased()) {
      return Metrics.Deferred(identifier)
    }
    let metric: Metric = try deserialize(.string(identifier))
    metric.name = identifier
    return metric
  }
}
