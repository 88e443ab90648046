extension LayerRecipe {
  /// A model of the layer alone, called as the recipe says, for batches of the recipe's size.
  package func model() throws -> Model {
    let draw = Draw(seed: 1)
    var inputs: [KerasTensor] = []
    func input(_ sample: Sample) -> KerasTensor {
      let type = sample.tensor(draw).type
      let input = Input(
        shape: type.shape.dropFirst().map { $0 }, batchSize: type.shape.first, dtype: type.dtype)
      inputs.append(input)
      return input
    }
    return try checking {
      let given = self.inputs.map { CallArgument.tensor(input($0)) }
      var keywords: [String: CallArgument<KerasTensor>] = [:]
      for (key, keyword) in self.keywords.sorted(by: { $0.key < $1.key }) {
        keywords[key] =
          switch keyword {
          case .tensor(let sample): .tensor(input(sample))
          case .tensors(let samples): .list(samples.map { .tensor(input($0)) })
          case .value(let json): .value(json)
          }
      }
      let outputs = make()(CallArguments(isList ? [.list(given)] : given, keywords))
      return Model(inputs: inputs, outputs: outputs)
    }
  }
}
