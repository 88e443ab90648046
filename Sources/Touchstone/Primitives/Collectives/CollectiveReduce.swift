/// The values of every process of a group combined and given to one of them; zeros to the others.
///
/// Specification: `collective_reduce`.
package struct CollectiveReduce: Primitive {
  package static let names = ["stablehlo.collective_reduce"]
  package let groups: ProcessGroups
  /// Whether the last operand says which process of the group gets each result.
  package let hasDynamicRoot: Bool
  package let body: Block
  package let captureCount: Int

  package init(groups: ProcessGroups, hasDynamicRoot: Bool, body: Block, captureCount: Int = 0) {
    self.groups = groups
    self.hasDynamicRoot = hasDynamicRoot
    self.body = body
    self.captureCount = captureCount
  }
  package init(_ source: inout OperationSource) throws(TensorError) {
    try source.requireRegions(1)
    groups = try ProcessGroups(&source)
    hasDynamicRoot = try source.flag("has_dynamic_root")
    body = source.regions[0]
    captureCount = source.captureCount
  }
  package var attributes: [NamedAttribute] {
    groups.attributes + (hasDynamicRoot ? [NamedAttribute("has_dynamic_root", .unit)] : [])
  }
  package var regions: [Block] { [body] }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C4" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let data = try requireRoot(x.dropFirst(captureCount), hasDynamicRoot, x, clause: "C5")
    try groups.check(self, x, unique: "C1", range: "C2", cover: false, global: "C6")
    let dtype = try combiningDType(body, data[...], x, "C3")
    return data.map { $0.with(dtype) }
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let operands = Array(x.dropFirst(captureCount))
    let id = (context.process ?? .alone).id
    guard
      let (members, brought) = try exchange(
        operands, groups, groups.usesGlobalIDs ? .flattenedIDs : groups.movingStrategy,
        in: context, clause: "C2")
    else { return types.map { HostTensor.full($0, 0) } }
    let roots = try roots(
      of: operands, hasDynamicRoot, data: types.count, members: members.count)
    let combining = Combining(
      body: body, captures: Array(x.prefix(captureCount)), context: context)
    return try types.indices.map { i in
      members[roots[i]] == id
        ? try combining.combine(brought.map { $0[i] }, types[i]) : HostTensor.full(types[i], 0)
    }
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}
