import Touchstone

/// How a reduction runs over its input, if there is code for it: along rows, or down columns, those of
/// each of several tables where dimensions in the middle are reduced.
struct ReductionShape {
  let operation: Binary
  let kind: Cluster.Kind
  /// The elements of the input.
  let count: Int
  /// The elements of a row.
  let inner: Int
  /// How many tables there are.
  let outer: Int

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
    guard let first = isReduced.firstIndex(of: true), let last = isReduced.lastIndex(of: true),
      isReduced[first...last].allSatisfy({ $0 })
    else { return nil }
    if last == isReduced.count - 1 {
      (kind, inner, outer) = (.rows, reduced, 1)
      if isLarge, inner < 4 { return nil }
    } else {
      kind = .columns
      inner = axes[(last + 1)...].reduce(1) { $0 * input.shape[$1] }
      outer = count / reduced / inner
      // Few columns would leave most of a vector empty.
      if isLarge, inner < (outer > 1 ? 16 : 4) { return nil }
    }
  }
}
