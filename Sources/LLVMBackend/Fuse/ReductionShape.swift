import Touchstone

/// How a reduction runs over its input, if there is code for it: along rows, or down columns.
struct ReductionShape {
  let operation: Binary
  let kind: Cluster.Kind
  /// The elements of the input.
  let count: Int
  /// The elements of a row.
  let inner: Int

  init?(_ reduce: Reduce, _ operands: [TensorType]) {
    guard reduce.captureCount == 0, operands.count == 2,
      let operations = Reduction.monoids(in: reduce.body, captureCount: 0),
      operations.count == 1, Register(operands[0].dtype) != nil,
      reduce.body.resultTypes == [TensorType(operands[0].dtype)]
    else { return nil }
    operation = operations[0]
    let input = operands[0]
    count = input.count
    // Dimensions of size 1 change nothing.
    let axes = input.shape.indices.filter { input.shape[$0] != 1 }
    let isReduced = axes.map { reduce.dimensions.contains($0) }
    let reduced = axes.filter { reduce.dimensions.contains($0) }.reduce(1) { $0 * input.shape[$1] }
    guard reduced > 1 else { return nil }
    let isLarge = count > 1 << 16
    if let first = isReduced.firstIndex(of: true), isReduced[first...].allSatisfy({ $0 }) {
      kind = .rows
      inner = reduced
      if isLarge, inner < 4 { return nil }
    } else if let last = isReduced.lastIndex(of: true), isReduced[...last].allSatisfy({ $0 }) {
      kind = .columns
      inner = count / reduced
      if isLarge, inner < 4 { return nil }
    } else {
      return nil
    }
  }
}
