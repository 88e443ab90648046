private let origin = TraceOrigin(transformation: "reduce")

extension Reduce {
  /// The operands by what they are, inputs and init values in the dtypes that the body has.
  private func parts(
    _ x: [Tensor]
  ) -> (captured: [Tensor], inputs: [Tensor], initial: [Tensor]) {
    let types = body.resultTypes
    let inputs = x[captureCount..<captureCount + types.count]
    return (
      Array(x.prefix(captureCount)), zip(inputs, types).map { $0.converted(to: $1.dtype) },
      zip(x.suffix(types.count), types).map { $0.converted(to: $1.dtype) }
    )
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
    let kinds = body.reducing(captureCount)
    let types = body.resultTypes
    let isGeneral = zip(kinds, types).contains { kind, type in
      if case .general = kind { type.dtype.isDifferentiable } else { false }
    }
    if isGeneral { return (try apply(self, x), try differentiating(x, dx, folded).tangents) }
    let (captured, inputs, initial) = parts(x)
    let count = inputs.count
    func tangent(_ place: Int, _ dtype: DType) -> Tensor? {
      dtype.isDifferentiable ? dx[place]?.converted(to: dtype) : nil
    }
    let change = types.indices.map { i in
      (
        input: tangent(captureCount + i, types[i].dtype),
        initial: tangent(captureCount + count + i, types[i].dtype)
      )
    }
    let isActive = change.map { $0.input != nil || $0.initial != nil }

    // What selects one element also selects its position, and with it the tangent.
    var chosen: [(place: Int, selection: (predicate: Int, keepsOnTrue: Bool))] = []
    for (i, kind) in kinds.enumerated() where isActive[i] {
      if case .selection(let predicate, let keepsOnTrue) = kind {
        chosen.append((i, (predicate, keepsOnTrue)))
      }
    }
    var values: [Tensor]
    var positions: [Int: Tensor] = [:]
    if chosen.isEmpty {
      values = try apply(self, x)
    } else {
      let type = inputs[0].type
      let all = [Tensor](repeating: Positions.all(type), count: chosen.count)
      let none = [Tensor](repeating: Positions.none(type), count: chosen.count)
      let selecting = Reduce(
        dimensions: dimensions,
        body: try body.selecting(chosen.map(\.selection), none[0].type, captureCount),
        captureCount: captureCount)
      values = try apply(selecting, captured + inputs + all + initial + none)
      for (i, found) in zip(chosen, values.dropFirst(count)) { positions[i.place] = found }
      values = Array(values.prefix(count))
    }
    let tangents = try kinds.indices.map { i -> Tensor? in
      guard isActive[i] else { return nil }
      let (input, start) = change[i]
      if let positions = positions[i] {
        return Positions.elements(of: input, at: positions, outside: start)
      }
      guard case .monoid(let operation) = kinds[i] else { return nil }
      switch operation {
      case .add:
        let spread = start.map { broadcast($0, to: values[i].shape, axes: []) }
        return sum(input?.summed(dimensions), spread)
      case .multiply: return try productTangent(inputs[i], initial[i], input, start)
      case .maximum, .minimum:
        return extremeTangent(
          (inputs[i], input), (initial[i], start), values[i], operation)
      default: return nil
      }
    }
    return (values, tangents)
  }

  /// The product of all others times the tangent of each, exact where elements are zero.
  private func productTangent(
    _ x: Tensor, _ initial: Tensor, _ dx: Tensor?, _ dInitial: Tensor?
  ) throws -> Tensor? {
    let shape = kept(x.rank).map { x.shape[$0] }
    return try differentiating([x, initial], [dx, dInitial]) { x in
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
    _ x: (value: Tensor, tangent: Tensor?), _ initial: (value: Tensor, tangent: Tensor?),
    _ y: Tensor, _ operation: Binary
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
    let count = body.results.count
    var back = [Tensor?](repeating: nil, count: x.count)
    for (i, kind) in body.reducing(captureCount).enumerated() {
      let (input, initial) = (captureCount + i, captureCount + count + i)
      guard let ct = ct[i], x[input].isLinear || x[initial].isLinear else { continue }
      guard case .monoid(.add) = kind else { throw notTransposable(x) }
      let type = x[input].type
      if x[input].isLinear {
        back[input] = broadcast(ct, to: type.shape, axes: kept(type.rank))
          .converted(to: type.dtype)
      }
      if x[initial].isLinear {
        back[initial] = ct.summed(Array(0..<ct.rank)).converted(to: x[initial].type.dtype)
      }
    }
    return back
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
    if needed.contains(where: { $0 != nil }) { return try batching(x, axes, axis, folded) }
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
