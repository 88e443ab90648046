import Touchstone

/// Random numbers whose stream is the backend's own: what can be said of them is where they lie.
enum Draws {
  /// What is wrong with `numbers`, which `rng` drew by `operands`; an empty string if nothing is.
  ///
  /// Normal numbers lie anywhere; uniform ones in a..<b, or are a where b is not above it.
  static func problem(_ operands: [HostTensor], _ numbers: HostTensor) -> String {
    guard numbers.dtype.isFloat || numbers.dtype.isInteger, let a = operands[0].numbers.first,
      let b = operands[1].numbers.first
    else { return "" }
    for (i, x) in numbers.numbers.enumerated() {
      let isInside = x >= a && x < b || b <= a && x == a
      if !isInside {
        return "\(Literal.element(numbers, i)) at \(numbers.type.index(at: i)) is not in the "
          + "interval from \(a) to \(b)"
      }
    }
    return ""
  }
}
