private let origin = TraceOrigin(transformation: "scatter")

extension Scatter {
  /// What the body does with one input and its update, where it is something simple.
  private enum Work {
    /// The sum, or the difference, of what is there and the update.
    case add, subtract
    /// The update takes the place of what is there.
    case replace
    /// What is there stays.
    case keep
    case multiply
    /// The greater or the lesser of both.
    case extremum
  }

  /// What is done with each input; `nil` if it is nothing simple, or inputs are mixed.
  private var works: [Work]? {
    let count = body.results.count
    var works: [Work] = []
    for (i, result) in body.results.enumerated() {
      let (present, update) = (captureCount + i, captureCount + count + i)
      if result == update {
        works.append(.replace)
      } else if result == present {
        works.append(.keep)
      } else if let work = work(result, present, update) {
        works.append(work)
      } else {
        return nil
      }
    }
    return works
  }

  private func work(_ result: Int, _ present: Int, _ update: Int) -> Work? {
    guard let equation = body.equations.first(where: { $0.results.contains(result) }),
      let operation = equation.operation as? Binary
    else { return nil }
    if operation == .subtract { return equation.operands == [present, update] ? .subtract : nil }
    guard equation.operands == [present, update] || equation.operands == [update, present]
    else { return nil }
    switch operation {
    case .add: return .add
    case .multiply: return .multiply
    case .maximum, .minimum: return .extremum
    default: return nil
    }
  }

  /// A scatter of one input at the same places by another body.
  private func with(_ body: Block, isUnique: Bool? = nil) -> Scatter {
    Scatter(
      dimensions, body: body, indicesAreSorted: indicesAreSorted,
      uniqueIndices: isUnique ?? uniqueIndices)
  }

  /// `updates` worked into `x` by `operation`, or put in its place.
  private func scattered(
    _ x: Tensor, _ indices: Tensor, _ updates: Tensor, by operation: Binary? = nil
  ) throws -> Tensor {
    let body = operation.map { Block.combining(by: $0, x.dtype) } ?? .replacing(x.dtype)
    return try apply(with(body), [x, indices, updates])[0]
  }

  /// The operands by what they are.
  struct Parts<T> {
    let captured: [T]
    let inputs: [T]
    let indices: T
    let updates: [T]
  }
  func parts<T>(_ x: [T]) -> Parts<T> {
    let count = (x.count - captureCount) / 2
    return Parts(
      captured: Array(x.prefix(captureCount)),
      inputs: Array(x[captureCount..<captureCount + count]), indices: x[captureCount + count],
      updates: Array(x.suffix(count)))
  }

  /// `x` in the dtype that the body computes in for input `i`.
  private func promoted(_ x: Tensor, _ i: Int) -> Tensor {
    let dtype = body.resultTypes[i].dtype
    return x.dtype == dtype ? x : convert(x, to: dtype)
  }
}

// MARK: Tangents

extension Scatter {
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let (own, change) = (parts(x), parts(dx))
    let isSimple = works.map { works in
      works.indices.allSatisfy { i in
        let isActive = change.inputs[i] != nil || change.updates[i] != nil
        return works[i] != .multiply || !isActive || isOneToOne(own)
      }
    }
    guard let works, isSimple == true else { return try differentiateByBody(x, dx) }
    let values = try apply(self, x)
    let tangents = try works.indices.map { i -> Tensor? in
      let changes = (
        change.inputs[i].map { promoted($0, i) }, change.updates[i].map { promoted($0, i) }
      )
      if changes.0 == nil && changes.1 == nil || !values[i].dtype.isDifferentiable { return nil }
      return try tangent(
        works[i], promoted(own.inputs[i], i), own.indices, promoted(own.updates[i], i), changes.0,
        changes.1, values[i])
    }
    return (values, tangents)
  }

  private func tangent(
    _ work: Work, _ x: Tensor, _ indices: Tensor, _ updates: Tensor, _ dx: Tensor?, _ du: Tensor?,
    _ value: Tensor
  ) throws -> Tensor? {
    let base = dx ?? .zeros(like: x)
    switch work {
    case .keep: return dx
    case .add, .subtract:
      guard let du else { return dx }
      return try scattered(base, indices, work == .add ? du : -du, by: .add)
    case .replace: return try scattered(base, indices, du ?? .zeros(like: updates))
    case .multiply:
      // No two updates meet: an element is multiplied once, or not at all.
      let scaled = try dx.map {
        try $0 * scattered(.full(1, like: x), indices, updates, by: .multiply)
      }
      guard let du else { return scaled }
      let present = try dimensions.elements(of: x, at: indices, updates.type)
      return try scattered(scaled ?? base, indices, du * present, by: .add)
    case .extremum: return try extremumTangent(x, indices, updates, dx, du, value)
    }
  }

  /// The mean of the tangents of all that equal the result: of what was there and of updates.
  private func extremumTangent(
    _ x: Tensor, _ indices: Tensor, _ updates: Tensor, _ dx: Tensor?, _ du: Tensor?,
    _ value: Tensor
  ) throws -> Tensor {
    let (none, one) = (Tensor.zeros(like: x), Tensor.full(1, like: x))
    let isMet = try scattered(
      .full(x.type.with(.i1), 0), indices, .full(updates.type.with(.i1), 1))
    // Where no update goes, also a NaN stays what it is.
    let isKept = bitwiseOr(equal(x, value), bitwiseNot(isMet))
    let isTaken = equal(updates, try dimensions.elements(of: value, at: indices, updates.type))
    let noUpdate = Tensor.zeros(like: updates)
    let count = try scattered(
      select(isKept, one, none), indices, select(isTaken, .full(1, like: updates), noUpdate),
      by: .add)
    let kept = dx.map { select(isKept, $0, none) }
    let total = try du.map {
      try scattered(kept ?? none, indices, select(isTaken, $0, noUpdate), by: .add)
    }
    // Nothing equals a NaN, and nothing is divided there.
    return (total ?? kept ?? none) / maximum(count, one)
  }
}

