/// The values of every process of a group, one after another along a dimension.
///
/// Specification: `all_gather`.
package struct AllGather: Primitive {
  package static let names = ["stablehlo.all_gather"]
  package let dimension: Int
  package let groups: ProcessGroups
  /// The declared types of the results: the size of a group depends on the grid.
  package let types: [TensorType]

  package init(dimension: Int, groups: ProcessGroups, types: [TensorType]) {
    self.dimension = dimension
    self.groups = groups
    self.types = types
  }
  package init(_ source: inout OperationSource) throws(TensorError) {
    dimension = try source.integer("all_gather_dim")
    groups = try ProcessGroups(&source)
    types = source.results
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("all_gather_dim", .integer(Int64(dimension), .i64))] + groups.attributes
  }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C6" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    guard !x.isEmpty else { throw violation("I1", x, "expected at least one operand") }
    for operand in x {
      guard operand.dtype.isElement, operand.shape.indices.contains(dimension) else {
        throw violation(
          "C1", x, "all_gather_dim \(dimension) must lie in 0..<\(operand.rank) for \(operand)")
      }
    }
    try groups.check(
      self, x, unique: "C2", range: "C4", cover: true, global: "C5", sameSize: "C3")
    guard types.count == x.count else {
      throw violation("C6", x, "expected \(x.count) results, got \(types.count)")
    }
    for (operand, result) in zip(x, types) {
      var shape = operand.shape
      let from = shape[dimension]
      guard result.dtype == operand.dtype, result.rank == operand.rank else {
        throw violation("C6", x, "\(operand) cannot be gathered into \(result)")
      }
      let to = result.shape[dimension]
      shape[dimension] = to
      let isMultiple =
        groups.knownSize.map { from.multipliedReportingOverflow(by: $0) == (to, false) }
        ?? (from == 0 ? to == 0 : to > 0 && to.isMultiple(of: from))
      guard result.shape == shape, isMultiple, result.checkedCount != nil else {
        throw violation(
          "C6", x,
          "dimension \(dimension) of \(operand) must become a multiple of itself by the "
            + "size of a group\(groups.knownSize.map { ", \($0)," } ?? ""), got \(result)")
      }
    }
    return types
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let (_, brought) = try exchangeWithinGroup(
      x, groups, groups.reducingStrategy, in: context, clause: "C3")
    return try x.indices.map { i in
      let result = HostTensor.joining(brought.map { $0[i] }, along: dimension)
      guard result.type == types[i] else {
        throw violation(
          "C6", x.map(\.type),
          "\(brought.count) processes give \(result.type), declared is "
            + "\(types[i])")
      }
      return result
    }
  }
  package var derivative: Derivative { .linear(positions: Array(types.indices)) }
  package var promise: Promise { .exact }
}
