/// A sum of products in about twice the precision of `Double`, always the same for the same order.
///
/// Dot2 of Ogita, Rump and Oishi, "Accurate sum and dot product" (SIAM J. Sci. Comput. 26, 2005):
/// the rounding error of every product and every addition is itself a `Double`; these are summed
/// apart. The error is at most that of working in 106 bits and rounding once.
package struct DotAccumulator: Sendable {
  /// The sum as plain arithmetic gives it; it alone counts when it is not finite.
  private var sum: Double
  /// What rounding took from `sum`.
  private var rest = 0.0

  /// An accumulator that starts at `value`; -0 is the start that keeps the sign of a sum of -0.
  package init(_ value: Double = 0) { sum = value }

  /// Adds `x`.
  package mutating func add(_ x: Double) {
    let total = sum + x
    let part = total - sum
    rest += (sum - (total - part)) + (x - part)
    sum = total
  }

  /// Adds `x · y`.
  package mutating func add(_ x: Double, times y: Double) {
    let product = x * y
    // fma(x, y, -product): the error of the product, exact unless it underflows.
    let error = (-product).addingProduct(x, y)
    let total = sum + product
    let part = total - sum
    rest += (sum - (total - part)) + (product - part) + error
    sum = total
  }

  /// The sum, rounded once.
  package var value: Double {
    // Infinities and NaN make `rest` meaningless; -0 + 0 would lose the sign of a zero sum.
    guard sum.isFinite, rest != 0 else { return sum }
    let total = sum + rest
    return total.isFinite ? total : sum
  }
}
