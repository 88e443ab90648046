/// A function of tensors as part of a functional model: what Keras makes of `x + y` and
/// `keras.ops.relu(x)` on symbolic tensors.
public final class OperationLayer: Layer {
  private let row: Operation
  /// What the operation was given besides tensors, under Keras's names.
  private let settings: JSONObject

  init(_ operation: Operation, _ settings: JSONObject = [:], name: String? = nil) {
    row = operation
    // Keras writes what was left at its default too.
    self.settings = operation.settings.merging(settings)
    super.init(name: name ?? AutoNames.next(KerasClasses.snakeCase(operation.name)))
    isBuilt = true
  }

  /// The operation that a file names.
  convenience init(named name: String, module: String, _ config: JSONObject) throws {
    let operation = try Operation.named(name, in: module)
    var settings = config
    settings["name"] = nil
    for key in settings.keys
    where operation.settings[key] == nil && !operation.required.contains(key) {
      throw ConfigError(
        "the operation '\(name)' has no '\(key)'"
          + NearNames.hint(key, among: operation.settings.keys + operation.required))
    }
    for key in operation.required where settings[key] == nil {
      throw ConfigError("the config of the operation '\(name)' has no '\(key)'")
    }
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
  public override var callSignature: CallSignature { .none }
  public override var autocastsInputs: Bool { false }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    do {
      let settings = Config(settings, of: "\(row.name) '\(name)'")
      return try row.run(try Operands(inputs.arguments, row, settings))
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
