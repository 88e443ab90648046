extension Layer {
  /// All layers in this one, layers of layers included, each once, in order.
  public var allSublayers: [Layer] {
    var seen: Set<ObjectIdentifier> = []
    var result: [Layer] = []
    func visit(_ layer: Layer) {
      for (_, inner) in layer.sublayers where seen.insert(ObjectIdentifier(inner)).inserted {
        result.append(inner)
        visit(inner)
      }
    }
    visit(self)
    return result
  }

  /// The layer's variables without the states of random numbers: own ones, then those of its
  /// layers; trainable ones before the others, as Keras's `weights`.
  public var weights: [Variable] {
    variables.filter(\.isWeight)
  }

  /// All variables: Keras's `variables`.
  public var variables: [Variable] {
    var seen: Set<ObjectIdentifier> = []
    var result: [Variable] = []
    func add(_ variables: [Variable]) {
      for variable in variables where seen.insert(ObjectIdentifier(variable)).inserted {
        result.append(variable)
      }
    }
    func visit(_ layer: Layer) {
      add(layer.ownVariables.filter(\.trainable))
      add(layer.ownVariables.filter { !$0.trainable })
      add(layer.seedGenerators.map(\.state))
      for (_, inner) in layer.sublayers { visit(inner) }
    }
    visit(self)
    return result
  }

  /// The variables that training changes.
  public var trainableVariables: [Variable] {
    guard trainable else { return [] }
    let frozen = frozenVariables
    return variables.filter { $0.trainable && !frozen.contains(ObjectIdentifier($0)) }
  }
  /// The variables that training does not change: frozen weights, statistics, states.
  public var nonTrainableVariables: [Variable] {
    let trained = Set(trainableVariables.map(ObjectIdentifier.init))
    return variables.filter { !trained.contains(ObjectIdentifier($0)) }
  }
  /// The weights that training changes.
  public var trainableWeights: [Variable] { trainableVariables.filter(\.isWeight) }
  /// The weights that training does not change.
  public var nonTrainableWeights: [Variable] { nonTrainableVariables.filter(\.isWeight) }

  /// The variables of layers in this one that are not to be trained.
  private var frozenVariables: Set<ObjectIdentifier> {
    var result: Set<ObjectIdentifier> = []
    for layer in allSublayers where !layer.trainable {
      for variable in layer.variables { result.insert(ObjectIdentifier(variable)) }
    }
    return result
  }

  /// How many numbers the weights hold.
  public func countParams() -> Int { weights.reduce(0) { $0 + $1.count } }

  /// The values of the weights: Keras's `get_weights`.
  public func getWeights() throws -> [HostTensor] { try weights.map { try $0.stored.host() } }

  /// Sets the values of all weights: Keras's `set_weights`.
  ///
  /// Throws, and changes nothing, unless there is a value of the right shape for each.
  public func setWeights(_ values: [Tensor]) throws {
    let weights = weights
    guard values.count == weights.count else {
      throw ConfigError(
        "\(name) has \(weights.count) weights, got \(values.count) values"
          + (isBuilt ? "" : "; the layer is not built yet"))
    }
    for (weight, value) in zip(weights, values) where weight.shape != value.shape {
      throw ConfigError("\(weight.path) has the shape \(weight.shape), got \(value.shape)")
    }
    try checking { for (weight, value) in zip(weights, values) { weight.assign(value) } }
  }

  /// What the weights' regularizers add to the loss, and what was added by `addLoss`.
  public var losses: [Tensor] {
    let added =
      CallContext.current.stateless?.losses
      ?? ([self] + allSublayers).flatMap(\.addedLosses)
    return added + regularizationLosses
  }
  /// What the regularizers of trained weights add to the loss.
  var regularizationLosses: [Tensor] {
    trainableWeights.compactMap { variable in
      variable.regularizer.map { $0(variable.rawValue) }
    }
  }
}

extension Variable {
  var isSeedState: Bool { name == "seed_generator_state" && !autocast }
  /// Whether it is kept from one batch to the next only, as the states of stateful layers are.
  package var isSequenceState: Bool { name == "rnn_state" && !trainable }
  /// Whether it is one of a layer's weights, which files hold.
  var isWeight: Bool { !isSeedState && !isSequenceState }
}

extension Layer {
  /// Calls `body` with the properties of this object and its superclasses below `Layer`.
  private func forEachProperty(_ body: (_ label: String, _ value: Any) -> Void) {
    var levels: [Mirror] = []
    var mirror: Mirror? = Mirror(reflecting: self)
    while let level = mirror, level.subjectType != Layer.self {
      levels.append(level)
      mirror = level.superclassMirror
    }
    for level in levels.reversed() {
      for child in level.children {
        if let label = child.label { body(label, child.value) }
      }
    }
  }

  /// The layers in this one's properties: alone, optional, in a list or a dictionary.
  var reflectedSublayers: [(attribute: String, layer: Layer)] {
    var found: [(attribute: String, layer: Layer)] = []
    var seen: Set<ObjectIdentifier> = []
    forEachProperty { property, value in
      // Most properties hold none, and models have many layers: names are made for the others alone.
      let inner: [(suffix: String, layer: Layer)]
      switch value {
      case let layer as Layer: inner = [("", layer)]
      case let activation as Activation: inner = activation.layer.map { [("", $0)] } ?? []
      case let list as [Layer]: inner = list.enumerated().map { ("/\($0)", $1) }
      case let named as [String: Layer]:
        inner = named.sorted { $0.key < $1.key }.map { ("/" + $0.key, $0.value) }
      default: return
      }
      guard !inner.isEmpty else { return }
      let label = KerasClasses.snakeCase(
        property.hasPrefix("_") ? String(property.dropFirst()) : property)
      for (suffix, layer) in inner where seen.insert(ObjectIdentifier(layer)).inserted {
        found.append((label + suffix, layer))
      }
    }
    return found
  }

  var reflectedSeedGenerators: [SeedGenerator] {
    var found: [SeedGenerator] = []
    forEachProperty { _, value in
      if let generator = value as? SeedGenerator { found.append(generator) }
    }
    return found
  }
}
