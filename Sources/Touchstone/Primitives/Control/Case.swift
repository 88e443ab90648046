/// One of several bodies, chosen by a number; a number out of range chooses the last.
///
/// Specification: `case`.
package struct Case: Primitive {
  package static let names = ["stablehlo.case"]
  package let branches: [Block]
  package let captureCount: Int

  package init(_ branches: [Block], captureCount: Int = 0) {
    self.branches = branches
    self.captureCount = captureCount
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    self.init(source.regions, captureCount: source.captureCount)
  }
  package var regions: [Block] { branches }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C4" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    guard let first = branches.first else {
      throw violation("C1", x, "expected at least one branch, got none")
    }
    try requireOperands(1, x)
    guard x[captureCount] == TensorType(.i32) else {
      throw violation("I1", x, "the index must be i32[], got \(x[captureCount])")
    }
    for (i, branch) in branches.enumerated() {
      guard branch.parameters == Array(x.prefix(captureCount)) else {
        throw violation(
          "C2", x,
          "branches take no arguments, branch \(i) takes "
            + "\(branch.parameters.dropFirst(captureCount).map(\.description))")
      }
      guard branch.resultTypes == first.resultTypes else {
        throw violation(
          "C3", x,
          "all branches must give the same types, branch 0 gives \(first.resultTypes) "
            + "and branch \(i) \(branch.resultTypes)")
      }
    }
    return first.resultTypes
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let index = x[captureCount].integers[0]
    let branch = branches.indices.contains(index) ? index : branches.count - 1
    return try context.run(branches[branch], Array(x.prefix(captureCount)))
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}
