private let origin = TraceOrigin(transformation: "reduce")

extension Reduce: Reducer {
  func with(_ body: Block, captureCount: Int) -> Reduce {
    Reduce(dimensions: dimensions, body: body, captureCount: captureCount)
  }

  /// The same by a scan over the elements in index order, for bodies that have no shorter rule.
  private func folded(_ x: [Tensor]) throws -> [Tensor] {
    let (captured, inputs, initial) = parts(x)
    let count = inputs.count
    let lines = inputs.map { $0.gathering(dimensions) }
    let (length, width) = (lines[0].shape[0], lines[0].shape[1])
    let start = initial.map { broadcast($0, to: [width], axes: []) }
    let axes = captured.map { _ -> Int? in nil } + [Int?](repeating: 0, count: 2 * count)
    let results = try Loops.scan(lines, length: length, carrying: start, origin) { values in
      let step = try body.batched(
        captured + values.suffix(count) + values.prefix(count), axes, BatchAxis(size: width))
      return zip(step.values, step.axes).map { $0.withBatchAxis($1, at: 0, width) }
    }
    let shape = kept(inputs[0].rank).map { inputs[0].shape[$0] }
    return results.map { reshape($0, shape) }
  }

  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let needsScan = hasResult { if case .general = $0 { true } else { false } }
    if needsScan { return (try apply(self, x), try differentiating(x, dx, folded).tangents) }
    return try differentiate(x, dx) { operation, x, initial, y in
      switch operation {
      case .add:
        let spread = initial.tangent.map { broadcast($0, to: y.shape, axes: []) }
        return sum(x.tangent?.summed(dimensions), spread)
      case .multiply: return try productTangent(x, initial)
      case .maximum, .minimum: return extremeTangent(x, initial, y, operation)
      default: return nil
      }
    }
  }

  /// The product of all others times the tangent of each, exact where elements are zero.
  private func productTangent(_ x: Varying, _ initial: Varying) throws -> Tensor? {
    let shape = kept(x.value.rank).map { x.value.shape[$0] }
    return try differentiating([x.value, initial.value], [x.tangent, initial.tangent]) { x in
      let product = reshape(Self.product(x[0].gathering(dimensions)), shape)
      return [broadcast(x[1], to: shape, axes: []) * product]
    }.tangents[0]
  }

  /// The product along the first axis, by halves.
  private static func product(_ x: Tensor) -> Tensor {
    var x = x
    if x.shape[0] == 0 { return .full(x.type.removing(0), 1) }
    while x.shape[0] > 1 {
      let (count, width) = (x.shape[0], x.shape[1])
      let half = count / 2
      let pairs =
        slice(x, from: [0, 0], to: [half, width])
        * slice(x, from: [half, 0], to: [2 * half, width])
      let last = slice(x, from: [2 * half, 0], to: [count, width])
      x = count == 2 * half ? pairs : concatenate([pairs, last], axis: 0)
    }
    return reshape(x, x.type.removing(0).shape)
  }

  /// The mean of the tangents of those elements that equal the extreme `y`; NaN where that is NaN.
  private func extremeTangent(
    _ x: Varying, _ initial: Varying, _ y: Tensor, _ operation: Binary
  ) -> Tensor? {
    let dtype = y.dtype
    let start = broadcast(initial.value, to: y.shape, axes: [])
    let dStart = initial.tangent.map { broadcast($0, to: y.shape, axes: []) }
    if dimensions.contains(where: { x.value.shape[$0] == 0 }) { return dStart }
    let spread = broadcast(y, to: x.value.shape, axes: kept(x.value.rank))
    let isChosen = equal(x.value, spread).converted(to: dtype)
    var count = isChosen.summed(dimensions)
    var total = x.tangent.map { ($0 * isChosen).summed(dimensions) }
    // An init value that changes nothing takes no part, so that it shares with no element.
    let identity = operation.identity(dtype)
    if initial.value.knownValue != identity {
      let neutral = broadcast(Tensor(identity), to: y.shape, axes: [])
      let isStart = bitwiseAnd(equal(start, y), notEqual(start, neutral)).converted(to: dtype)
      count = count + isStart
      total = sum(total, dStart.map { $0 * isStart })
    }
    return total.map { $0 / count }
  }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    try transposeSum(ct, x) { ct, type in
      broadcast(ct, to: type.shape, axes: kept(type.rank))
    } initial: { ct, _ in
      ct.summed(Array(0..<ct.rank))
    }
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let count = body.results.count
    let initialAxes = Array(axes.suffix(count))
    let monoids = Reduction.monoids(in: body, captureCount: captureCount)
    if let monoids, initialAxes.contains(where: { $0 != nil }) {
      // The members' init values enter last.
      let (captured, inputs, initial) = parts(x)
      let neutral = monoids.indices.map { i in
        initialAxes[i] == nil ? initial[i] : Tensor(monoids[i].identity(initial[i].dtype))
      }
      let inner = try batch(
        captured + inputs + neutral,
        axes.prefix(captureCount + count) + initialAxes.map { _ in nil }, over: axis)
      var results = inner
      for (i, place) in initialAxes.enumerated() where place != nil {
        let value = inner.values[i].withBatchAxis(inner.axes[i], at: 0, axis.size)
        let start = broadcast(initial[i], to: value.shape, axes: [0])
        results.values[i] = bind(monoids[i], start, value)
        results.axes[i] = 0
      }
      return results
    }
    let needed = monoids == nil ? axes.prefix(captureCount) + initialAxes : []
    if needed.contains(where: { $0 != nil }) {
      if axis.size == 0 { return try batchedOneByOne(x, axes, axis) }
      return try batching(x, axes, axis, folded)
    }
    let inputAxes = axes[captureCount..<captureCount + count]
    guard let place = inputAxes.compactMap({ $0 }).first else {
      return (try apply(self, x), [Int?](repeating: nil, count: count))
    }
    var operands = x
    for i in inputAxes.indices {
      operands[i] = x[i].withBatchAxis(axes[i], at: place, axis.size)
    }
    // A capture that the body of known monoids has no use for may differ between members.
    for i in 0..<captureCount {
      if let axis = axes[i] { operands[i] = .full(x[i].type.removing(axis), 0) }
    }
    let moved = dimensions.map { $0 < place ? $0 : $0 + 1 }
    let values = try apply(
      Reduce(dimensions: moved, body: body, captureCount: captureCount), operands)
    let result = place - moved.filter { $0 < place }.count
    return (values, values.map { _ in result })
  }
}
