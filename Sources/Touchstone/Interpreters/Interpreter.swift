/// A way of giving meaning to operations as a function runs: record, differentiate, batch.
///
/// Evaluation is not one of them: it is what happens when none is in force.
protocol Interpreter: AnyObject, Sendable {
  /// The results of `operation` applied to `operands` under this interpretation.
  func interpret(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor]
}

/// What a tensor stands for while an interpreter is in force.
protocol TracedValue: AnyObject, Sendable {
  var type: TensorType { get }
}

enum Context {
  /// The interpreter in force; `nil` evaluates directly.
  @TaskLocal static var interpreter: (any Interpreter)?
}

/// The results of `operation` applied to `operands`, under the interpreter in force.
package func bind(_ operation: any Primitive, _ operands: [Tensor]) -> [Tensor] {
  for operand in operands where operand.isInvalid { return [.invalid] }
  do {
    if let interpreter = Context.interpreter {
      return try interpreter.interpret(operation, operands)
    }
    return try Backends.current.evaluate(operation, operands)
  } catch let error as TensorError {
    ErrorScope.report(error)
  } catch {
    ErrorScope.report(TensorError(operation.name, "", operands.map(\.type), "\(error)"))
  }
  return [.invalid]
}

/// The only result of `operation` applied to `operands`, under the interpreter in force.
package func bind(_ operation: any Operation, _ operands: Tensor...) -> Tensor {
  bind(operation, operands)[0]
}
