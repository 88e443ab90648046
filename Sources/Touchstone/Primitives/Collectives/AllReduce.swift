/// The values of every process of a group, combined element by element.
///
/// Specification: `all_reduce`.
package struct AllReduce: Primitive {
  package static let names = ["stablehlo.all_reduce"]
  package let groups: ProcessGroups
  package let body: Block
  package let captureCount: Int

  package init(_ groups: ProcessGroups, body: Block, captureCount: Int = 0) {
    self.groups = groups
    self.body = body
    self.captureCount = captureCount
  }
  package init(_ source: inout OperationSource) throws(TensorError) {
    try source.requireRegions(1)
    self.init(
      try ProcessGroups(&source), body: source.regions[0], captureCount: source.captureCount)
  }
  package var attributes: [NamedAttribute] { groups.attributes }
  package var regions: [Block] { [body] }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C6" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let operands = x.dropFirst(captureCount)
    guard !operands.isEmpty else { throw violation("I1", x, "expected at least one operand") }
    try groups.check(self, x, unique: "C1", range: "C3", cover: true, global: "C4")
    let dtype = try combiningDType(body, operands, x, "C5")
    return operands.map { $0.with(dtype) }
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let operands = Array(x.dropFirst(captureCount))
    let (_, brought) = try exchangeWithinGroup(
      operands, groups, groups.reducingStrategy, in: context, clause: "C2")
    let combining = Combining(
      body: body, captures: Array(x.prefix(captureCount)), context: context)
    return try types.indices.map { i in try combining.combine(brought.map { $0[i] }, types[i]) }
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}

/// The sum over every process of a group: an older form of `all_reduce`.
///
/// Specification: `cross-replica-sum`.
package struct CrossReplicaSum: Primitive {
  package static let names = ["stablehlo.cross-replica-sum"]
  package let groups: ProcessGroups

  package init(_ source: inout OperationSource) throws(TensorError) {
    let all = try ProcessGroups(&source, global: false)
    groups = ProcessGroups(all.rows)
  }
  package var attributes: [NamedAttribute] { groups.attributes }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C3" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(1, x)
    try groups.check(self, x, unique: "C1", range: "C2", cover: true)
    guard x[0].dtype.isElement else { throw violation("I1", x, "expected a tensor, got \(x[0])") }
    return x
  }
  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let (_, brought) = try exchangeWithinGroup(
      x, groups, .crossReplica, in: context, clause: "C2")
    let scalar = TensorType(types[0].dtype)
    var builder = BlockBuilder(parameters: [scalar, scalar])
    let sum = try builder.append(Binary.add, [0, 1])
    let body = builder.block(returning: Array(sum))
    let combining = Combining(body: body, captures: [], context: context)
    return [try combining.combine(brought.map { $0[0] }, types[0])]
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .reassociating }
}
