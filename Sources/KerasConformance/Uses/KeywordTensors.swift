/// The tensors that a layer is given by name, in a case's arrays: `kwarg:NAME`, and for a list of them
/// `kwarg:NAME:0`, `kwarg:NAME:1`, ….
enum KeywordTensors {
  /// The arguments that `inputs` holds.
  static func read(_ inputs: NamedArrays) throws -> [String: CallArgument<Tensor>] {
    var arguments: [String: CallArgument<Tensor>] = [:]
    var counts: [String: Int] = [:]
    for (name, value) in inputs.beginning(with: "kwarg:") {
      let key = String(name.dropFirst(6).prefix { $0 != ":" })
      arguments[key] = .tensor(value)
      counts[key, default: 0] += 1
      guard name != "kwarg:\(key)" else { continue }
      arguments[key] = .list(inputs.numbered("kwarg:\(key):").map { .tensor($0) })
    }
    for (key, argument) in arguments where argument.leaves.count != counts[key] {
      throw ConfigError(
        "\(inputs.path) must have one array 'kwarg:\(key)', or a list of them, 'kwarg:\(key):0', "
          + "'kwarg:\(key):1' and so on without a gap")
    }
    return arguments
  }

  /// The names of the tensors that `arguments` gives by name, in the order of its leaves.
  static func names(_ arguments: CallArguments<Tensor>) -> [String] {
    arguments.keywords.sorted { $0.key < $1.key }.flatMap { key, argument -> [String] in
      if case .tensor = argument { return ["kwarg:\(key)"] }
      return argument.leaves.indices.map { "kwarg:\(key):\($0)" }
    }
  }
}
