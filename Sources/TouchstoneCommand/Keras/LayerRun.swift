import Keras

/// One call of a layer, with its gradients.
struct LayerRun {
  private let layer: Keras.Layer
  private let inputs: [Tensor]
  private let keywords: [String: CallArgument<Tensor>]
  private let isList: Bool
  private let training: Bool?
  private let cotangents: [Tensor]
  private let gradient: Bool

  init(
    _ layer: Keras.Layer, _ call: JSON, _ arrays: NamedArrays, _ weights: NamedArrays,
    gradient: Bool
  ) throws {
    self.layer = layer
    self.gradient = gradient
    inputs = arrays.numbered("arg")
    cotangents = arrays.numbered("cotangent")
    guard !inputs.isEmpty else {
      throw ConfigError("\(arrays.path) has no array 'arg0' to call the layer with")
    }
    isList = call["style"]?.string == "list"
    training = call["training"]?.bool
    var keywords: [String: CallArgument<Tensor>] = [:]
    for (name, value) in call["kwargs"]?.object?.fields ?? [] {
      keywords[name] = .value(value["value"] ?? value)
    }
    for (name, value) in arrays.list where name.hasPrefix("kwarg:") {
      keywords[String(name.dropFirst(6))] = .tensor(value)
    }
    self.keywords = keywords
    // A first call makes the weights where the config does not say for which shapes.
    if !layer.isBuilt { _ = layer(arguments(inputs), training: false) }
    for (name, value) in weights.list { try set(name, value) }
  }

  private func arguments(_ inputs: [Tensor]) -> CallArguments<Tensor> {
    let list = inputs.map { CallArgument.tensor($0) }
    return CallArguments(isList ? [.list(list)] : list, keywords)
  }

  /// Sets the weight of this path or name.
  private func set(_ name: String, _ value: Tensor) throws {
    let found = layer.variables.filter { LayerRun.name($0, in: layer) == name || $0.path == name }
    let matches =
      found.isEmpty
      ? layer.variables.filter { $0.name == name || $0.path.hasSuffix("/" + name) } : found
    guard matches.count == 1 else {
      let names = layer.variables.map { LayerRun.name($0, in: layer) }.joined(separator: ", ")
      throw ConfigError(
        "\(matches.isEmpty ? "no weight has" : "\(matches.count) weights have") the name '\(name)'; "
          + "\(layer.name) has \(names.isEmpty ? "none" : names)")
    }
    guard matches[0].shape == value.shape else {
      throw ConfigError(
        "the weight '\(name)' has the shape \(matches[0].shape), got \(value.shape)")
    }
    matches[0].assign(cast(value, dtype: matches[0].dtype))
  }

  /// The variable's path below the layer.
  private static func name(_ variable: Variable, in layer: Keras.Layer) -> String {
    let prefix = layer.path + "/"
    return variable.path.hasPrefix(prefix)
      ? String(variable.path.dropFirst(prefix.count)) : variable.path
  }

  /// Outputs, changed variables and gradients by name.
  func results() throws -> [(String, Tensor)] {
    let (trained, fixed) = (layer.trainableVariables, layer.nonTrainableVariables)
    let state = fixed.map(\.rawValue)
    func run(_ values: [Tensor]) -> (outputs: [Tensor], fixed: [Tensor]) {
      let result = layer.statelessCall(
        Array(values.prefix(trained.count)), state,
        arguments(Array(values.dropFirst(trained.count))), training: training)
      return (result.outputs, result.nonTrainable)
    }
    let values = trained.map(\.rawValue) + inputs
    let (outputs, after) = run(values)
    var results = outputs.enumerated().map { ("out\($0)", $1) }
    for (variable, value) in zip(fixed, after) where variable.dtype.isFloat {
      results.append(("after:\(LayerRun.name(variable, in: layer))", value))
    }
    guard gradient else { return results }
    guard cotangents.isEmpty || cotangents.count == outputs.count else {
      throw ConfigError(
        "the layer has \(outputs.count) outputs, and \(cotangents.count) cotangents came")
    }
    // Integers have no gradient.
    let places = values.indices.filter { values[$0].dtype.isFloat }
    let gradients = grad { (given: [Tensor]) -> Tensor in
      var all = values
      for (place, value) in zip(places, given) { all[place] = value }
      let parts = run(all).outputs.enumerated().filter { $0.element.dtype.isFloat }.map {
        sum(cotangents.isEmpty ? $0.element : $0.element * cotangents[$0.offset])
      }
      return parts.dropFirst().reduce(parts.first ?? zeros([])) { $0 + $1 }
    }(places.map { values[$0] })
    for (place, value) in zip(places, gradients) {
      let name =
        place < trained.count
        ? LayerRun.name(trained[place], in: layer) : "arg\(place - trained.count)"
      results.append(("grad:\(name)", value))
    }
    return results
  }
}
