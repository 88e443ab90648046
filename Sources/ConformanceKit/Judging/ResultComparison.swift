import Touchstone

/// What comparing one result with what was expected shows.
public struct ResultComparison: Sendable {
  /// The first element that is too far off.
  public struct Mismatch: Sendable {
    /// Its index.
    public let index: [Int]
    /// What was expected, as a literal writes it.
    public let expected: String
    /// What came.
    public let actual: String
  }
  /// The first element that is too far off, if one is.
  public var mismatch: Mismatch?
  /// How many elements are too far off.
  public var mismatchCount = 0
  /// The largest distance in units in the last place, over all elements that are numbers.
  public var worstUlps: UInt64 = 0
  /// The largest distance as a part of what was allowed; `nil` if nothing but equality was.
  public var worstMargin: Double?
  /// What is wrong with the type, if that differs already.
  public var typeMessage: String?

  /// Whether the result passes.
  public var passes: Bool { mismatch == nil && typeMessage == nil }

  /// What differs, in one line.
  public var description: String {
    if let typeMessage { return typeMessage }
    guard let mismatch else { return "worst \(worstUlps) ulp" }
    return "\(mismatchCount) elements differ, worst \(worstUlps) ulp; first at "
      + "\(mismatch.index): expected \(mismatch.expected), got \(mismatch.actual)"
  }
}

extension ResultComparison {
  /// Compares `actual` with `expected`.
  public init(_ actual: HostTensor, _ expected: HostTensor, _ tolerance: Tolerance) {
    guard actual.type == expected.type else {
      typeMessage = "expected the type \(expected.type), got \(actual.type)"
      return
    }
    if expected.dtype == .tuple {
      var tolerances = expected.elements.map { _ in tolerance }
      if case .each(let list) = tolerance { tolerances = list }
      for (i, e) in expected.elements.enumerated() where mismatch == nil {
        self = ResultComparison(actual.elements[i], e, tolerances[i])
      }
      return
    }
    guard expected.dtype.isElement else { return }
    if case .open = tolerance { return }
    let isFloat = expected.dtype.isFloat || expected.dtype.isComplex
    let parts = expected.dtype.isComplex ? 2 : 1
    let format = expected.dtype.realPart.floatFormat
    var bounds: [Double] = []
    var centres: [Double] = []
    var keepsZeros = false
    if case .within(let list) = tolerance { bounds = list }
    if case .signed(let list) = tolerance { (bounds, keepsZeros) = (list, true) }
    if case .around(let values, let list) = tolerance {
      bounds = list
      guard isFloat else {
        compareNumbers(actual, expected, values, list)
        return
      }
      centres =
        values.dtype.isComplex
        ? values.complexes.flatMap { [$0.real, $0.imaginary] } : values.doubles
    }
    for i in 0..<expected.count {
      var passes = true
      for part in i * parts..<(i + 1) * parts {
        let a = actual.pattern(part)
        let e = expected.pattern(part)
        // What the reference has is right, whatever double precision says of it.
        if a == e { continue }
        guard isFloat, let format else {
          passes = false
          continue
        }
        let x = format.value(a)
        let v = centres.isEmpty ? format.value(e) : centres[part]
        if x.isNaN && v.isNaN { continue }
        let isNumber = !x.isNaN && !v.isNaN && !format.value(e).isNaN
        let ulps = isNumber ? format.distance(a, e) : UInt64.max
        if ulps != .max { worstUlps = max(worstUlps, ulps) }
        if bounds.isEmpty {
          passes = false
          continue
        }
        let bound = bounds[i]
        let error = (x - v).magnitude
        if x.isFinite && v.isFinite && bound > 0 {
          worstMargin = max(worstMargin ?? 0, error / bound)
        }
        if !Self.isWithin(x, v, bound, format) { passes = false }
        // Where nothing is uncertain, or one operation decides, a zero has the sign it should have.
        if x == 0, v == 0, a != e, bound == 0 || keepsZeros { passes = false }
      }
      if !passes {
        mismatchCount += 1
        if mismatch == nil {
          mismatch = Mismatch(
            index: expected.type.index(at: i), expected: Literal.element(expected, i),
            actual: Literal.element(actual, i))
        }
      }
    }
  }

  /// Compares integers or booleans, of which some may be as far off as `bounds` say.
  private mutating func compareNumbers(
    _ actual: HostTensor, _ expected: HostTensor, _ values: HostTensor, _ bounds: [Double]
  ) {
    let (x, v) = (actual.numbers, values.numbers)
    for i in x.indices {
      let isSame =
        bounds[i] == 0 ? actual.pattern(i) == values.pattern(i) : abs(x[i] - v[i]) <= bounds[i]
      if isSame { continue }
      mismatchCount += 1
      if mismatch == nil {
        mismatch = Mismatch(
          index: expected.type.index(at: i), expected: Literal.element(expected, i),
          actual: Literal.element(actual, i))
      }
    }
  }

  /// Whether `x` is within `bound` of `v`; next to the largest number either may have overflowed.
  private static func isWithin(
    _ x: Double, _ v: Double, _ bound: Double, _ format: FloatFormat
  ) -> Bool {
    // Without a bound there is nothing to compare with; such results count as vacuous.
    if bound == .infinity { return true }
    if x.isNaN || v.isNaN { return false }
    if x.isFinite && v.isFinite { return (x - v).magnitude <= bound }
    if x.isInfinite && v.isInfinite { return x == v }
    let greatest = format.value(format.greatestFinite)
    let finite = x.isFinite ? x : v
    let infinite = x.isFinite ? v : x
    let slack = bound.isFinite ? bound : greatest
    return finite.magnitude + slack > greatest && (finite < 0) == (infinite < 0)
  }
}

extension FloatFormat {
  /// The number a pattern stands for, with the fast ways where they are.
  func value(_ pattern: UInt64) -> Double {
    switch (exponentBits, significandBits) {
    case (8, 23): Double(Float(bitPattern: UInt32(truncatingIfNeeded: pattern)))
    case (11, 52): Double(bitPattern: pattern)
    default: decode(pattern)
    }
  }

  /// How many numbers apart two patterns are, counting through zero.
  func distance(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let bits = UInt64(1 + exponentBits + significandBits)
    let sign = specials == .exponentOnly ? 0 : UInt64(1) << (bits - 1)
    let (x, y) = (a & ~sign, b & ~sign)
    return (a & sign) == (b & sign) ? (x > y ? x - y : y - x) : x &+ y
  }
}

extension TensorType {
  /// The index of the element at flat position `position`.
  package func index(at position: Int) -> [Int] {
    var rest = position
    var index = [Int](repeating: 0, count: rank)
    for axis in stride(from: rank - 1, through: 0, by: -1) where shape[axis] > 0 {
      index[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return index
  }
}
