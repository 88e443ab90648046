/// A case's model, compiled as its config says, with data to train on.
struct TrainingUse {
  private let model: Model
  private let one: KerasCase

  /// The model of `one`, in the dtypes of `policy` if there is one.
  init(_ one: KerasCase, _ policy: DTypePolicy? = nil) throws {
    var json = one.serialized
    if let policy { json = Policies.replaced(json, policy) }
    model = try modelFromConfig(json, compile: true)
    let weights = one.weights.list.map(\.value)
    try model.setWeights(
      zip(model.weights, weights).map { $0.dtype == $1.dtype ? $1 : convert($1, to: $0.dtype) }
        + weights.dropFirst(model.weights.count))
    self.one = one
  }

  /// `history:NAME`, a number for each epoch, and `weight:NAME` at the end.
  func results() throws -> KerasFunction.Results {
    let (call, inputs) = (one.call, one.inputs)
    func data(_ name: String) -> [Tensor] { inputs[name].map { [$0] } ?? inputs.numbered(name) }
    let x = data("x")
    guard !x.isEmpty else { throw ConfigError("\(inputs.path) has no array 'x' to train on") }
    func optional(_ name: String) -> [Tensor]? {
      let tensors = data(name)
      return tensors.isEmpty ? nil : tensors
    }
    let validation = optional("val_x").map { ValidationData($0, optional("val_y")) }
    var classes: [Int: Double] = [:]
    for (key, value) in call["class_weight"]?.object?.fields ?? [] {
      guard let label = Int(key), let weight = value.number else {
        throw ConfigError("'class_weight' must hold numbers by class, got '\(key)'")
      }
      classes[label] = weight
    }
    let callbacks = try (call["callbacks"]?.array ?? []).map(Self.callback)
    let history = try checking {
      try model.fit(
        x, optional("y"), batchSize: call["batch_size"]?.integer ?? 32,
        epochs: call["epochs"]?.integer ?? 1, verbose: .silent, callbacks: callbacks,
        validationSplit: call["validation_split"]?.number ?? 0, validationData: validation,
        shuffle: call["shuffle"]?.bool ?? false, classWeight: classes.isEmpty ? nil : classes,
        sampleWeight: optional("sample_weight"),
        stepsPerEpoch: call["steps_per_epoch"]?.integer,
        shuffleSeed: call["shuffle_seed"]?.integer)
    }
    let histories = history.history.sorted { $0.key < $1.key }.map { key, values in
      ("history:\(key)", Tensor(values.map { Float($0) }))
    }
    return histories
      + zip(LayerUse.names(of: model.weights, in: model), model.weights).map {
        ("weight:" + $0, $1.rawValue)
      }
      + [("iterations", model.optimizer?.iterations.rawValue ?? Tensor(0 as Int32))]
  }

  /// The callback that `json` names, with its arguments.
  private static func callback(_ json: JSON) throws -> Callback {
    let config = Config(json["config"]?.object ?? [:], of: json["class_name"]?.string ?? "callback")
    switch config.owner {
    case "EarlyStopping":
      return Callbacks.EarlyStopping(
        monitor: try config.get("monitor", "val_loss"), patience: try config.get("patience", 0),
        restoreBestWeights: try config.get("restore_best_weights", false))
    case "ReduceLROnPlateau":
      return try Callbacks.ReduceLROnPlateau(
        monitor: try config.get("monitor", "val_loss"), factor: try config.get("factor", 0.1),
        patience: try config.get("patience", 10))
    default:
      throw ConfigError(
        "'callbacks' may name EarlyStopping and ReduceLROnPlateau, got '\(config.owner)'")
    }
  }
}
