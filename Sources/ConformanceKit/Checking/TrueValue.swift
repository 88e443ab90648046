import Touchstone

/// What becomes of a check that fails as it is written because the value it expects is itself off.
///
/// The values in self-checking files are one backend's. Where they are rounded in every step, a
/// result that is nearer to the true value may lie too far from them. Such a check passes when
///
/// - the expected values are near the true ones, which are the reference's, by the coarse rule, and
/// - the result meets the check's own rule against the true values; or, if the program sums or
///   multiplies many terms, whose order is free, is near them by the coarse rule.
enum TrueValue {
  /// The coarse rule for recorded values (`Bounds.recordedUnits`).
  static func isNear(_ x: HostTensor, _ y: HostTensor) -> Bool {
    guard x.type == y.type, x.dtype.isFloat || x.dtype.isComplex else { return false }
    let (a, b) = (parts(x), parts(y))
    let largest = b.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
    let bound = Bounds.recordedUnits * Bounds.unit(x.dtype) * largest
    return zip(a, b).allSatisfy { a, b in
      a == b || a.isNaN && b.isNaN || abs(a - b) <= bound
    }
  }

  /// Whether a failed check passes by the true value.
  static func admits(
    _ failed: CheckOutcome.Disagreement, trueValue: HostTensor, program: Program
  ) -> Bool {
    guard failed.actual.type == failed.expected.type, trueValue.type == failed.actual.type,
      isNear(failed.expected, trueValue)
    else { return false }
    if Comparison(failed.actual, trueValue, failed.rule).passed { return true }
    return program.functions.contains { sums($0.block) } && isNear(failed.actual, trueValue)
  }

  /// The real numbers of `x`; of complex ones real and imaginary parts in turn.
  static func parts(_ x: HostTensor) -> [Double] {
    if case .complex(let z) = x.wide { return z.flatMap { [$0.real, $0.imaginary] } }
    return x.doubles
  }

  private static func sums(_ block: Block) -> Bool {
    block.equations.contains { equation in
      switch equation.operation.promise {
      case .reassociating, .residual: true
      case .regions:
        !(equation.operation is Call) || equation.operation.regions.contains(where: sums)
      default: equation.operation.regions.contains(where: sums)
      }
    }
  }
}
