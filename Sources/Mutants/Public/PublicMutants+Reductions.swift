extension PublicMutants {
  static let reductions: [Mutant] = [
    .function("P-RE-01", "mean", "divided by the size of the last axis only") { x, s in
      let x = x[0].dtype.isFloat ? x[0] : cast(x[0], dtype: .f32)
      let axes = try s.axes ?? Array(0..<x.rank)
      let last = axes.max() ?? 0
      let size = Double(x.shape[last < 0 ? last + x.rank : last])
      return [sum(x, axis: axes, keepdims: try s.keepdims) / size]
    },
    .kernel("P-RE-02", "reduce", "the maximum ignores NaN") { a in
      guard let reduce = a.operation as? Reduce, a.operands.count == 2,
        reduce.body.equations.count == 1, reduce.body.equations[0].operation.name == "maximum",
        a.x.dtype.isFloat
      else { return nil }
      let without = a.x.mapParts { $0.isNaN ? -.infinity : $0 }
      return try a.running(reduce, [without, a.y])
    },
    .function("P-RE-03", "logsumexp", "the greatest is not taken away first") { x, s in
      [log(sum(exp(x[0]), axis: try s.axes, keepdims: try s.keepdims))]
    },
  ]

  static let order: [Mutant] = [
    .kernel("P-SO-01", "sort", "equal elements change places although stable") { a in
      guard let sort = a.operation as? Sort, sort.isStable, sort.captureCount == 0 else {
        return nil
      }
      return try Sorting.sorted(a, sort) { order, equal in
        // Quick sort's way: from 16 elements on, runs of equal elements come out reversed.
        order.count > 16 ? try Sorting.reversingTies(order, equal) : order
      }
    },
    .kernel("P-SO-02", "sort", "unsigned elements are compared as signed") { a in
      guard let sort = a.operation as? Sort, sort.captureCount == 0,
        a.x.dtype.family == .unsigned, sort.comparator.equations.count == 1
      else { return nil }
      let width = UInt64(a.x.dtype.bitWidth)
      // Flipping the highest bit turns one order into the other.
      func flipped(_ x: HostTensor) -> HostTensor {
        x.dtype.family == .unsigned && UInt64(x.dtype.bitWidth) == width
          ? HostTensor(x.type, unsigned: x.unsignedIntegers.map { $0 ^ (1 << (width - 1)) }) : x
      }
      let sorted = try a.running(sort, [flipped(a.x)] + a.operands.dropFirst())
      return [flipped(sorted[0])] + sorted.dropFirst()
    },
    .kernel("P-SO-03", "sort", "further operands are moved within runs of 16 only") { a in
      guard let sort = a.operation as? Sort, a.operands.count > 1 + sort.captureCount else {
        return nil
      }
      let axis = sort.dimension < 0 ? sort.dimension + a.type.rank : sort.dimension
      guard a.type.rank > axis, a.type.shape[axis] > 16 else { return nil }
      // What lies beyond the first run stays where it was.
      let inputs = Array(a.operands.dropFirst(sort.captureCount))
      return [a.result]
        + zip(a.right, inputs).dropFirst().map { right, input in
          let inner = right.type.strides[axis]
          let places = (0..<right.count).map { $0 / inner % right.shape[axis] }
          return HostTensor(
            right.type,
            scalars: places.indices.map {
              places[$0] < 16 ? right.scalar(at: $0) : input.scalar(at: $0)
            })
        }
    },
  ]
}

/// Orders of elements, for wrong ways to sort.
enum Sorting {
  /// The inputs of `a` with the order along the sorted axis as `change` makes it of the right one.
  static func sorted(
    _ a: Mutant.Application, _ sort: Sort,
    _ change: (_ order: [Int], _ equal: (Int, Int) throws -> Bool) throws -> [Int]
  ) throws -> [HostTensor] {
    let inputs = Array(a.operands.dropFirst(sort.captureCount))
    let axis = sort.dimension < 0 ? sort.dimension + a.type.rank : sort.dimension
    if a.type.count == 0 { return a.right }
    var result = Array(0..<a.type.count)
    let along = a.type.strides[axis]
    let length = a.type.shape[axis]
    func precedes(_ i: Int, _ j: Int) throws -> Bool {
      let operands = inputs.flatMap { [$0.scalar(at: i), $0.scalar(at: j)] }
      return try a.context.run(sort.comparator, operands)[0].booleans[0]
    }
    for base in 0..<a.type.count where base / along % length == 0 {
      // Swift's sort is stable, as the reference's is.
      let line = try (0..<length).map { base + $0 * along }.sorted(by: precedes)
      let changed = try change(line) { try !precedes($0, $1) && !precedes($1, $0) }
      for (i, position) in changed.enumerated() { result[base + i * along] = position }
    }
    return inputs.map { input in input.picking(input.type) { result[$0] } }
  }

  /// `order` with each run of equal elements from last to first.
  static func reversingTies(
    _ order: [Int], _ equal: (Int, Int) throws -> Bool
  ) rethrows -> [Int] {
    var result: [Int] = []
    var run: [Int] = []
    for place in order {
      if let last = run.last, try !equal(last, place) {
        result += run.reversed()
        run = []
      }
      run.append(place)
    }
    return result + run.reversed()
  }
}
