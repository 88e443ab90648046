/// A step of a model as a program: batch and variables are its arguments.
package struct StepProgram {
  /// The program. Arguments: the batch, then `variables`. Results: what is reported or predicted,
  /// then, of a step of training, the variables' new values.
  package let program: Program
  /// The variables in the order of the arguments.
  package let variables: [Variable]
  /// What the results that come first are called.
  package let names: [String]
}

extension Model {
  /// The step of predicting for inputs of these types; without `asArguments` variables are constants.
  package func predictProgram(_ x: [TensorType], asArguments: Bool) throws -> StepProgram {
    let batch = Batch(x: x.map { .full($0, 0) })
    try prepare(batch, training: false)
    return try stepProgram(asArguments ? variables : [], x, isTraining: false) { tensors in
      self.predictStep(Batch(x: tensors)).enumerated().map { i, value in
        (self.outputNames[safe: i] ?? "\(i)", value)
      }
    }
  }

  /// The step of training for batches of these types.
  package func trainProgram(_ x: [TensorType], _ y: [TensorType]) throws -> StepProgram {
    let compiled = try requireCompiled("export of a step of training")
    try prepare(Batch(x: x.map { .full($0, 0) }, y: y.map { .full($0, 0) }), training: true)
    let variables = stepVariables(compiled, training: true)
    return try stepProgram(variables, x + y, isTraining: true) { tensors in
      try self.trainStep(
        Batch(x: Array(tensors.prefix(x.count)), y: Array(tensors.dropFirst(x.count))))
    }
  }

  private func stepProgram(
    _ variables: [Variable], _ batch: [TensorType], isTraining: Bool,
    _ body: @escaping ([Tensor]) throws -> [(String, Tensor)]
  ) throws -> StepProgram {
    var names: [String] = []
    let types = batch + variables.map { TensorType($0.dtype, $0.shape) }
    let (block, captured) = try Flat.record(
      { arguments in
        let scope = StatelessScope(variables, Array(arguments.dropFirst(batch.count)))
        return try scope.run {
          let results = try body(Array(arguments.prefix(batch.count)))
          names = results.map(\.0)
          return results.map(\.1) + (isTraining ? scope.values(of: variables) : [])
        }
      }, types, transformation: "export")
    return StepProgram(
      program: Program(name: name, main: try block.bindingConstants(captured).expanded()),
      variables: variables, names: names)
  }
}
