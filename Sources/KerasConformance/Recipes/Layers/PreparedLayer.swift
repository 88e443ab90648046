/// A recipe's layer with weights, and inputs for it.
package struct PreparedLayer {
  package let layer: Layer
  package let arguments: CallArguments<Tensor>

  /// The layer in the dtypes of `policy`, its weights filled with numbers.
  package init(_ recipe: LayerRecipe, _ policy: DTypePolicy = .float32, seed: Int = 1) throws {
    let draw = Draw(seed: seed)
    func tensor(_ sample: Sample) -> Tensor { sample.tensor(draw, policy.variableDType) }
    let inputs = recipe.inputs.map { CallArgument.tensor(tensor($0)) }
    var keywords: [String: CallArgument<Tensor>] = [:]
    for (key, keyword) in recipe.keywords.sorted(by: { $0.key < $1.key }) {
      keywords[key] =
        switch keyword {
        case .tensor(let sample): .tensor(tensor(sample))
        case .tensors(let samples): .list(samples.map { .tensor(tensor($0)) })
        case .value(let json): .value(json)
        }
    }
    let arguments = CallArguments(recipe.isList ? [.list(inputs)] : inputs, keywords)
    let layer =
      policy == .float32
      ? recipe.make() : try deserialize(Policies.replaced(serialize(recipe.make()), policy))
    try checking { _ = layer(arguments) }
    // Not too large, so that sums stay in the range in which functions bend.
    let weights = layer.weights.map { weight -> Tensor in
      let isPositive = ["variance", "stddev"].contains { weight.name.contains($0) }
      let values = draw.numbers(weight.shape, in: isPositive ? 0.5...2 : -1...1)
      return weight.dtype.isFloat
        ? convert(convert(values, to: .f32), to: weight.dtype) : weight.rawValue
    }
    try layer.setWeights(weights)
    // Those of a stateful layer are as after some batch.
    for state in layer.variables where state.isSequenceState {
      state.assign(convert(draw.numbers(state.shape, in: -1...1), to: state.dtype))
    }
    (self.layer, self.arguments) = (layer, arguments)
  }

  /// The results and the changed variables as a function of the variables and the inputs.
  func function(training: Bool) -> (f: Laws.Function, point: [Tensor]) {
    let (layer, arguments) = (self.layer, self.arguments)
    let trainable = layer.trainableVariables.map(\.rawValue)
    let fixed = layer.nonTrainableVariables.map(\.rawValue)
    let f: Laws.Function = { tensors in
      var rest = tensors[...]
      func take(_ count: Int) -> [Tensor] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      let (weights, others) = (take(trainable.count), take(fixed.count))
      var leaves = rest.makeIterator()
      let arguments = arguments.map { _ in leaves.next() ?? .invalid }
      let result = layer.statelessCall(weights, others, arguments, training: training)
      return result.outputs + result.nonTrainable + result.losses
    }
    return (f, trainable + fixed + arguments.leaves)
  }

  /// The results.
  func results(training: Bool = false) throws -> [Tensor] {
    let (f, point) = function(training: training)
    return try checking { try f(point) }
  }
  /// How many of the results of `function` are those of the layer.
  func outputCount() throws -> Int {
    try checking { layer(arguments).count }
  }
}
