/// A case's layer with its weights, ready to be called.
public struct LayerUse {
  private let layer: Layer
  private let inputs: [Tensor]
  private let keywords: [String: CallArgument<Tensor>]
  private let isList: Bool
  private let cotangents: [Tensor]

  /// The layer of `one`, in the dtypes of `policy` if there is one.
  public init(_ one: KerasCase, _ policy: DTypePolicy? = nil) throws {
    let json = policy.map { Policies.replaced(one.serialized, $0) } ?? one.serialized
    layer = try deserialize(json, as: Layer.self)
    inputs = one.inputs.numbered("arg")
    cotangents = one.inputs.numbered("cotangent")
    isList = one.call["style"]?.string == "list"
    var keywords = try KeywordTensors.read(one.inputs)
    guard !inputs.isEmpty || !keywords.isEmpty else {
      throw ConfigError(
        "\(one.inputs.path) has no array to call the layer with: arg0, …, or kwarg:NAME")
    }
    for (name, value) in one.call["kwargs"]?.object?.fields ?? [] where keywords[name] == nil {
      keywords[name] = .value(value["value"] ?? value)
    }
    self.keywords = keywords
    // A first call makes the weights where the config does not say for which shapes; the states that
    // it leaves, those of sequences among them, are none to begin with.
    if !layer.isBuilt { _ = StatelessScope().run { layer(arguments(inputs), training: false) } }
    for (name, value) in one.weights.list { try set(name, value) }
  }

  private func arguments(_ inputs: [Tensor]) -> CallArguments<Tensor> {
    let list = inputs.map { CallArgument.tensor($0) }
    return CallArguments(isList && !list.isEmpty ? [.list(list)] : list, keywords)
  }

  /// Sets the weight of this path or name.
  private func set(_ name: String, _ value: Tensor) throws {
    let names = LayerUse.names(of: layer.variables, in: layer)
    func variables(where isMatch: (Variable, String) -> Bool) -> [Variable] {
      zip(layer.variables, names).filter { isMatch($0, $1) }.map(\.0)
    }
    var matches = variables { $1 == name || $0.path == name }
    if matches.isEmpty {
      matches = variables { v, _ in v.name == name || v.path.hasSuffix("/" + name) }
    }
    // Layers that a file made within others have shorter paths.
    if matches.isEmpty { matches = variables { name.hasSuffix("/" + $1) } }
    guard matches.count == 1 else {
      throw ConfigError(
        "\(matches.isEmpty ? "no weight has" : "\(matches.count) weights have") the name '\(name)'; "
          + "\(layer.name) has \(names.isEmpty ? "none" : names.joined(separator: ", "))")
    }
    guard matches[0].shape == value.shape else {
      throw ConfigError(
        "the weight '\(name)' has the shape \(matches[0].shape), got \(value.shape)")
    }
    matches[0].assign(
      value.dtype == matches[0].dtype ? value : convert(value, to: matches[0].dtype))
  }

  /// The variables' paths below the layer; the second and later ones of a path have their number
  /// behind, as the states of an LSTM: `rnn_state`, `rnn_state_1`.
  static func names(of variables: [Variable], in layer: Layer) -> [String] {
    let prefix = layer.path + "/"
    var counts: [String: Int] = [:]
    return variables.map { variable in
      let path =
        variable.path.hasPrefix(prefix)
        ? String(variable.path.dropFirst(prefix.count)) : variable.path
      defer { counts[path, default: 0] += 1 }
      return counts[path].map { "\(path)_\($0)" } ?? path
    }
  }

  /// Outputs, masks, what is added to the loss, and the variables that are not trained afterwards, as
  /// a function of trained variables, the others, and inputs.
  func function(training: Bool?) -> KerasFunction {
    let (trained, fixed) = (layer.trainableVariables, layer.nonTrainableVariables)
    let names = LayerUse.names(of: fixed, in: layer).map { "after:" + $0 }
    let point = trained.map(\.rawValue) + fixed.map(\.rawValue) + arguments(inputs).leaves
    return KerasFunction(point: point) { values in
      var rest = values[...]
      func take(_ count: Int) -> [Tensor] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      let (weights, others) = (take(trained.count), take(fixed.count))
      let arguments = filled(Array(rest))
      let result = layer.statelessCall(weights, others, arguments, training: training)
      let masks = masks(arguments, result.outputs, training: training ?? false)
      return result.outputs.enumerated().map { ("out\($0)", $1) }
        + masks.enumerated().compactMap { i, mask in mask.map { ("mask\(i)", $0) } }
        + result.losses.enumerated().map { ("loss\($0)", $1) } + zip(names, result.nonTrainable)
    }
  }

  /// The arguments with these tensors in place of those that were given.
  private func filled(_ leaves: [Tensor]) -> CallArguments<Tensor> {
    var next = leaves.makeIterator()
    return arguments(inputs).map { _ in next.next() ?? .invalid }
  }
  /// The masks of the results.
  private func masks(
    _ arguments: CallArguments<Tensor>, _ outputs: [Tensor], training: Bool
  ) -> [Tensor?] {
    let arguments = layer.callSignature.bound(arguments)
    let inputs = Inputs(arguments: arguments, masks: [], training: training)
    let masks = arguments.positionalLeaves.indices.map { $0 == 0 ? inputs.mask : nil }
    return layer.computeMask(
      Inputs(arguments: arguments, masks: masks, training: training), outputs)
  }

  /// The gradients of the outputs' sum, each times its cotangent, by trained weights and inputs.
  func gradient(training: Bool?) throws -> KerasFunction {
    let (trained, fixed) = (layer.trainableVariables, layer.nonTrainableVariables)
    let given = arguments(inputs)
    let values = trained.map(\.rawValue) + given.leaves
    // Integers have no gradient.
    let places = values.indices.filter { values[$0].dtype.isFloat }
    let names =
      LayerUse.names(of: trained, in: layer) + inputs.indices.map { "arg\($0)" }
      + KeywordTensors.names(given)
    let point = values + fixed.map(\.rawValue) + cotangents
    let givenCotangents = cotangents.count
    return KerasFunction(point: point) { tensors in
      let values = Array(tensors.prefix(values.count))
      let state = Array(tensors.dropFirst(values.count).prefix(fixed.count))
      let cotangents = Array(tensors.suffix(givenCotangents))
      var failure: ConfigError?
      let gradients = grad { (given: [Tensor]) -> Tensor in
        var all = values
        for (place, value) in zip(places, given) { all[place] = value }
        let outputs = layer.statelessCall(
          Array(all.prefix(trained.count)), state, filled(Array(all.dropFirst(trained.count))),
          training: training
        ).outputs
        if !cotangents.isEmpty, cotangents.count != outputs.count {
          failure = ConfigError(
            "the layer has \(outputs.count) outputs, and \(cotangents.count) cotangents came")
          return zeros([])
        }
        let parts = outputs.enumerated().filter { $0.element.dtype.isFloat }.map {
          sum(cotangents.isEmpty ? $0.element : $0.element * cotangents[$0.offset])
        }
        return parts.dropFirst().reduce(parts.first ?? zeros([])) { $0 + $1 }
      }(places.map { values[$0] })
      if let failure { throw failure }
      return zip(places, gradients).map { ("grad:\(names[$0])", $1) }
    }
  }
}
