/// What an operation in a model is given: tensors and constants by position, and settings by name.
struct Operands {
  private let arguments: [CallArgument<Tensor>]
  /// What its constructor was given.
  let settings: Config

  /// The arguments of a call of `operation`, those by keyword brought to their places.
  init(_ given: CallArguments<Tensor>, _ operation: Operation, _ settings: Config) throws {
    self.settings = settings
    var arguments = given.positional
    // Keywords that no parameter has belong to those that take any, as `rearrange` does.
    var rest: JSONObject = [:]
    for (key, value) in given.keywords.sorted(by: { $0.key < $1.key }) {
      if let place = operation.parameters.firstIndex(of: key) {
        while arguments.count <= place { arguments.append(.value(.null)) }
        arguments[place] = value
      } else if operation.parameters.last == "**", case .value(let json) = value {
        rest[key] = json
      } else {
        throw ConfigError(
          "\(settings.owner) has no argument '\(key)'"
            + NearNames.hint(key, among: operation.parameters))
      }
    }
    if let named = operation.parameters.firstIndex(of: "**") {
      while arguments.count <= named { arguments.append(.value(.null)) }
      arguments[named] = .value(.object(rest))
    }
    self.arguments = arguments
  }

  /// The tensor or the constant at `i`.
  func tensor(_ i: Int) throws -> Tensor {
    guard let tensor = try optional(i) else {
      throw ConfigError("\(settings.owner) needs argument \(i)")
    }
    return tensor
  }
  /// The tensor or the constant at `i`; `nil` where there is none or null.
  func optional(_ i: Int) throws -> Tensor? {
    guard let argument = arguments[safe: i] else { return nil }
    if case .value(.null) = argument { return nil }
    return try one(argument, "argument \(i)")
  }
  /// The tensors of the list at `i`.
  func list(_ i: Int) throws -> [Tensor] {
    switch arguments[safe: i] {
    case .list(let items)?: return try items.map { try one($0, "an item of argument \(i)") }
    case .value(.array(let items))? where !items.isEmpty:
      return try items.map { try one(.value($0), "an item of argument \(i)") }
    default: throw ConfigError("argument \(i) of \(settings.owner) must be a list of tensors")
    }
  }
  /// The two tensors of the list at `i`: the real and the imaginary part of a complex one.
  func complexNumber(_ i: Int) throws -> Tensor {
    let parts = try list(i)
    guard parts.count == 2 else {
      throw ConfigError(
        "argument \(i) of \(settings.owner) must be a real and an imaginary part, got "
          + "\(parts.count) tensors")
    }
    return complex(parts[0], parts[1])
  }
  /// All that came by position.
  func all() throws -> [Tensor] {
    try arguments.enumerated().map { try one($0.element, "argument \($0.offset)") }
  }
  /// The value at `i` if it is no tensor.
  func value(_ i: Int) -> JSON? {
    if case .value(let json)? = arguments[safe: i], !json.isNull { json } else { nil }
  }
  /// The component of a subscript at `i`: a value, or a tensor of indices.
  func indices(_ i: Int) throws -> [any TensorIndex] {
    switch arguments[safe: i] {
    case .tensor(let tensor)?: return [tensor]
    case .list(let items)?: return try items.map { try index($0) }
    case .value(.array(let items))?: return try items.map(KerasIndex.init)
    case .value(let json)?: return [try KerasIndex(json)]
    case nil: throw ConfigError("\(settings.owner) needs a subscript")
    }
  }
  private func index(_ argument: CallArgument<Tensor>) throws -> any TensorIndex {
    switch argument {
    case .tensor(let tensor): tensor
    case .value(let json): try KerasIndex(json)
    case .list: throw ConfigError("a component of a subscript must not be a list of tensors")
    }
  }

  private func one(_ argument: CallArgument<Tensor>, _ what: String) throws -> Tensor {
    switch argument {
    case .tensor(let tensor): return tensor
    case .list(let items):
      // Python makes an array of a list of tensors where it wants one.
      return stack(try items.map { try one($0, what) })
    case .value(let json):
      guard let tensor = ConstantArgument.tensor(json) else {
        throw ConfigError(
          "\(what) of \(settings.owner) must be a tensor or numbers, got \(json.kind)")
      }
      return tensor
    }
  }

  // MARK: Settings

  /// The axes under `key`: one, several, or nil for all.
  func axes(_ key: String = "axis") throws -> (any AxisList)? {
    try settings.get(key, as: AxisSetting?.self)
  }
  /// The integer or the integers under `key`.
  func sizes(_ key: String) throws -> any AxisList { try settings.get(key, as: AxisSetting.self) }
  func ints(_ key: String) throws -> [Int] { try settings.get(key) }
  func int(_ key: String) throws -> Int { try settings.get(key) }
  func axis(_ key: String = "axis") throws -> Int? { try settings.get(key) }
  func double(_ key: String) throws -> Double { try settings.get(key) }
  func number(_ key: String) throws -> Double? { try settings.get(key) }
  func flag(_ key: String) throws -> Bool { try settings.get(key) }
  func dtype(_ key: String = "dtype") throws -> DType? { try settings.get(key) }
  func text(_ key: String) throws -> String { try settings.get(key) }
  func dataFormat() throws -> DataFormat {
    try settings.get("data_format", as: DataFormat?.self) ?? Settings.imageDataFormat
  }
  func padding() throws -> Padding { try settings.get("padding") }
  /// The value of `values` that the setting `key` names.
  func choice<Value>(_ key: String, _ values: KeyValuePairs<String, Value>) throws -> Value {
    let json = try settings.get(key, as: JSON.self)
    guard let value = values.first(where: { $0.key == json.string })?.value else {
      throw settings.unexpected(
        key, "one of " + values.map { "'\($0.key)'" }.joined(separator: ", "), json)
    }
    return value
  }
  /// Refuses a setting that asks for what there is not.
  func refuse(_ key: String, _ reason: String) throws {
    guard settings[key]?.bool == true else { return }
    throw ConfigError("'\(key)' of \(settings.owner) must not be true: \(reason)")
  }
}

/// One component of a subscript as files write it.
struct KerasIndex: TensorIndex {
  let component: IndexComponent

  init(_ json: JSON) throws {
    if json.isNull {
      component = .newAxis
    } else if json.bool == nil, let index = json.integer {
      component = .integer(index)
    } else if json["class_name"]?.string == "__slice__", let slice = json["config"] {
      component = .steps(
        from: slice["start"]?.integer, to: slice["stop"]?.integer, by: slice["step"]?.integer ?? 1)
    } else if json["class_name"]?.string == "__ellipsis__" {
      component = .ellipsis
    } else if let tensor = ConstantArgument.tensor(json), tensor.rank > 0 {
      component = .tensor(tensor)
    } else {
      throw ConfigError(
        "a subscript must be an integer, a slice, null, an ellipsis or integers, got \(json.kind)")
    }
  }
}
