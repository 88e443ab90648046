extension Block {
  /// The results of this block's operations for `arguments`, under the interpreter in force.
  ///
  /// This is how a program that was recorded or read from text is transformed.
  func callAsFunction(_ arguments: [Tensor]) throws -> [Tensor] {
    try run(arguments) { _, value in value }
  }

  /// As `callAsFunction`, with `replace` deciding what stands for each value that is made.
  func run(
    _ arguments: [Tensor], _ replace: (_ number: Int, _ value: Tensor) -> Tensor
  ) throws -> [Tensor] {
    precondition(arguments.count == parameters.count, "a block got too few or too many arguments")
    var values = [Tensor?](repeating: nil, count: valueTypes.count)
    for (i, argument) in arguments.enumerated() { values[i] = argument }
    for equation in equations {
      let operands = equation.operands.map { number -> Tensor in
        guard let value = values[number] else { preconditionFailure("a value is used unmade") }
        return value
      }
      let made =
        operands.contains(where: \.isInvalid)
        ? equation.types.map { _ in .invalid } : try apply(equation.operation, operands)
      for (number, value) in zip(equation.results, made) { values[number] = replace(number, value) }
    }
    return results.map { values[$0] ?? .invalid }
  }

  /// This block as a function of tensors.
  package var applied: ([Tensor]) throws -> [Tensor] { { try self($0) } }
}
