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
    guard
      let linearAlgebra = LinearAlgebraCustomCalls.evaluator(
        target: call.target, backendConfig: backendConfig(of: call))
    else { return nil }
    return { x, types, _ in try linearAlgebra(x, types) }
  }

  /// The entries of the call's dictionary of options; or its text of options, by its own name.
  private static func backendConfig(of call: CustomCall) -> [NamedAttribute] {
    var config: [NamedAttribute] = []
    for parameter in call.parameters {
      switch (parameter.name, parameter.value) {
      case ("backend_config", .dictionary(let entries)): config += entries
      case ("mhlo.backend_config", .dictionary(let entries)): config += entries
      case ("backend_config", .string(let text)) where !text.isEmpty: config.append(parameter)
      default: break
      }
    }
    return config
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
