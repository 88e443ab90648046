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
    var inputs = one.arguments.positionalLeaves.enumerated().map { ("arg\($0)", $1) }
    for (key, argument) in one.arguments.keywords.sorted(by: { $0.key < $1.key }) {
      inputs += argument.leaves.map { ("kwarg:\(key)", $0) }
    }
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
    return KerasCase(
      name, .layer, serialize(one.layer), call: isList ? ["style": "list"] : [:], modes: modes,
      inputs: inputs,
      weights: one.layer.variables.map { (LayerUse.name($0, in: one.layer), $0.rawValue) })
  }
}
