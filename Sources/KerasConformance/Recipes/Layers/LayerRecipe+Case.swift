extension LayerRecipe {
  /// The case that the recipe comes to; `nil` for a layer that no config describes.
  func kerasCase() throws -> KerasCase? {
    guard checks.contains(.serialization) else { return nil }
    return try withFreshNames {
      try withRandomSeed(1) {
        try withBackend(ReferenceBackend()) { try described() }
      }
    }
  }

  private func described() throws -> KerasCase {
    let one = try PreparedLayer(self)
    let outputs = try checking { one.layer(one.arguments) }
    let leaves = one.arguments.leaves
    let names =
      one.arguments.positionalLeaves.indices.map { "arg\($0)" }
      + KeywordTensors.names(one.arguments)
    var inputs = zip(names, leaves).map { ($0, $1) }
    var modes: [KerasMode] = [.inference]
    if training != .same { modes.append(.training) }
    let isReal = outputs.contains(where: \.dtype.isFloat)
    let sources = one.layer.trainableVariables.map(\.dtype) + one.arguments.leaves.map(\.dtype)
    if isReal, sources.contains(where: \.isFloat) {
      modes.append(.gradient)
      let draw = Draw(seed: 2)
      inputs += outputs.enumerated().map {
        ("cotangent\($0)", Sample.numbers($1.shape, in: -1...1).tensor(draw))
      }
    }
    if isReal, checks.contains(.mixed) { modes += [.mixedFloat16, .mixedBFloat16] }
    var call: JSONObject = isList ? ["style": "list"] : [:]
    let values = one.arguments.keywords.sorted { $0.key < $1.key }.compactMap { key, argument in
      if case .value(let json) = argument { (key, json) } else { nil }
    }
    if !values.isEmpty { call["kwargs"] = .object(JSONObject(values)) }
    let variables = one.layer.variables
    return KerasCase(
      name, .layer, serialize(one.layer), call: .object(call), modes: modes, inputs: inputs,
      weights: zip(LayerUse.names(of: variables, in: one.layer), variables).map {
        ($0, $1.rawValue)
      })
  }
}
