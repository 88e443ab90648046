extension Model {
  /// The architecture as text, without weights: Keras's `to_json`.
  public func toJSON() -> String { SharedObjects.serialized(self).text() }
}

/// A new model of the architecture that `text` describes: Keras's `model_from_json`.
///
/// Throws if the text is no JSON, names a class that is neither Keras's nor registered, or makes no
/// sense otherwise.
public func modelFromJSON(_ text: String) throws -> Model {
  try modelFromConfig(try JSON(text: text), compile: false)
}

/// The model that a file's config describes, compiled as it says unless `compile` is false.
package func modelFromConfig(_ config: JSON, compile: Bool) throws -> Model {
  let model: Model = try SharedObjects.$reading.withValue(SharedObjects.Reading()) {
    try deserialize(config)
  }
  if compile, let fields = config["compile_config"]?.object, fields.count > 0 {
    try model.compile(fromConfig: Config(fields, of: "compile_config"))
  }
  return model
}

extension Model {
  /// Compiles the model as `config` says, and makes the optimizer's state if the model is built:
  /// Keras's `compile_from_config`.
  public func compile(fromConfig c: Config) throws {
    let losses = try Model.list(c, "loss", names: outputNames) {
      try deserialize(try Model.functionName($0).map { .string($0) } ?? $0, as: Loss.self)
    }
    let metrics = try Model.lists(c, "metrics", names: outputNames)
    let weighted = try Model.lists(c, "weighted_metrics", names: outputNames)
    let weights = try Model.list(c, "loss_weights", names: outputNames) { json in
      guard let value = json.number else {
        throw c.unexpected("loss_weights", "numbers", json)
      }
      return value
    }
    try checking {
      compile(
        optimizer: try c.object("optimizer") ?? .rmsprop(), losses: losses,
        lossWeights: weights.isEmpty ? nil : weights.map { $0 ?? 1 }, metrics: metrics,
        weightedMetrics: weighted, runEagerly: try c.get("run_eagerly", false),
        stepsPerExecution: try c.get("steps_per_execution", 1),
        jitCompile: Model.jit(c["jit_compile"]), autoScaleLoss: false)
    }
    try c.refuseUnread(except: ["auto_scale_loss"])
    compiled?.source = c.fields
    if isBuilt { try checking { compiled?.optimizer.buildIfNeeded(trainableVariables) } }
  }

  /// The name of the function that `json` holds, if it holds one; it must be Keras's, or registered.
  private static func functionName(_ json: JSON) throws -> String? {
    guard json["class_name"]?.string == "function" else { return nil }
    guard let function = MetricFunction(config: json) else {
      throw ConfigError(
        "the function '\(json["config"]?.string ?? "")' is neither Keras's nor registered; a metric "
          + "is registered by MetricFunction.register, a loss as a class of its own by "
          + "CustomObjects.register")
    }
    return function.name
  }

  /// Keras writes true, false or "auto".
  private static func jit(_ json: JSON?) -> Bool { json?.bool ?? true }

  /// One value for all outputs, a list of them, or values by the outputs' names.
  private static func list<Value>(
    _ c: Config, _ key: String, names: [String], _ read: (JSON) throws -> Value
  ) throws -> [Value?] {
    guard let json = c[key], !json.isNull else { return [] }
    func value(_ json: JSON) throws -> Value? { json.isNull ? nil : try read(json) }
    if let items = json.array { return try items.map(value) }
    if let fields = json.object, fields["class_name"] == nil {
      return try names.map { try value(fields[$0] ?? .null) }
    }
    return [try value(json)]
  }

  /// The metrics of each output.
  private static func lists(_ c: Config, _ key: String, names: [String]) throws -> [[Metric]] {
    func metric(_ json: JSON) throws -> Metric {
      if let name = try functionName(json), let function = MetricFunction(config: .string(name)) {
        return Metrics.MeanMetricWrapper(function)
      }
      return try json.string.map { try Metric.named($0) } ?? deserialize(json)
    }
    func group(_ json: JSON) throws -> [Metric] {
      json.isNull ? [] : try json.array?.map(metric) ?? [metric(json)]
    }
    guard let json = c[key], !json.isNull else { return [] }
    if let fields = json.object, fields["class_name"] == nil {
      return try names.map { try group(fields[$0] ?? .null) }
    }
    guard let items = json.array else { return [try group(json)] }
    return items.contains { $0.array != nil } ? try items.map(group) : [try group(json)]
  }
}
