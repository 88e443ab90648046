/// A function whose intermediate values are computed again when they are needed for a cotangent,
/// instead of being kept.
///
/// Specification: `checkpoint`.
struct Checkpoint: Primitive, Inlinable, ExpandedElsewhere {
  static let names = ["touchstone.checkpoint"]
  let body: Block
  let policy: CheckpointPolicy

  init(_ body: Block, _ policy: CheckpointPolicy) {
    self.body = body
    self.policy = policy
  }

  /// The results of `function` for `x`, under the interpreter in force.
  static func call(
    _ function: ([Tensor]) throws -> [Tensor], _ x: [Tensor], _ policy: CheckpointPolicy
  ) throws -> [Tensor] {
    if Context.interpreter == nil || policy == .everythingSaveable { return try function(x) }
    let region = try Region(TraceOrigin(transformation: "checkpoint"), x.map(\.type), function)
    return try apply(Checkpoint(region.block, policy), region.captured + x)
  }

  init(_ source: inout OperationSource) throws(TensorError) {
    throw source.invalid("a checkpoint cannot be read from text")
  }
  static func syntax(of name: String) -> Syntax { .generic }
  var regions: [Block] { [body] }
  var derivative: Derivative { .custom }
  var promise: Promise { .regions }

  func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    guard x == body.parameters else {
      throw violation("C1", x, "the function takes \(body.parameters)")
    }
    return body.resultTypes
  }
  func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] { try context.run(body, x) }

  func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let saved = body.equations.filter { policy.saves($0.operation) }.flatMap(\.results)
    let made = try body.returning(body.results + saved)(x)
    let values = Array(made.prefix(body.results.count))
    let tangent = CheckpointTangent(body: body, saved: saved, isActive: dx.map { $0 != nil })
    let operands = x + made.dropFirst(values.count) + dx.compactMap { $0 }
    return (values, try apply(tangent, operands).map { $0 })
  }

  func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    var places: [Int?] = []
    let region = try Region(TraceOrigin(transformation: "vmap"), x.map(\.type)) { x in
      let (values, axes) = try body.batched(x, axes, axis)
      places = axes
      return values
    }
    return (try apply(Checkpoint(region.block, policy), region.captured + x), places)
  }

  func expand(_ x: [Tensor]) throws -> [Tensor] { try body.expandedResults(x) }
}

/// The tangents of a checkpoint: a linear operation that computes what it needs again.
///
/// It takes the checkpoint's operands, its saved values, then the tangents of active operands.
struct CheckpointTangent: Primitive, ExpandedElsewhere {
  static let names = ["touchstone.checkpoint_tangent"]
  let body: Block
  /// The numbers of the body's values that are given, and not computed again.
  let saved: [Int]
  let isActive: [Bool]

  init(body: Block, saved: [Int], isActive: [Bool]) {
    self.body = body
    self.saved = saved
    self.isActive = isActive
  }
  init(_ source: inout OperationSource) throws(TensorError) {
    throw source.invalid("the tangent of a checkpoint cannot be read from text")
  }
  static func syntax(of name: String) -> Syntax { .generic }
  var regions: [Block] { [body] }
  var derivative: Derivative { .custom }
  var promise: Promise { .regions }

  func resultTypes(_ x: [TensorType]) -> [TensorType] { body.resultTypes }

  func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    try Context.run(nil) { try tangents(x.map { Tensor($0) }).map { try $0.host() } }
  }

  /// The body's results and tangents, its saved values taken as they are given.
  private func duals(
    _ x: [Tensor], _ directions: [Tensor?]
  ) throws -> [(primal: Tensor, tangent: Tensor?)] {
    let differentiator = Differentiator(origin: TraceOrigin(transformation: "checkpoint"))
    let given = Dictionary(uniqueKeysWithValues: zip(saved, x.dropFirst(isActive.count)))
    let arguments = zip(x, directions).map(differentiator.dual)
    let results = try Context.run(differentiator) {
      try body.run(arguments) { number, value in
        given[number].map { differentiator.dual($0, differentiator.split(value).tangent) } ?? value
      }
    }
    return results.map(differentiator.split)
  }

  private func tangents(_ x: [Tensor]) throws -> [Tensor] {
    var rest = x.dropFirst(isActive.count + saved.count).makeIterator()
    let directions = isActive.map { $0 ? rest.next() : nil }
    return try duals(x, directions).map { $0.tangent ?? .zeros(like: $0.primal) }
  }

  func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    try differentiating(x, dx, tangents)
  }

  func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let fixed = isActive.count + saved.count
    let known = try x.prefix(fixed).map { operand -> Tensor in
      guard let value = operand.known else { throw notTransposable(x) }
      return value
    }
    // What is computed here must not be taken from where it was computed before.
    let held = Context.interpreter == nil ? known : try apply(Passing.barrier, known)
    let origin = TraceOrigin(transformation: "checkpoint")
    let linear = Recorder(.dependents, origin: origin)
    let results = try Context.run(linear) {
      try duals(held, zip(held, isActive).map { $1 ? linear.parameter($0.type) : nil })
    }
    let live = results.indices.filter { results[$0].tangent != nil }
    let recording = try linear.recording(returning: live.compactMap { results[$0].tangent })
    let outside = recording.captured.map { Optional($0) }
    let parameters = recording.block.parameters.count - outside.count
    let back = try recording.block.transposed(
      outside + Array(repeating: nil, count: parameters), live.map { ct[$0] })
    return Array(repeating: nil, count: fixed) + back.dropFirst(outside.count)
  }

  func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    try batching(x, axes, axis, tangents)
  }

  func expand(_ x: [Tensor]) throws -> [Tensor] {
    let expander = Expander()
    return try Context.run(expander) { try tangents(x) }
  }
}

extension Block {
  /// This block with other results.
  func returning(_ results: [Int]) -> Block {
    Block(
      parameters: parameters, equations: equations, results: results, valueTypes: valueTypes)
  }
}
