private let origin = TraceOrigin(transformation: "case")

extension Case {
  /// The branch that is taken, where the index is known already.
  private func taken(_ index: Tensor) -> Block? {
    index.knownValue.map { value in
      let i = value.integers[0]
      return branches[branches.indices.contains(i) ? i : branches.count - 1]
    }
  }

  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let (index, operands) = (x[captureCount], Array(x.prefix(captureCount)))
    if let branch = taken(index) {
      return try branch.differentiated(operands, Array(dx.prefix(captureCount)))
    }
    let active = dx.prefix(captureCount).map { $0 != nil }
    var required = [Bool](repeating: false, count: branches[0].results.count)
    for branch in branches {
      let own = try Linearization(branch, active: active).activeResults
      required = zip(required, own).map { $0 || $1 }
    }
    let parts = try branches.map { try Linearization($0, active: active, required: required) }

    // Each branch gives the residuals of all, zeros for those of the others.
    let further = parts.map { part in
      part.primal.resultTypes.dropFirst(required.count)
    }
    let results = try Loops.choose(
      index,
      parts.indices.map { i in
        {
          let own = try parts[i].primal(parts[i].captured + operands)
          return own.prefix(required.count)
            + parts.indices.flatMap { j in
              j == i ? Array(own.dropFirst(required.count)) : further[j].map { .full($0, 0) }
            }
        }
      }, origin)
    let values = Array(results.prefix(required.count))
    guard required.contains(true) else { return (values, values.map { _ in nil }) }

    var rest = results.dropFirst(required.count)
    let made = further.map { types in
      defer { rest = rest.dropFirst(types.count) }
      return Array(rest.prefix(types.count))
    }
    let directions = dx.prefix(captureCount).compactMap { $0 }
    var tangents = try Loops.choose(
      index,
      parts.indices.map { i in
        {
          let residuals = parts[i].residuals.map { residual in
            switch residual {
            case .parameter(let number): operands[number]
            case .result(let number): made[i][number]
            }
          }
          return try parts[i].tangent(parts[i].linearCaptured + residuals + directions)
        }
      }, origin
    ).makeIterator()
    return (values, required.map { $0 ? tangents.next() : nil })
  }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let index = x[captureCount].known else { throw notTransposable(x) }
    let known = x.prefix(captureCount).map(\.known)
    if let branch = taken(index) { return try branch.transposed(known, ct) + [nil] }
    let linear = (0..<captureCount).filter { x[$0].isLinear }
    var back = try Loops.choose(
      index,
      branches.map { branch in
        {
          let own = try branch.transposed(known, ct)
          return linear.map { own[$0] ?? .full(x[$0].type, 0) }
        }
      }, origin
    ).makeIterator()
    return x.map { $0.isLinear ? back.next() : nil }
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let (index, operands) = (x[captureCount], Array(x.prefix(captureCount)))
    let operandAxes = Array(axes.prefix(captureCount))
    if axes[captureCount] != nil { return try selectBatched(index, operands, operandAxes, axis) }
    if let branch = taken(index) { return try branch.batched(operands, operandAxes, axis) }
    // Which results differ between members in at least one branch.
    var isBatched = [Bool](repeating: false, count: branches[0].results.count)
    for branch in branches {
      _ = try Region(origin, []) { _ in
        let own = try branch.batched(operands, operandAxes, axis)
        for i in isBatched.indices where own.axes[i] != nil { isBatched[i] = true }
        return own.values
      }
    }
    let values = try Loops.choose(
      index,
      branches.map { branch in
        {
          let own = try branch.batched(operands, operandAxes, axis)
          return isBatched.indices.map { i in
            isBatched[i]
              ? own.values[i].withBatchAxis(own.axes[i], at: 0, axis.size) : own.values[i]
          }
        }
      }, origin)
    return (values, isBatched.map { $0 ? 0 : nil })
  }

  /// Every branch for every member, and of its results those of the branch that the member takes.
  ///
  /// What enters a branch that a member does not take has no gradient there, so that a NaN in an
  /// untaken branch stays there.
  private func selectBatched(
    _ index: Tensor, _ operands: [Tensor], _ axes: [Int?], _ axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    if branches.contains(where: \.usesTokens) {
      throw violation(
        "", (operands + [index]).map(\.type),
        "the members of a batch take different branches, and a branch has effects in an order, which "
          + "all of them share; move it out of vmap")
    }
    let last = Tensor.full(index.type, Double(branches.count - 1))
    let zero = Tensor.full(index.type, 0)
    let isInRange = bitwiseAnd(greaterEqual(index, zero), lessEqual(index, last))
    let index = select(isInRange, index, last)
    func chosen(_ i: Int, like x: Tensor) -> Tensor {
      broadcast(equal(index, .full(index.type, Double(i))), to: x.shape, axes: [0])
    }
    var results: [Tensor]?
    for (i, branch) in branches.enumerated() {
      let guarded = zip(operands, axes).map { x, place -> Tensor in
        guard x.dtype.isDifferentiable else { return x.withBatchAxis(place, at: 0, axis.size) }
        let full = x.withBatchAxis(place, at: 0, axis.size)
        return select(chosen(i, like: full), full, stopGradient(full))
      }
      let own = try branch.batched(guarded, guarded.map { _ in 0 }, axis)
      let values = zip(own.values, own.axes).map { $0.withBatchAxis($1, at: 0, axis.size) }
      results =
        results.map { results in
          zip(values, results).map { value, old in
            value.dtype.isElement ? select(chosen(i, like: value), value, old) : value
          }
        } ?? values
    }
    let values = results ?? []
    return (values, values.map { _ in 0 })
  }
}

/// `if` is a `case` whose index is 0 where the predicate holds.
extension If {
  private var asCase: Case { Case([trueBranch, falseBranch], captureCount: captureCount) }
  private func index(_ predicate: Tensor) -> Tensor {
    convert(bitwiseNot(predicate), to: .i32)
  }
  private func operands(_ x: [Tensor]) -> [Tensor] {
    x.prefix(captureCount) + [index(x[captureCount])]
  }

  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    if let value = x[captureCount].knownValue {
      return try (value.booleans[0] ? trueBranch : falseBranch)
        .differentiated(Array(x.prefix(captureCount)), Array(dx.prefix(captureCount)))
    }
    return try asCase.differentiate(operands(x), dx)
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let predicate = x[captureCount].known else { throw notTransposable(x) }
    return try asCase.transpose(ct, x.prefix(captureCount) + [.known(index(predicate))])
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    try asCase.batch(operands(x), axes, over: axis)
  }
}
