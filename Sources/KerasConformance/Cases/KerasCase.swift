/// An object of Keras by its config, arrays to use it with, and what to compute.
///
/// The form in JSON is what `touchstone keras run` reads; see its help. Case files hold a list of such
/// objects under `cases`, with arrays as literals under `inputs` and `weights`.
public struct KerasCase: Sendable {
  /// What kind of object it is.
  public enum Kind: String, Sendable, CaseIterable {
    case layer, loss, metric, optimizer, model, function

    /// The area of the report in which such cases are counted.
    var area: String {
      switch self {
      case .layer: "keras.layers"
      case .loss: "keras.losses"
      case .metric: "keras.metrics"
      case .optimizer: "keras.optimizers"
      case .model: "keras.fit"
      case .function: "functions"
      }
    }
  }
  /// A short name, its own in its file; empty where the case stands alone.
  public let name: String
  /// The kind of object.
  public let kind: Kind
  /// The object: Keras's serialized form.
  public internal(set) var serialized: JSON
  /// How a layer is called: `style`, `training`, `kwargs`; how a model is trained: `fit`'s arguments.
  public let call: JSON
  /// How many steps an optimizer makes.
  public var steps: Int
  /// What is computed where nobody says.
  public let modes: [KerasMode]
  /// The arrays to use the object with.
  public var inputs: NamedArrays
  /// The values of its weights.
  public var weights: NamedArrays

  /// The case with these parts.
  init(
    _ name: String, _ kind: Kind, _ serialized: JSON, call: JSON = [:], steps: Int = 1,
    modes: [KerasMode], inputs: [(name: String, value: Tensor)],
    weights: [(name: String, value: Tensor)] = []
  ) {
    (self.name, self.kind, self.serialized) = (name, kind, serialized)
    (self.call, self.steps, self.modes) = (call, steps, modes)
    self.inputs = NamedArrays(inputs, path: "the inputs of \(name)")
    self.weights = NamedArrays(weights, path: "the weights of \(name)")
  }

  /// The case that `json` describes.
  public init(_ json: JSON) throws {
    name = json["name"]?.string ?? ""
    call = json["call"] ?? [:]
    steps = json["steps"]?.integer ?? 1
    guard steps >= 0 else { throw ConfigError("'steps' must not be negative, got \(steps)") }
    modes = try (json["modes"]?.array ?? []).map { word in
      guard let mode = word.string.flatMap(KerasMode.init) else {
        throw ConfigError(
          "'modes' must be a list of \(KerasMode.allCases.map(\.rawValue)), got \(word.text())")
      }
      return mode
    }
    let place = name.isEmpty ? "the case" : "'\(name)'"
    inputs = try NamedArrays(json["inputs"] ?? .null, path: "the inputs of \(place)")
    weights = try NamedArrays(json["weights"] ?? .null, path: "the weights of \(place)")
    var serialized = json["keras_config"] ?? .null
    if serialized.isNull {
      guard let name = json["class"]?.string else {
        throw ConfigError("a case needs 'keras_config', or 'class' and 'args'")
      }
      var config = json["args"]?.object ?? [:]
      // Python's None for the reduction is a name in files.
      if config["reduction"]?.isNull == true { config["reduction"] = "none" }
      serialized = ["class_name": .string(name), "config": .object(config)]
    }
    self.serialized = serialized
    kind = try Self.kind(json, serialized)
  }

  /// What is said, or else what the module tells, or else a layer.
  private static func kind(_ json: JSON, _ serialized: JSON) throws -> Kind {
    if let word = json["kind"]?.string {
      guard let kind = Kind(rawValue: word) else {
        throw ConfigError(
          "'kind' must be one of \(Kind.allCases.map(\.rawValue)), got '\(word)'")
      }
      return kind
    }
    switch serialized["module"]?.string {
    case "keras.losses": return .loss
    case "keras.metrics": return .metric
    case "keras.optimizers": return .optimizer
    default: break
    }
    let name = serialized["class_name"]?.string ?? serialized.string ?? ""
    let kinds = KerasClasses.all.filter { $0.className == name }.compactMap { type -> Kind? in
      switch type {
      case is Layer.Type: .layer
      case is Loss.Type: .loss
      case is Metric.Type: .metric
      case is Optimizer.Type: .optimizer
      default: nil
      }
    }
    guard kinds.count < 2 else {
      throw ConfigError(
        "\(name) is the name of a \(kinds.map(\.rawValue).joined(separator: " and of a ")): "
          + "say which by 'kind'")
    }
    return kinds.first ?? .layer
  }

  /// The name of the object's class.
  package var className: String { serialized["class_name"]?.string ?? serialized.string ?? "" }

  /// The case as a file holds it.
  func json() throws -> JSONObject {
    var fields: JSONObject = ["name": .string(name), "kind": .string(kind.rawValue)]
    fields["keras_config"] = serialized
    if call.object?.fields.isEmpty == false { fields["call"] = call }
    if kind == .optimizer { fields["steps"] = .integer(steps) }
    fields["modes"] = .array(modes.map { .string($0.rawValue) })
    if !weights.list.isEmpty { fields["weights"] = try weights.json() }
    fields["inputs"] = try inputs.json()
    return fields
  }
}
