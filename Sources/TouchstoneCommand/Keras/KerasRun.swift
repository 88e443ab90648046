import ArgumentParser
import ArrayFiles
import ConformanceKit
import Foundation
import KerasFiles

/// `touchstone keras`
struct KerasCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keras", abstract: "Runs objects of Keras from their configs; says what is there.",
    subcommands: [KerasRun.self, KerasCoverage.self])
}

/// `touchstone keras run`
struct KerasRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a layer, loss, metric or optimizer that a JSON file describes.",
    discussion: """
      CASE.json is an object. What to build is under "keras_config", as Keras's serialize gives it, \
      or under "class" and "args" (its config); "kind" is layer, loss, metric or optimizer, and can \
      be left out where the class tells. For layers "call" may hold "style" ("list": the inputs are \
      one argument, a list), "training" and "kwargs" (values by name).

      Arrays, by name, in .npz files:
      layer      --input: arg0, arg1, …; kwarg:NAME; with --gradient cotangent0, … (else ones).
                 --weights: by path or name (kernel, dense/kernel). A weight that is not there \
      keeps what its initializer made.
                 Output: out0, …; after:NAME for what training changed; with --gradient also \
      grad:arg0, … and grad:NAME.
      loss       --input: y_true, y_pred, perhaps sample_weight. Output: out0, grad:y_pred.
      metric     --input: the same, or y_true:0, y_pred:0, y_true:1, … for several batches; values \
      (values:0, …) for those that gather values. Output: out0, out1, …, one for each batch, and \
      state:NAME.
      optimizer  --weights: the weights, in the order of the file. --input: gradient:NAME for all \
      steps, or gradient:NAME:0, gradient:NAME:1, …. Output: weight:NAME and state:NAME after \
      --steps steps.
      """)

  @Argument(help: "The JSON file; - for standard input.")
  var file: String

  @Option(help: "The .npz file of weights.")
  var weights: String?

  @Option(help: "The .npz file of inputs.")
  var input: String?

  @Option(help: "The .npz file to write.")
  var output: String

  @Option(help: "The backend to run on. (default: TOUCHSTONE_BACKEND, else reference)")
  var backend: String?

  @Flag(help: "Computes gradients too, of layers and losses.")
  var gradient = false

  @Option(help: "How many steps an optimizer makes.")
  var steps = 1

  func validate() throws {
    guard steps >= 0 else { throw ValidationError("--steps must not be negative, got \(steps)") }
  }

  func run() throws {
    let backend = try Choice.backend(backend)
    let name = SourceFiles.name(file)
    let json: JSON
    do { json = try JSON(text: try SourceFiles.read(file)) } catch let error as JSONError {
      throw ConfigError("\(name): \(error)")
    }
    let inputs = try NamedArrays(input)
    let weights = try NamedArrays(weights)
    let results = try withBackend(backend) {
      try checking { () throws -> [(String, Tensor)] in
        let one = try KerasCase(json)
        switch one.object {
        case let layer as Keras.Layer:
          return try LayerRun(layer, one.call, inputs, weights, gradient: gradient).results()
        case let loss as Loss: return try ObjectRuns.loss(loss, inputs, gradient: gradient)
        case let metric as Metric: return try ObjectRuns.metric(metric, inputs)
        case let optimizer as Optimizer:
          return try ObjectRuns.optimizer(optimizer, inputs, weights, steps: steps)
        default:
          throw ConfigError(
            "\(one.object.classNameInFiles) is neither layer, loss, metric nor optimizer")
        }
      }
    }
    try ArrayFile.write(results.map { ($0.0, try $0.1.host()) }, to: output)
  }
}

/// The object that a case describes, and how to call it.
struct KerasCase {
  let object: any KerasObject
  let call: JSON

  init(_ json: JSON) throws {
    call = json["call"] ?? [:]
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
    switch try Self.kind(json, serialized) {
    case "layer": object = try deserialize(serialized, as: Keras.Layer.self)
    case "loss": object = try deserialize(serialized, as: Loss.self)
    case "metric": object = try deserialize(serialized, as: Metric.self)
    case "optimizer": object = try deserialize(serialized, as: Optimizer.self)
    case let other:
      throw ConfigError("'kind' must be layer, loss, metric or optimizer, got '\(other)'")
    }
  }

  /// What is said, or else what the module tells, or else a layer.
  private static func kind(_ json: JSON, _ serialized: JSON) throws -> String {
    if let kind = json["kind"]?.string { return kind }
    switch serialized["module"]?.string {
    case "keras.losses": return "loss"
    case "keras.metrics": return "metric"
    case "keras.optimizers": return "optimizer"
    default: break
    }
    let name = serialized["class_name"]?.string ?? serialized.string ?? ""
    let kinds = KerasClasses.all.filter { $0.className == name }.compactMap {
      type -> String? in
      switch type {
      case is Keras.Layer.Type: "layer"
      case is Loss.Type: "loss"
      case is Metric.Type: "metric"
      case is Optimizer.Type: "optimizer"
      default: nil
      }
    }
    guard kinds.count < 2 else {
      throw ConfigError(
        "\(name) is the name of a \(kinds.joined(separator: " and of a ")): say which by 'kind'")
    }
    return kinds.first ?? "layer"
  }
}

/// The arrays of a file by name.
struct NamedArrays {
  let path: String
  let list: [(name: String, value: Tensor)]
  private let byName: [String: Tensor]

  /// Those of the file at `path`; none where it is `nil`.
  init(_ path: String?) throws {
    self.path = path ?? "(no file was given)"
    // NumPy has no bfloat16: `x:bf16` holds its bits.
    list = try (path.map { try ArrayFile.read($0) } ?? []).map { entry in
      guard entry.name.hasSuffix(":bf16"), entry.value.dtype == .ui16 else {
        return (entry.name, Tensor(entry.value))
      }
      return (
        String(entry.name.dropLast(5)),
        Tensor(entry.value.reinterpreted(as: TensorType(.bf16, entry.value.shape)))
      )
    }
    byName = Dictionary(list.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
  subscript(_ name: String) -> Tensor? { byName[name] }

  /// The array of this name, which must be there.
  func require(_ name: String) throws -> Tensor {
    guard let value = byName[name] else {
      throw ConfigError(
        "\(path) has no array '\(name)'; it has \(list.map(\.name).joined(separator: ", "))")
    }
    return value
  }

  /// `prefix0`, `prefix1`, … as far as they go.
  func numbered(_ prefix: String) -> [Tensor] {
    var result: [Tensor] = []
    while let next = byName["\(prefix)\(result.count)"] { result.append(next) }
    return result
  }
}
