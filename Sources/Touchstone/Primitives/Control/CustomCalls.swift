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
    "check.*, lapack_*_ffi, ApproxTopK, shape_assertion and those that only place values (@Sharding, …)"

  /// What `call` does, if its target is known.
  static func evaluator(of call: CustomCall) -> Evaluator? {
    if identities.contains(call.target) { return { x, _, _ in x } }
    if call.target == "shape_assertion" {
      return { x, _, _ in
        try assertShapes(call, x)
        return []
      }
    }
    if call.target == "ApproxTopK" { return { try greatest(call, $0, $1, in: $2) } }
    guard
      let linearAlgebra = LinearAlgebraCustomCalls.evaluator(
        target: call.target, backendConfig: backendConfig(of: call))
    else { return nil }
    return { x, types, _ in try linearAlgebra(x, types) }
  }

  /// The entries of the call's dictionary of options; or its text of options, by its own name.
  static func backendConfig(of call: CustomCall) -> [NamedAttribute] {
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

  /// The same by operations that have rules.
  static func greatest(_ call: CustomCall, _ x: [Tensor]) throws -> [Tensor] {
    let inputs = Array(x.prefix(call.types.count))
    let (_, sort) = try sorting(call, x.map(\.type), inputs.count)
    return zip(try apply(sort, inputs), call.types).map { value, type in
      slice(value, from: type.shape.map { _ in 0 }, to: type.shape)
    }
  }

  /// What a call of ApproxTopK on as many operands sorts by, and along which dimension.
  private static func sorting(
    _ call: CustomCall, _ x: [TensorType], _ count: Int
  ) throws -> (dimension: Int, sort: Sort) {
    var dimension: Int?
    for entry in backendConfig(of: call) where entry.name == "reduction_dim" {
      if case .integer(let value, _) = entry.value { dimension = Int(value) }
    }
    guard let dimension, let comparator = call.calledComputations.first?.block, count > 0,
      x.count == 2 * count, x[0].shape.indices.contains(dimension)
    else {
      throw call.violation(
        "C1", x,
        "ApproxTopK takes as many values to fill up with as operands, a "
          + "reduction_dim and a comparator")
    }
    return (dimension, Sort(dimension: dimension, isStable: true, comparator: comparator))
  }

  /// The operands sorted by the comparator, as far as the results reach: the exact answer where an
  /// approximate one may be given. The second half of the operands are values to fill up with.
  private static func greatest(
    _ call: CustomCall, _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let inputs = Array(x.prefix(types.count))
    let (dimension, sort) = try sorting(call, x.map(\.type), inputs.count)
    let sortedTypes = try sort.resultTypes(inputs.map(\.type))
    let sorted = try sort.evaluate(inputs, sortedTypes, in: context)
    return try zip(sorted, types).map { value, type in
      var shape = value.shape
      if type.shape.indices.contains(dimension) {
        shape[dimension] = min(shape[dimension], type.shape[dimension])
      }
      guard type == value.type.with(shape: shape) else {
        throw call.violation("C3", x.map(\.type), "\(value.type) cannot be cut to \(type)")
      }
      return value.picking(type) { (index: [Int]) in index }
    }
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