// MARK: Any body

extension Scatter {
  /// The tangents that those of the body make.
  private func differentiateByBody(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    if (Context.interpreter as? Recorder)?.scope == .dependents {
      let differentiator = Differentiator(origin: origin)
      let results = try Context.run(differentiator) {
        try checking { try inSteps(zip(x, dx).map(differentiator.dual)) }
      }
      let parts = results.map(differentiator.split)
      return (parts.map(\.primal), parts.map(\.tangent))
    }
    // Values and tangents are worked in together.
    let (own, change) = (parts(x), parts(dx))
    let count = own.inputs.count
    let active = (0..<count).filter { body.resultTypes[$0].dtype.isDifferentiable }
    let inputs = own.inputs.enumerated().map { promoted($1, $0) }
    let updates = own.updates.enumerated().map { promoted($1, $0) }
    let directions = active.map { i in
      (
        change.inputs[i].map { promoted($0, i) } ?? .zeros(like: inputs[i]),
        change.updates[i].map { promoted($0, i) } ?? .zeros(like: updates[i])
      )
    }
    let scalars = body.resultTypes + active.map { body.resultTypes[$0] }
    let region = try Region(origin, scalars + scalars) { values in
      func split(_ values: ArraySlice<Tensor>) -> ([Tensor], [Tensor?]) {
        var tangents = [Tensor?](repeating: nil, count: count)
        for (i, tangent) in zip(active, values.dropFirst(count)) { tangents[i] = tangent }
        return (Array(values.prefix(count)), tangents)
      }
      let (present, dPresent) = split(values[..<scalars.count])
      let (update, dUpdate) = split(values[scalars.count...])
      let (next, dNext) = try body.differentiated(
        own.captured + present + update, change.captured + dPresent + dUpdate)
      return next + active.map { dNext[$0] ?? .zeros(like: next[$0]) }
    }
    let joint = Scatter(
      dimensions, body: region.block, captureCount: region.captured.count,
      indicesAreSorted: indicesAreSorted, uniqueIndices: uniqueIndices)
    let results = try apply(
      joint,
      region.captured + inputs + directions.map(\.0) + [own.indices] + updates
        + directions.map(\.1))
    var tangents = [Tensor?](repeating: nil, count: count)
    for (i, tangent) in zip(active, results.dropFirst(count)) { tangents[i] = tangent }
    return (Array(results.prefix(count)), tangents)
  }

  /// The results by operations that all have rules: at once if no two updates meet, else window
  /// after window.
  private func inSteps(_ x: [Tensor]) throws -> [Tensor] {
    let own = parts(x)
    let inputs = own.inputs.enumerated().map { promoted($1, $0) }
    let updates = own.updates.enumerated().map { promoted($1, $0) }
    if isOneToOne(own) {
      return try atOnce(dimensions, own.captured, inputs, own.indices, updates)
    }
    let windows = dimensions.windows(own.indices, updates)
    return try Loops.scan(
      [windows.indices] + windows.updates, length: windows.count, carrying: inputs, origin
    ) { values in
      let updates = Array(values[1...updates.count])
      let present = Array(values.dropFirst(1 + updates.count))
      return try atOnce(windows.dimensions, own.captured, present, values[0], updates)
    }
  }

