/// One of two bodies, chosen by a boolean.
///
/// Specification: `if`.
package struct If: Primitive {
  package static let names = ["stablehlo.if"]
  package let trueBranch: Block
  package let falseBranch: Block
  package let captureCount: Int

  package init(_ trueBranch: Block, else falseBranch: Block, captureCount: Int = 0) {
    self.trueBranch = trueBranch
    self.falseBranch = falseBranch
    self.captureCount = captureCount
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    try source.requireRegions(2)
    self.init(
      source.regions[0], else: source.regions[1], captureCount: source.captureCount)
  }
  package var regions: [Block] { [trueBranch, falseBranch] }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C3" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(1, x)
    guard x[captureCount] == TensorType(.i1) else {
      throw violation("I1", x, "the predicate must be i1[], got \(x[captureCount])")
    }
    let captured = Array(x.prefix(captureCount))
    guard trueBranch.parameters == captured, falseBranch.parameters == captured else {
      throw violation("C1", x, "the branches take no arguments")
    }
    guard trueBranch.resultTypes == falseBranch.resultTypes else {
      throw violation(
        "C2", x,
        "both branches must give the same types, got \(trueBranch.resultTypes) and "
          + "\(falseBranch.resultTypes)")
    }
    return trueBranch.resultTypes
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let branch = x[captureCount].booleans[0] ? trueBranch : falseBranch
    return try context.run(branch, Array(x.prefix(captureCount)))
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}
