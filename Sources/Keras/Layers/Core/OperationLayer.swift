/// A function of tensors as part of a functional model: what Keras makes of `x + y` and
/// `keras.ops.relu(x)` on symbolic tensors.
public final class OperationLayer: Layer {
  private let row: Operation
  /// What the operation was given besides tensors, under Keras's names.
  private let settings: JSONObject

  init(_ operation: Operation, _ settings: JSONObject = [:], name: String? = nil) {
    row = operation
    self.settings = settings
    super.init(name: name ?? AutoNames.next(KerasClasses.snakeCase(operation.name)))
    isBuilt = true
  }

  /// The operation that a file names.
  convenience init(named name: String, module: String, _ config: JSONObject) throws {
    guard let operation = Operation.byName[name] else {
      throw ConfigError(
        "the operation '\(name)' of \(module) is unknown; known are "
          + Operation.all.map(\.name).sorted().joined(separator: ", "))
    }
    var settings = config
    settings["name"] = nil
    self.init(operation, settings, name: config["name"]?.string)
  }

  /// The object that `config` describes.
  public required init(config: Config) throws {
    throw ConfigError("an OperationLayer is made by the name of its operation")
  }
  public override var config: JSONObject {
    (["name": .string(name)] as JSONObject).merging(settings)
  }
  public override var classNameInFiles: String { row.name }
  public override var filedBeside: JSONObject {
    ["module": .string(row.module), "registered_name": .string(row.name)]
  }
  public override var autocastsInputs: Bool { false }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    do {
      return try row.run(
        Operands(inputs.arguments.positional, Config(settings, of: "\(row.name) '\(name)'")))
    } catch {
      fail("\(error)", inputs.tensors.map(\.type))
      return [.invalid]
    }
  }

  /// Calls the operation on symbolic tensors and values.
  static func apply(
    _ name: String, _ arguments: [CallArgument<KerasTensor>], _ settings: JSONObject = [:]
  ) -> [KerasTensor] {
    guard let operation = Operation.byName[name] else {
      preconditionFailure("\(name) is in the table of operations")
    }
    return OperationLayer(operation, settings)(CallArguments(arguments))
  }
}

/// What an operation in a model is given.
struct Operands {
  private let arguments: [CallArgument<Tensor>]
  /// What it was given besides tensors.
  let settings: Config

  init(_ arguments: [CallArgument<Tensor>], _ settings: Config) {
    self.arguments = arguments
    self.settings = settings
  }

  /// The tensor or the number at `i`.
  func tensor(_ i: Int) throws -> Tensor {
    switch arguments[safe: i] {
    case .tensor(let tensor)?: return tensor
    case .value(let json)?:
      if let value = json.integer, case .integer = json { return Tensor(integerLiteral: value) }
      if let value = json.number { return Tensor(floatLiteral: value) }
      if let values = [Int](config: json) { return Tensor(values.map { Int32($0) }) }
      throw ConfigError(
        "argument \(i) of \(settings.owner) must be a tensor or a number, got \(json.kind)")
    default: throw ConfigError("\(settings.owner) has no argument \(i)")
    }
  }
  /// The tensors of the list at `i`.
  func list(_ i: Int) throws -> [Tensor] {
    guard let leaves = arguments[safe: i]?.leaves, !leaves.isEmpty else {
      throw ConfigError("argument \(i) of \(settings.owner) must be a list of tensors")
    }
    return leaves
  }
  /// All tensors.
  var all: [Tensor] { arguments.flatMap(\.leaves) }
  /// The value at `i` if it is no tensor.
  func value(_ i: Int) -> JSON? {
    if case .value(let json)? = arguments[safe: i] { json } else { nil }
  }
  /// The axes under `key`: one, several, or nil for all.
  func axes(_ key: String = "axis") throws -> (any AxisList)? {
    guard let json = settings.fields[key], !json.isNull else { return nil }
    if let axis = json.integer { return axis }
    return try settings.get(key, as: [Int].self)
  }
  func keepdims() throws -> Bool { try settings.get("keepdims", false) }
}
