/// A `while` that counts from a known start to a known limit, so that its number of steps is
/// evident from the program.
struct CountedLoop {
  /// No more than what a slice's number in 32 bits can count.
  let steps: Int

  /// The loop that `loop` is on these operands, if it counts.
  init?(_ loop: While, _ x: [Tensor]) {
    let condition = loop.condition
    guard let equation = condition.maker(of: condition.results[0]),
      let compare = equation.operation as? Compare, x.count == condition.parameters.count
    else { return nil }

    /// The whole number a value of the condition is at the start, if it is known and stays.
    func constant(_ value: Int) -> Int? {
      if let maker = condition.maker(of: value) {
        guard let constant = maker.operation as? Constant else { return nil }
        return constant.value.soleInteger
      }
      let isKept =
        value < loop.captureCount || loop.body.results[value - loop.captureCount] == value
      return isKept ? x[value].knownValue?.soleInteger : nil
    }
    let (left, right) = (equation.operands[0], equation.operands[1])
    if let limit = constant(right), let count = Self.count(loop, x, left) {
      guard let steps = Self.steps(count.start, count.step, compare.direction, limit),
        count.isRepresentable(after: steps), steps <= Int32.max
      else { return nil }
      self.steps = steps
    } else if let limit = constant(left), let count = Self.count(loop, x, right) {
      guard
        let steps = Self.steps(count.start, count.step, compare.direction.reversed, limit),
        count.isRepresentable(after: steps), steps <= Int32.max
      else { return nil }
      self.steps = steps
    } else {
      return nil
    }
  }

  /// Where the carried value `number` starts and by how much each step changes it.
  private static func count(
    _ loop: While, _ x: [Tensor], _ number: Int
  ) -> Counter? {
    let body = loop.body
    guard (loop.captureCount..<x.count).contains(number),
      let start = x[number].knownValue?.soleInteger,
      let next = body.maker(of: body.results[number - loop.captureCount]),
      let operation = next.operation as? Binary, operation == .add || operation == .subtract
    else { return nil }
    func known(_ value: Int) -> Int? {
      if let constant = body.maker(of: value)?.operation as? Constant {
        return constant.value.soleInteger
      }
      return value < loop.captureCount ? x[value].knownValue?.soleInteger : nil
    }
    let (a, b) = (next.operands[0], next.operands[1])
    let dtype = x[number].dtype
    if a == number, let step = known(b), step != .min {
      return Counter(start: start, step: operation == .add ? step : -step, dtype: dtype)
    }
    if b == number, operation == .add, let step = known(a) {
      return Counter(start: start, step: step, dtype: dtype)
    }
    return nil
  }

  /// A carried value that each step changes by the same.
  private struct Counter {
    let start: Int
    let step: Int
    let dtype: DType

    /// Whether it gets where it goes in so many steps without running over the end of its dtype.
    func isRepresentable(after steps: Int) -> Bool {
      let (way, overflow) = step.multipliedReportingOverflow(by: steps)
      let (end, overflows) = start.addingReportingOverflow(way)
      if overflow || overflows { return false }
      let isUnsigned = dtype.family == .unsigned
      if isUnsigned && end < 0 { return false }
      let bits = dtype.bitWidth - (isUnsigned ? 0 : 1)
      return bits >= 63 || (-(1 << bits)..<(1 << bits)).contains(end)
    }
  }

  /// How often a counter passes before the comparison with `limit` no longer holds.
  private static func steps(
    _ start: Int, _ step: Int, _ direction: Compare.Direction, _ limit: Int
  ) -> Int? {
    let (distance, overflow) = limit.subtractingReportingOverflow(start)
    guard !overflow, step != 0, step != .min, distance > .min / 2, distance < .max / 2 else {
      return nil
    }
    func upward(_ distance: Int, _ step: Int) -> Int? {
      distance <= 0 ? 0 : step > 0 ? (distance - 1) / step + 1 : nil
    }
    switch direction {
    case .less: return upward(distance, step)
    case .lessOrEqual: return upward(distance + 1, step)
    case .greater: return upward(-distance, -step)
    case .greaterOrEqual: return upward(1 - distance, -step)
    case .notEqual:
      return distance.isMultiple(of: step) && distance / step >= 0 ? distance / step : nil
    // The first step leaves the limit.
    case .equal: return distance == 0 ? 1 : 0
    }
  }

  /// The values and tangents of `loop`, as a scan of so many steps.
  func differentiate(
    _ loop: While, _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let carried = loop.captureCount..<x.count
    // What no step changes is used from outside, so that it is not kept once for each step.
    let moving = carried.filter { loop.body.results[$0 - loop.captureCount] != $0 }
    let fixed = (0..<x.count).filter { !moving.contains($0) }
    let origin = TraceOrigin(transformation: "while")
    return try differentiating(x, dx) { x in
      var last = try Loops.scan(
        [], length: steps, carrying: moving.map { x[$0] }, origin
      ) { values in
        var operands = x
        for (place, value) in zip(moving, values) { operands[place] = value }
        let next = try loop.body(operands)
        return moving.map { next[$0 - loop.captureCount] }
      }.makeIterator()
      return carried.map { fixed.contains($0) ? x[$0] : last.next() ?? x[$0] }
    }
  }
}

extension Block {
  /// The equation that makes the value `number`; `nil` for a parameter.
  func maker(of number: Int) -> Equation? {
    equations.first { $0.results.contains(number) }
  }
}

extension HostTensor {
  /// The whole number this holds, if it is one and fits.
  fileprivate var soleInteger: Int? {
    guard count == 1, dtype.isInteger else { return nil }
    return dtype.family == .unsigned ? Int(exactly: bitPatterns[0]) : integers[0]
  }
}

extension Compare.Direction {
  /// The same question with the operands exchanged.
  fileprivate var reversed: Compare.Direction {
    switch self {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }
}
