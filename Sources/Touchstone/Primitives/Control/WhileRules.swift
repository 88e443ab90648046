private let origin = TraceOrigin(transformation: "while")

extension While {
  private func captures(_ x: [Tensor]) -> [Tensor] { Array(x.prefix(captureCount)) }

  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    // Reverse mode needs every step's values; how many steps there are must be known for that.
    let isReverseMode = (Context.interpreter as? Recorder)?.scope == .dependents
    if isReverseMode, let loop = CountedLoop(self, x) {
      return try loop.differentiate(self, x, dx)
    }
    let active = try activeCarries(dx)
    let count = x.count - captureCount
    let carried = Array(x.dropFirst(captureCount))
    let directions = (0..<count).filter { active[$0] }.map {
      dx[captureCount + $0] ?? .zeros(like: carried[$0])
    }
    let joint = try Loops.repeating(
      carried + directions, while: { try condition(captures(x) + $0.prefix(count))[0] },
      { values in
        let (carry, tangents) = split(values, active)
        let (next, change) = try body.differentiated(
          captures(x) + carry, dx.prefix(captureCount) + tangents)
        return next
          + next.indices.filter { active[$0] }.map { change[$0] ?? .zeros(like: next[$0]) }
      }, origin, place: place)
    let (values, tangents) = split(joint, active)
    // The recorder of reverse mode keeps what depends on tangents: the values must not.
    return (isReverseMode ? try apply(self, x) : values, tangents)
  }

  /// Values, and a tangent for each active one.
  private func split(_ joint: [Tensor], _ active: [Bool]) -> ([Tensor], [Tensor?]) {
    var rest = joint.dropFirst(active.count).makeIterator()
    return (Array(joint.prefix(active.count)), active.map { $0 ? rest.next() : nil })
  }

  /// Which carried values have a tangent after some step: the least set that the body respects.
  func activeCarries(_ dx: [Tensor?]) throws -> [Bool] {
    let captured = dx.prefix(captureCount).map { $0 != nil }
    var active = dx.dropFirst(captureCount).map { $0 != nil }
    while true {
      let next = try Linearization(body, active: captured + active).activeResults
      let grown = zip(active, next).map { $0 || $1 }
      if grown == active { return active }
      active = grown
    }
  }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    throw violation(
      "T3", x.map(\.type),
      "the while loop\(place) is differentiated in reverse only if its number of steps is evident: "
        + "a counter with a known start, a constant step, and a known limit, fewer than 2^31 steps away. "
        + "It goes on by "
        + "\(conditionText). Use forward mode (touchstone jvp; jvp, jacfwd), or let the loop count: in "
        + "Swift as scan or as foriLoop with static bounds, in a text by comparing a counter with a "
        + "constant")
  }

  /// The last operation of the condition, as in `compare LT(f32[], f32[])`.
  private var conditionText: String {
    guard let maker = condition.maker(of: condition.results[0]) else { return "a carried value" }
    let direction = (maker.operation as? Compare).map { " \($0.direction.rawValue)" } ?? ""
    let types = maker.operands.map { condition.valueTypes[$0].description }
    return "\(maker.operation.name)\(direction)(\(types.joined(separator: ", ")))"
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let carried = Array(x.dropFirst(captureCount))
    let captureAxes = Array(axes.prefix(captureCount))
    var isBatched = axes.dropFirst(captureCount).map { $0 != nil }
    var hasBatchedCondition = false
    while true {
      let before = isBatched
      let places: [Int?] = isBatched.map { $0 ? 0 : nil }
      let types = zip(carried, zip(isBatched, axes.dropFirst(captureCount))).map { x, how in
        how.0 ? (how.1.map { x.type.removing($0) } ?? x.type).inserting(axis.size, at: 0) : x.type
      }
      _ = try Region(origin, types) { values in
        let operands = captures(x) + values
        hasBatchedCondition =
          try condition.batched(operands, captureAxes + places, axis).axes[0] != nil
        let next = try body.batched(operands, captureAxes + places, axis)
        if hasBatchedCondition, regions.contains(where: \.usesTokens) {
          throw violation(
            "", x.map(\.type),
            "the members of a batch end this loop\(place) after different numbers of steps, and its "
              + "body has effects in an order, which all of them share; move it out of vmap")
        }
        for i in isBatched.indices where next.axes[i] != nil || hasBatchedCondition {
          isBatched[i] = true
        }
        return []
      }
      if isBatched == before { break }
    }
    let places: [Int?] = isBatched.map { $0 ? 0 : nil }
    func aligned(_ values: [Tensor], _ axes: [Int?]) -> [Tensor] {
      zip(isBatched, zip(values, axes)).map {
        $0 ? $1.0.withBatchAxis($1.1, at: 0, axis.size) : $1.0
      }
    }
    func holds(_ values: [Tensor]) throws -> Tensor {
      try condition.batched(captures(x) + values, captureAxes + places, axis).values[0]
    }
    let results = try Loops.repeating(
      aligned(carried, Array(axes.dropFirst(captureCount))),
      while: { values in
        // As long as one member goes on.
        hasBatchedCondition ? reduceOr(try holds(values)) : try holds(values)
      },
      { values in
        let next = try body.batched(captures(x) + values, captureAxes + places, axis)
        let new = aligned(next.values, next.axes)
        guard hasBatchedCondition else { return new }
        // A member that has ended keeps what it has.
        let goesOn = try holds(values)
        return zip(new, values).map { new, old in
          select(broadcast(goesOn, to: new.shape, axes: [0]), new, old)
        }
      }, origin, place: place)
    return (results, places)
  }
}

/// Whether one of the elements holds.
private func reduceOr(_ x: Tensor) -> Tensor {
  bind(
    Reduce(dimensions: Array(0..<x.rank), body: .combining(by: .or, .i1)),
    [x, Tensor(HostTensor(TensorType(.i1), booleans: [false]))])[0]
}
