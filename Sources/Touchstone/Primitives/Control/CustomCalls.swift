/// The targets of custom calls that have a meaning here.
enum CustomCalls {
  typealias Evaluator =
    @Sendable ([HostTensor], [TensorType], EvaluationContext) throws -> [HostTensor]

  /// Targets that only say where a value lies and leave it as it is.
  static let identities: Set<String> = [
    "LayoutConstraint", "SPMDFullToShardShape", "SPMDShardToFullShape", "Sharding",
    "annotate_device_placement", "xla.sdy.FuncResultSharding",
  ]

  /// What to say about the targets there are.
  static let knownTargets =
    "check.*, lapack_*_ffi, shape_assertion and those that only place values (@Sharding, …)"

  /// What `call` does, if its target is known.
  static func evaluator(of call: CustomCall) -> Evaluator? {
    if identities.contains(call.target) { return { x, _, _ in x } }
    if call.target == "shape_assertion" {
      return { x, _, _ in
        try assertShapes(call, x)
        return []
      }
    }
    return nil
  }

  /// Fails with the program's own message unless the first operand is true.
  private static func assertShapes(_ call: CustomCall, _ x: [HostTensor]) throws {
    guard let condition = x.first, condition.type == TensorType(.i1) else {
      throw call.violation("C1", x.map(\.type), "the first operand must be i1[]")
    }
    if condition.booleans[0] { return }
    var message = "an assertion about shapes does not hold"
    for parameter in call.parameters where parameter.name == "error_message" {
      if case .string(let text) = parameter.value { message = text }
    }
    // The message refers to the other operands as {0}, {1}, …
    for (i, value) in x.dropFirst().enumerated() where value.count == 1 {
      let text = value.dtype.isInteger ? "\(value.integers[0])" : "?"
      message = message.replacing("{\(i)}", with: text)
    }
    throw call.violation("S2", x.map(\.type), message)
  }
}
