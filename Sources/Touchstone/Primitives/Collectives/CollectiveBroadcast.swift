/// The value of one process given to every process of its group.
///
/// Specification: `collective_broadcast`.
package struct CollectiveBroadcast: Primitive {
  package static let names = ["stablehlo.collective_broadcast"]
  package let groups: ProcessGroups
  /// Whether the last operand says which process of the group each value comes from.
  package let hasDynamicRoot: Bool

  package init(groups: ProcessGroups, hasDynamicRoot: Bool) {
    self.groups = groups
    self.hasDynamicRoot = hasDynamicRoot
  }
  package init(_ source: inout OperationSource) throws(TensorError) {
    groups = try ProcessGroups(&source, global: false)
    hasDynamicRoot = try source.flag("has_dynamic_root")
  }
  package var attributes: [NamedAttribute] {
    groups.attributes + (hasDynamicRoot ? [NamedAttribute("has_dynamic_root", .unit)] : [])
  }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C3" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let data = try requireRoot(x[...], hasDynamicRoot, x, clause: "C4")
    try groups.check(self, x, unique: "C1", range: "C2", cover: false)
    return data
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    guard
      let (_, brought) = try exchange(
        x, groups, groups.movingStrategy, in: context, clause: "C2")
    else {
      return types.map { HostTensor.full($0, 0) }
    }
    let roots = try roots(of: x, hasDynamicRoot, data: types.count, members: brought.count)
    return roots.enumerated().map { i, root in brought[root][i] }
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .exact }
}

extension Primitive {
  /// The types of the data among `operands`, the last of which may name the roots.
  func requireRoot(
    _ operands: ArraySlice<TensorType>, _ hasRoot: Bool, _ x: [TensorType], clause: String
  ) throws(TensorError) -> [TensorType] {
    let data = Array(hasRoot ? operands.dropLast() : operands)
    guard !data.isEmpty, data.allSatisfy(\.dtype.isElement) else {
      throw violation("I1", x, "expected at least one tensor")
    }
    if hasRoot, let root = operands.last,
      root != TensorType(.i32, [data.count]), root != TensorType(.i64, [data.count])
    {
      throw violation(
        clause, x,
        "the last operand must name a root for each of \(data.count) operands as "
          + "i32[\(data.count)], got \(root)")
    }
    return data
  }

  /// Which member of the group is the root for each of `data` operands: the first, unless the last
  /// of `x` says otherwise.
  func roots(
    of x: [HostTensor], _ hasRoot: Bool, data: Int, members: Int
  ) throws -> [Int] {
    guard hasRoot, let last = x.last else { return Array(repeating: 0, count: data) }
    let roots = last.integers
    for root in roots where !(0..<members).contains(root) {
      throw violation(
        "S2", x.map(\.type), "root \(root) must lie in 0..<\(members), the members of the group")
    }
    return roots
  }
}
