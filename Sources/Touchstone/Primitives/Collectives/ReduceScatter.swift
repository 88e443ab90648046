/// The values of every process of a group combined, and the result split among the processes.
///
/// Specification: `reduce_scatter`.
package struct ReduceScatter: Primitive {
  package static let names = ["stablehlo.reduce_scatter"]
  package let dimension: Int
  package let groups: ProcessGroups
  package let body: Block
  package let captureCount: Int
  /// The declared types of the results: the size of a group depends on the grid.
  package let types: [TensorType]

  package init(
    dimension: Int, groups: ProcessGroups, body: Block, captureCount: Int = 0, types: [TensorType]
  ) {
    self.dimension = dimension
    self.groups = groups
    self.body = body
    self.captureCount = captureCount
    self.types = types
  }
  package init(_ source: inout OperationSource) throws(TensorError) {
    try source.requireRegions(1)
    dimension = try source.integer("scatter_dimension")
    groups = try ProcessGroups(&source)
    body = source.regions[0]
    captureCount = source.captureCount
    types = source.results
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("scatter_dimension", .integer(Int64(dimension), .i64))] + groups.attributes
  }
  package var regions: [Block] { [body] }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C8" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(1, x)
    let operand = x[captureCount]
    guard operand.dtype.isElement, operand.shape.indices.contains(dimension) else {
      throw violation(
        "C2", x, "scatter_dimension \(dimension) must lie in 0..<\(operand.rank) for \(operand)")
    }
    try groups.check(
      self, x, unique: "C3", range: "C5", cover: true, global: "C6", sameSize: "C4")
    let dtype = try combiningDType(body, x[captureCount...], x, "C7")
    let size = operand.shape[dimension]
    if let count = groups.knownSize, count > 0, !size.isMultiple(of: count) {
      throw violation(
        "C1", x,
        "dimension \(dimension) of \(operand) must be a multiple of the size of the "
          + "groups, \(count)")
    }
    guard types.count == 1, types[0].rank == operand.rank else {
      throw violation("C8", x, "the result must have the operand's rank, got \(types)")
    }
    guard types[0].dtype == dtype else {
      throw violation("C9", x, "the result must have the body's dtype \(dtype), got \(types[0])")
    }
    var shape = operand.shape
    shape[dimension] = types[0].shape[dimension]
    let share = shape[dimension]
    let isShare =
      groups.knownSize.map { share.multipliedReportingOverflow(by: $0) == (size, false) }
      ?? (size == 0 ? share == 0 : share > 0 && size.isMultiple(of: share))
    guard types[0].shape == shape, isShare else {
      throw violation(
        "C8", x,
        "dimension \(dimension) of \(operand) must be divided by the size of a group, "
          + "got \(types[0])")
    }
    return types
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let id = (context.process ?? .alone).id
    let operand = x[captureCount]
    let (members, brought) = try exchangeWithinGroup(
      [operand], groups, groups.reducingStrategy, in: context, clause: "C4")
    guard operand.shape[dimension] == types[0].shape[dimension] * members.count,
      let own = members.firstIndex(of: id)
    else {
      throw violation(
        "C8", x.map(\.type),
        "\(members.count) processes share dimension \(dimension) of "
          + "\(operand.type), declared is \(types[0])")
    }
    let combining = Combining(
      body: body, captures: Array(x.prefix(captureCount)), context: context)
    let parts = brought.map { $0[0].part(own, of: members.count, along: dimension) }
    return [try combining.combine(parts, types[0])]
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}
