/// Each process's value split among the processes of its group, and what it gets from them joined.
///
/// Specification: `all_to_all`.
package struct AllToAll: Primitive {
  package static let names = ["stablehlo.all_to_all"]
  package let splitDimension: Int
  package let concatDimension: Int
  package let splitCount: Int
  package let groups: ProcessGroups

  package init(
    splitDimension: Int, concatDimension: Int, splitCount: Int, groups: ProcessGroups
  ) {
    self.splitDimension = splitDimension
    self.concatDimension = concatDimension
    self.splitCount = splitCount
    self.groups = groups
  }
  package init(_ source: inout OperationSource) throws(TensorError) {
    splitDimension = try source.integer("split_dimension")
    concatDimension = try source.integer("concat_dimension")
    splitCount = try source.integer("split_count")
    groups = try ProcessGroups(&source, global: false)
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute("split_dimension", .integer(Int64(splitDimension), .i64)),
      NamedAttribute("concat_dimension", .integer(Int64(concatDimension), .i64)),
      NamedAttribute("split_count", .integer(Int64(splitCount), .i64)),
    ] + groups.attributes
  }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C9" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    guard !x.isEmpty else { throw violation("I1", x, "expected at least one operand") }
    guard splitCount > 0 else {
      throw violation("C4", x, "split_count must be positive, got \(splitCount)")
    }
    try groups.check(self, x, unique: "C5", range: "C7", cover: true, sameSize: "C8")
    if let row = groups.rows.first, row.count != splitCount {
      throw violation(
        "C8", x, "split_count \(splitCount) must be the size of the groups, \(row.count)")
    }
    var types: [TensorType] = []
    for operand in x {
      guard operand.dtype.isElement, operand.shape.indices.contains(splitDimension) else {
        throw violation(
          "C1", x, "split_dimension \(splitDimension) must lie in 0..<\(operand.rank)")
      }
      guard operand.shape.indices.contains(concatDimension) else {
        throw violation(
          "C3", x, "concat_dimension \(concatDimension) must lie in 0..<\(operand.rank)")
      }
      guard operand.shape[splitDimension].isMultiple(of: splitCount) else {
        throw violation(
          "C2", x,
          "dimension \(splitDimension) of \(operand) must be a multiple of split_count, "
            + "\(splitCount)")
      }
      var shape = operand.shape
      shape[splitDimension] /= splitCount
      let (size, overflow) = shape[concatDimension].multipliedReportingOverflow(by: splitCount)
      shape[concatDimension] = size
      let type = operand.with(shape: shape)
      guard !overflow, type.checkedCount != nil else {
        throw violation("C9", x, "the result is too large")
      }
      types.append(type)
    }
    return types
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let id = (context.process ?? .alone).id
    let (members, brought) = try exchangeWithinGroup(
      x, groups, groups.movingStrategy, in: context, clause: "C6")
    guard members.count == splitCount, let own = members.firstIndex(of: id) else {
      throw violation(
        "C8", x.map(\.type),
        "the group has \(members.count) processes, split_count is "
          + "\(splitCount)")
    }
    return x.indices.map { i in
      let parts = brought.map { $0[i].part(own, of: splitCount, along: splitDimension) }
      return .joining(parts, along: concatDimension)
    }
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .exact }
}
