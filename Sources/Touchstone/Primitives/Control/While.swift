/// A body repeated while a condition holds.
///
/// Specification: `while`.
package struct While: Primitive {
  package static let names = ["stablehlo.while"]
  package let condition: Block
  package let body: Block
  package let captureCount: Int
  /// Where the text has the loop that this is, or that this was made of.
  let place: TextPlace

  init(condition: Block, body: Block, captureCount: Int = 0, place: TextPlace = TextPlace()) {
    self.condition = condition
    self.body = body
    self.captureCount = captureCount
    self.place = place
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    try source.requireRegions(2)
    condition = source.regions[0]
    body = source.regions[1]
    captureCount = source.captureCount
    place = source.place()
  }
  package var regions: [Block] { [condition, body] }
  package static func syntax(of name: String) -> Syntax { .special("while") }
  package var resultClause: String { "C3" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let carried = Array(x.dropFirst(captureCount))
    guard condition.parameters == x, condition.resultTypes == [TensorType(.i1)] else {
      throw violation(
        "C1", x,
        "the condition must take \(carried) and give i1[], it takes "
          + "\(condition.parameters.dropFirst(captureCount)) and gives \(condition.resultTypes)")
    }
    guard body.parameters == x, body.resultTypes == carried else {
      throw violation(
        "C2", x,
        "the body must take \(carried) and give the same, it takes "
          + "\(body.parameters.dropFirst(captureCount)) and gives \(body.resultTypes)")
    }
    return carried
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let captures = Array(x.prefix(captureCount))
    var carried = Array(x.dropFirst(captureCount))
    while try context.run(condition, captures + carried)[0].booleans[0] {
      // The body gets the only reference to what is carried, so that it may reuse the memory.
      var arguments = captures
      arguments += carried
      carried = []
      carried = try context.run(body, arguments)
    }
    return carried
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}
