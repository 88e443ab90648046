extension OwnMutants {
  /// The reduction of `a` if it combines one operand of floats by `operation`.
  private static func reduce(
    _ a: Mutant.Application, _ operation: Binary
  ) -> Reduce? {
    guard let reduce = a.operation as? Reduce, a.operands.count == 2, a.x.dtype.isFloat,
      reduce.body.soleOperation as? Binary == operation
    else { return nil }
    return reduce
  }

  static let reductions: [Mutant] = [
    .kernel("O-RE-01", "reduce", "the minimum ignores NaN") { a in
      guard let reduce = reduce(a, .minimum) else { return nil }
      return try a.running(reduce, [a.x.mapParts { $0.isNaN ? .infinity : $0 }, a.y])
    },
    .kernel("O-RE-02", "reduce", "the greatest begins at 0") { a in
      guard let reduce = reduce(a, .maximum) else { return nil }
      return try a.running(reduce, [a.x, a.y.mapParts { max($0, 0) }])
    },
    .kernel("O-RE-03", "reduce", "halves are summed in halves") { a in
      guard let reduce = reduce(a, .add), a.x.dtype.bitWidth == 16 else { return nil }
      let kept = (0..<a.x.type.rank).filter { !reduce.dimensions.contains($0) }
      let elements = a.x.doubles
      let offsets = a.x.type.places(along: reduce.dimensions.sorted())
      return [
        HostTensor(
          a.type,
          doubles: a.x.type.places(along: kept).prefix(a.type.count).map { base in
            offsets.reduce(a.y.doubles[0]) { a.rounded($0 + elements[base + $1]) }
          })
      ]
    },
    .kernel("O-RE-04", "reduce", "elements beyond the last whole eight are left out") { a in
      guard a.operands.count == 2, let reduce = a.operation as? Reduce,
        reduce.dimensions == [a.x.type.rank - 1], let last = a.x.shape.last, last > 8, last % 8 != 0
      else { return nil }
      var limits = a.x.shape
      limits[limits.count - 1] = last / 8 * 8
      let part = try a.running(
        Slice(limits.map { _ in 0 }, limits, limits.map { _ in 1 }), [a.x])
      return try a.running(reduce, [part[0], a.y])
    },
    .kernel("O-RE-05", "reduce", "the first dimension is reduced in place of the last") { a in
      guard let reduce = a.operation as? Reduce, a.operands.count == 2,
        reduce.dimensions.count == 1,
        a.x.type.rank == 2, a.x.shape[0] == a.x.shape[1]
      else { return nil }
      return try a.running(Reduce(dimensions: [1 - reduce.dimensions[0]], body: reduce.body))
    },
    .kernel("O-RE-06", "reduce", "integers are summed through f32") { a in
      guard let reduce = a.operation as? Reduce, a.operands.count == 2,
        reduce.body.soleOperation as? Binary == .add, a.type.dtype == .i32
      else { return nil }
      return [
        a.result.mapIntegers { Float($0).magnitude < 2e9 ? Int64(Float($0)) : $0 }
      ]
    },
    .kernel("O-RE-07", "reduce", "the initial value enters once for each of two threads") { a in
      guard let reduce = reduce(a, .add), a.y.doubles[0] != 0 else { return nil }
      return try a.running(reduce, [a.x, a.y.mapParts { 2 * $0 }])
    },
    .kernel("O-RE-08", "reduce", "of nothing the result is 0") { a in
      guard a.operands.count == 2, a.x.count == 0, a.result.count > 0 else { return nil }
      return [HostTensor.full(a.type, 0)]
    },
    .kernel("O-RE-09", "reduce", "the second result of two is the first") { a in
      guard a.right.count == 2, a.types[0] == a.types[1] else { return nil }
      return [a.right[0], a.right[0]]
    },
    .kernel("O-RE-10", "reduce_window", "padding counts as 0") { a in
      guard let window = a.operation as? ReduceWindow, a.operands.count == 2, a.x.dtype.isFloat,
        window.padding?.contains(where: { $0.contains { $0 > 0 } }) == true,
        let body = window.body.soleOperation as? Binary, body == .maximum || body == .minimum
      else { return nil }
      // Windows that reach into the padding are those whose result does not come with another start.
      let other = try a.running(window, [a.x.mapParts { _ in 0 }, a.y.mapParts { _ in 1 }])[0]
      let touches =
        body == .maximum ? other.doubles.map { $0 == 1 } : other.doubles.map { _ in false }
      return a.result.count == touches.count
        ? [
          HostTensor(
            a.type, doubles: zip(a.result.doubles, touches).map { $1 ? max($0, 0) : $0 })
        ] : nil
    },
    .kernel("O-RE-11", "reduce_window", "low and high padding are exchanged") { a in
      guard let window = a.operation as? ReduceWindow,
        let padding = window.padding, padding.contains(where: { $0[0] != $0[1] })
      else { return nil }
      return try a.running(
        ReduceWindow(
          windowDimensions: window.windowDimensions, windowStrides: window.windowStrides,
          baseDilations: window.baseDilations, windowDilations: window.windowDilations,
          padding: padding.map { [$0[1], $0[0]] }, body: window.body,
          captureCount: window.captureCount))
    },
    .kernel("O-RE-12", "reduce_window", "dilations of the window are ignored") { a in
      guard let window = a.operation as? ReduceWindow,
        window.windowDilations?.contains(where: { $0 > 1 }) == true
      else { return nil }
      let other = try a.running(
        ReduceWindow(
          windowDimensions: window.windowDimensions, windowStrides: window.windowStrides,
          baseDilations: window.baseDilations, padding: window.padding, body: window.body,
          captureCount: window.captureCount))
      return zip(other, a.types).map { $0.picking($1, at: { (index: [Int]) in index }) }
    },
    .kernel("O-RE-13", "select_and_scatter", "of equal elements the last is selected") { a in
      guard a.operands.count == 3, let back = a.operation as? SelectAndScatter else { return nil }
      let flipped = Array(0..<a.x.type.rank)
      guard back.padding == nil, a.type.rank > 0 else { return nil }
      let turned = try [a.x, a.y].map { try a.running(Reverse(axes: flipped), [$0])[0] }
      let exact = zip(zip(a.x.shape, a.y.shape), back.windowStrides ?? []).allSatisfy {
        ($0.0 - 1) / $1 + 1 >= $0.1
      }
      guard exact else { return nil }
      let result = try a.running(back, turned + [a.operands[2]])
      return [try a.running(Reverse(axes: flipped), result)[0]]
    },
    .kernel("O-RE-14", "scan", "the carry of the first step starts at 0") { a in
      guard let scan = a.operation as? Scan else { return nil }
      let arguments = a.operands.dropFirst(scan.captureCount)
      let inputs = scan.inputCount(arguments.map(\.type))
      return try a.running(
        scan,
        a.operands.enumerated().map { i, x in
          i < scan.captureCount + inputs ? x : x.mapParts { _ in 0 }
        })
    },
    .kernel("O-RE-15", "reduce", "all elements after the first NaN are left out of sums") { a in
      guard let reduce = reduce(a, .add) else { return nil }
      return try a.running(reduce, [a.x.mapParts { $0.isNaN ? 0 : $0 }, a.y])
    },
    .function("O-RE-16", "var", "n - 1 in place of n") { x, s in
      [
        NumPy.var(
          x[0], axis: try s.axes, keepdims: try s.keepdims, ddof: 1 - (try s.get("ddof", 0)))
      ]
    },
    .function("O-RE-17", "cumsum", "carries are lost at every eighth element") { x, s in
      let axis = try s.axis ?? 0
      let axes = x[0].rank - 1
      let size = x[0].shape[axis < 0 ? axis + x[0].rank : axis]
      guard size > 8, axis == axes else { return try WrongFunctions.right("cumsum", x, s) }
      let parts = split(x[0], [8], axis: axis).map { cumsum($0, axis: axis) }
      return [concatenate(parts, axis: axis)]
    },
    .function("O-RE-18", "median", "the lower of two in the middle") { x, s in
      [
        quantile(
          x[0], 0.5, axis: try s.axes, method: .lower, keepdims: try s.keepdims)
      ]
    },
    .function("O-RE-19", "norm", "the order is taken for 2") { x, s in
      [norm(x[0], axis: try s.axes, keepdims: try s.keepdims)]
    },
    .function("O-RE-20", "quantile", "the method is taken for linear") { x, s in
      [quantile(x[0], x[1], axis: try s.axes, keepdims: try s.keepdims)]
    },
    .function("O-RE-21", "cumlogsumexp", "log of sums of exponentials") { x, s in
      [log(cumsum(exp(x[0]), axis: try s.axis, reverse: try s.get("reverse", false)))]
    },
    .function("O-RE-22", "logsumexp", "minus infinities give NaN") { x, s in
      let greatest = max(x[0], axis: try s.axes, keepdims: true)
      let result = log(sum(exp(x[0] - greatest), axis: try s.axes, keepdims: true)) + greatest
      return [try s.keepdims ? result : squeeze(result, axis: try s.axes ?? Array(0..<x[0].rank))]
    },
  ]

  static let order: [Mutant] = [
    .kernel("O-SO-01", "top_k", "of equal elements the last comes first") { a in
      guard a.right.count == 2, let k = a.right[0].shape.last, let n = a.x.shape.last, n > 0,
        a.x.dtype.isFloat || a.x.dtype.isInteger
      else { return nil }
      let reversed = try a.running(Reverse(axes: [a.x.type.rank - 1]), [a.x])
      let other = try a.running(a.operation, reversed)
      guard k > 0 else { return nil }
      return [other[0], other[1].mapIntegers { Int64(n - 1) - $0 }]
    },
    .kernel("O-SO-02", "top_k", "NaN is the least") { a in
      guard a.x.dtype.isFloat, a.right.count == 2 else { return nil }
      let other = try a.running(a.operation, [a.x.mapParts { $0.isNaN ? -.infinity : $0 }])
      return [other[0], other[1]]
    },
    .kernel("O-SO-03", "sort", "another dimension is sorted") { a in
      guard let sort = a.operation as? Sort, a.type.rank >= 2 else { return nil }
      let axis = sort.dimension < 0 ? sort.dimension + a.type.rank : sort.dimension
      return try a.running(
        Sort(
          dimension: (axis + 1) % a.type.rank, isStable: sort.isStable,
          comparator: sort.comparator, captureCount: sort.captureCount))
    },
    .kernel("O-SO-04", "sort", "-0 and 0 are equal in total order") { a in
      guard let sort = a.operation as? Sort, sort.captureCount == 0, a.x.dtype.isFloat,
        sort.isStable
      else { return nil }
      // Zeros all become 0 for the order, then take their signs in the order they came in.
      let plain = a.x.mapParts { $0 == 0 ? 0 : $0 }
      guard plain != a.x, a.operands.count == 1, a.type.rank == 1 else { return nil }
      let zeros = a.x.doubles.filter { $0 == 0 }
      var next = zeros.makeIterator()
      return [
        try a.running(sort, [plain])[0].mapParts { $0 == 0 ? next.next() ?? 0 : $0 }
      ]
    },
    .kernel("O-SO-05", "sort", "NaN comes first") { a in
      guard a.operands.count == 1, a.x.dtype.isFloat, a.type.rank == 1 else { return nil }
      let values = a.result.doubles
      return [
        HostTensor(a.type, doubles: values.filter(\.isNaN) + values.filter { !$0.isNaN })
      ]
    },
    .kernel("O-SO-06", "sort", "elements beyond the 32nd stay where they are") { a in
      guard let sort = a.operation as? Sort, a.operands.count == 1 else { return nil }
      let axis = sort.dimension < 0 ? sort.dimension + a.type.rank : sort.dimension
      guard axis == a.type.rank - 1, let n = a.type.shape.last, n > 32 else { return nil }
      var limits = a.type.shape
      limits[axis] = 32
      let head = try a.running(
        Slice(limits.map { _ in 0 }, limits, limits.map { _ in 1 }), [a.x])
      let sorted = try a.running(sort, head)[0]
      return [
        HostTensor(
          a.type,
          scalars: (0..<a.type.count).map {
            $0 % n < 32 ? sorted.scalar(at: $0 / n * 32 + $0 % n) : a.x.scalar(at: $0)
          })
      ]
    },
    .function("O-SO-07", "argmax", "of equal elements the last") { x, s in
      guard let axis = try s.axis, x[0].dtype.isFloat || x[0].dtype.family == .signed else {
        return try WrongFunctions.right("argmax", x, s)
      }
      let place = axis < 0 ? axis + x[0].rank : axis
      let last = argmax(flip(x[0], axis: place), axis: place, keepdims: try s.keepdims)
      return [x[0].shape[place] - 1 - last]
    },
    .function("O-SO-08", "argmin", "NaN is no extreme") { x, s in
      [nanargmin(x[0], axis: try s.axis, keepdims: try s.keepdims)]
    },
    .function("O-SO-09", "searchsorted", "the side is taken for left") { x, _ in
      [searchsorted(x[0], x[1])]
    },
    .function("O-SO-10", "argsort", "of equal elements the last comes first") { x, s in
      guard let axis = try s.axis else { return try WrongFunctions.right("argsort", x, s) }
      let place = axis < 0 ? axis + x[0].rank : axis
      return [x[0].shape[place] - 1 - argsort(flip(x[0], axis: place), axis: place)]
    },
    .function("O-SO-11", "digitize", "the side is mistaken") { x, s in
      [digitize(x[0], x[1], right: !(try s.get("right", false)))]
    },
    .function("O-SO-12", "unique", "the first of equal elements is left out") { x, s in
      [flip(unique(x[0], size: try s.get("size")), axis: 0)]
    },
    .function("O-SO-13", "lexsort", "keys in the opposite order") { x, s in
      [lexsort(Array(x.reversed()), axis: try s.axis ?? -1)]
    },
  ]
}