  /// The results where no two updates go to the same place.
  private func atOnce(
    _ dimensions: ScatterDimensionNumbers, _ captured: [Tensor], _ inputs: [Tensor],
    _ indices: Tensor, _ updates: [Tensor]
  ) throws -> [Tensor] {
    let type = updates[0].type
    let count = type.count
    let inside = reshape(
      try dimensions.elements(
        of: .full(inputs[0].type.with(.i1), 1), at: indices, type.with(.i1)), [count])
    // What goes nowhere has no gradient, so that a NaN there stays there.
    func guarded(_ x: Tensor) -> Tensor {
      x.dtype.isDifferentiable ? select(inside, x, stopGradient(x)) : x
    }
    let present = try inputs.map {
      reshape(try dimensions.elements(of: $0, at: indices, type.with($0.dtype)), [count])
    }
    let captures = captured.map { x -> (Tensor, Int?) in
      guard x.rank == 0, x.dtype.isDifferentiable else { return (x, nil) }
      return (guarded(broadcast(x, to: [count], axes: [])), 0)
    }
    let rows = updates.map { guarded(reshape($0, [count])) }
    let next = try body.batched(
      captures.map(\.0) + present.map(guarded) + rows,
      captures.map(\.1) + (present + rows).map { _ in 0 }, BatchAxis(size: count))
    return try inputs.indices.map { i in
      let row = next.values[i].withBatchAxis(next.axes[i], at: 0, count)
      let scatter = Scatter(dimensions, body: .replacing(inputs[i].dtype), uniqueIndices: true)
      return try apply(scatter, [inputs[i], indices, reshape(row, type.shape)])[0]
    }
  }

  /// Whether no two updates go to the same place: promised by the program, or seen.
  private func isOneToOne(_ x: Parts<Tensor>) -> Bool {
    if uniqueIndices { return true }
    guard let indices = x.indices.knownValue else { return false }
    let order = dimensions.scatterDims(x.updates[0].rank) + dimensions.updateWindowDims
    let updates = x.updates[0].type.with(shape: order.map { x.updates[0].shape[$0] })
    let places = positions(of: updates, indices, in: x.inputs[0].type).filter { $0 >= 0 }
    return Set(places).count == places.count
  }
}

// MARK: Transpose

extension Scatter {
  /// For bodies that are linear.
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let own = parts(x)
    guard let works, let indices = own.indices.known,
      works.allSatisfy({ $0 != .multiply && $0 != .extremum })
    else { throw notTransposable(x) }
    var (inputs, updates) = (
      own.inputs.map { _ in Tensor?.none }, own.updates.map { _ in Tensor?.none }
    )
    for (i, work) in works.enumerated() {
      guard let ct = ct[i] else { continue }
      if own.inputs[i].isLinear {
        let back =
          work == .replace
          ? try scattered(ct, indices, .full(own.updates[i].type.with(ct.dtype), 0)) : ct
        inputs[i] = narrowed(back, own.inputs[i].type.dtype)
      }
      if own.updates[i].isLinear, work != .keep {
        let back = try updateCotangent(work, ct, indices, own.updates[i].type, own)
        updates[i] = narrowed(back, own.updates[i].type.dtype)
      }
    }
    return own.captured.map { _ in nil } + inputs + [nil] + updates
  }

  private func narrowed(_ ct: Tensor, _ dtype: DType) -> Tensor {
    ct.dtype == dtype ? ct : convert(ct, to: dtype)
  }

  private func updateCotangent(
    _ work: Work, _ ct: Tensor, _ indices: Tensor, _ type: TensorType, _ x: Parts<LinearOperand>
  ) throws -> Tensor {
    let back = try dimensions.elements(of: ct, at: indices, type.with(ct.dtype))
    if work == .add { return back }
    if work == .subtract { return -back }
    let stand = Parts(
      captured: [], inputs: [ct], indices: indices,
      updates: [Tensor.full(type.with(ct.dtype), 0)])
    if isOneToOne(stand) { return back }
    // Of several updates for one place, only the one that is there in the end has a cotangent: each
    // leaves its number, and looks whether it is still there.
    let dtype = type.count < Int(Int32.max) ? DType.i32 : .i64
    let numbers = reshape(iota(TensorType(dtype, [type.count])) + 1, type.shape)
    let left = try scattered(.full(ct.type.with(dtype), 0), indices, numbers)
    let isLast = equal(numbers, try dimensions.elements(of: left, at: indices, type.with(dtype)))
    return select(isLast, back, .zeros(like: back))
  }
}
