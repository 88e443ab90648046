/// A way of giving meaning to operations as a function runs: record, differentiate, batch.
///
/// Evaluation is not one of them: it is what happens when none is in force. Interpreters form a
/// stack; each hands what it makes of an operation to the one outside it.
protocol Interpreter: AnyObject, Sendable {
  /// The interpreter that was in force when this one began; `nil` if operations were evaluated.
  var outer: (any Interpreter)? { get }
  /// What began this interpretation, and where.
  var origin: TraceOrigin { get }
  /// The results of `operation` applied to `operands` under this interpretation.
  func interpret(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor]
}

/// What a tensor stands for while an interpreter is in force.
protocol TracedValue: AnyObject, Sendable {
  var type: TensorType { get }
  /// The interpreter that made it and alone understands it.
  var owner: any Interpreter { get }
  /// The tensor it is without what its interpreter adds, where that is a value of the same type.
  var underlying: Tensor? { get }
}

/// What began a trace, for messages.
struct TraceOrigin: Sendable, CustomStringConvertible {
  /// The transformation: `grad`, `jit`.
  let transformation: String
  /// The file and line of the call that began it; empty where it is inside the package.
  var place = ""
  /// How the traced arguments are called in messages.
  var arguments: [String] = []

  var description: String { place.isEmpty ? transformation : "\(transformation) at \(place)" }

  /// The name of the argument `i`.
  func argument(_ i: Int) -> String { arguments.indices.contains(i) ? arguments[i] : "\(i)" }
}

enum Context {
  /// The interpreter in force; `nil` evaluates directly.
  @TaskLocal static var interpreter: (any Interpreter)?

  /// Runs `body` with `interpreter` in force.
  static func run<R>(_ interpreter: (any Interpreter)?, _ body: () throws -> R) rethrows -> R {
    try $interpreter.withValue(interpreter, operation: body)
  }
}

extension Interpreter {
  /// Whether `other` is in force around this interpreter, or is it.
  func isInside(_ other: any Interpreter) -> Bool {
    var current: (any Interpreter)? = self
    while let c = current {
      if c === other { return true }
      current = c.outer
    }
    return false
  }

  /// The results of `operation` under the interpreter outside this one.
  func passOn(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    try Context.run(outer) { try apply(operation, operands) }
  }
}

/// The results of `operation` applied to `operands`, under the interpreter in force; throws what
/// `bind` reports.
func apply(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
  if let interpreter = Context.interpreter {
    return try interpreter.interpret(operation, operands)
  }
  for operand in operands {
    if case .traced(let value) = operand.payload { throw value.escapeError(into: operation) }
  }
  return try Backends.current.evaluate(operation, operands)
}

/// The results of `operation` applied to `operands`, under the interpreter in force.
package func bind(_ operation: any Primitive, _ operands: [Tensor]) -> [Tensor] {
  for operand in operands where operand.isInvalid { return [.invalid] }
  do {
    return try apply(operation, operands)
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

extension TracedValue {
  /// The error that this value is used where its trace is not in force.
  func escapeError(into operation: any Primitive) -> TensorError {
    TensorError(
      operation.name, "", [type],
      "a traced tensor of type \(type) is used outside the trace it was made in (\(owner.origin)); "
        + "return it from the traced function instead of keeping it")
  }
}

/// Runs `body` outside of any trace: its operations are evaluated now, and are part of no program.
package func eagerly<R>(_ body: () throws -> R) rethrows -> R {
  try Context.$interpreter.withValue(nil, operation: body)
}
