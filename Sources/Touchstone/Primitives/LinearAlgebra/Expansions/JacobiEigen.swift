extension Tensor {
  /// The ascending eigenvalues and the eigenvectors of Hermitian matrices.
  func hermitianEigen() -> (values: Tensor, vectors: Tensor) {
    let n = rows
    let batch = Array(shape.dropLast(2))
    if shape.contains(0) { return (.zeros(TensorType(dtype.realPart, batch + [n])), self) }
    let (matrix, scale, isFinite) = normalized()
    let tournament = Tournament(rows: n)
    let a = matrix.extended(rows: tournament.rows, columns: tournament.rows)
    let total = sqrt(reduceSum(square(abs(a)), [rank - 2, rank - 1]))
    let negligible = total * (unitRoundoff / Double(8 * n))
    let results = Loops.sweeping([a, a.identityMatrices]) { values in
      let rest = reduceMax(abs(values[0].keeping(.offDiagonal)), [rank - 2, rank - 1])
      return greater(rest, negligible)
    } sweep: { values in
      Loops.counting(to: tournament.rounds, values) { k, values in
        let round = tournament.round(k)
        let (turned, rotations) = values[0].diagonalizingPairs(round, negligible)
        return [turned, rotations.applied(to: values[1])]
      }
    }
    let diagonal = results[0].matrixDiagonal.realPart
    let values = Touchstone.slice(diagonal, from: diagonal.shape.map { _ in 0 }, to: batch + [n])
    let vectors = results[1].topLeft(rows: n, columns: n)
    let (sorted, order) = values.sortedWithOrder(descending: false)
    return (
      (sorted * scale.everywhere(like: sorted)).undefined(unless: isFinite),
      vectors.rows(inOrder: order).adjoint.undefined(unless: isFinite)
    )
  }

  /// These Hermitian matrices rotated on both sides so that the elements of the round's pairs vanish.
  private func diagonalizingPairs(
    _ round: Tournament.Round, _ negligible: Tensor
  ) -> (Tensor, Rotations) {
    let (row, column) = places
    let isPair = equal(column, broadcast(round.opponents, to: shape, axes: [rank - 2]))
    // For each row its element in the opponent's column.
    let beside = reduceSum(select(isPair, self, .zeros(like: self)), [rank - 1])
    let own = matrixDiagonal.realPart.taking(round.order, along: rank - 2)
    let gamma = beside.taking(round.order, along: rank - 2).half(false)
    let isOff = greater(abs(gamma), negligible.everywhere(like: gamma))
    let rotations = Rotations(own.half(false), own.half(true), gamma, where: isOff, round)
    let once = rotations.applied(to: self).adjoint
    let twice = rotations.applied(to: once)
    let symmetric = (twice + twice.adjoint) * 0.5
    // What is known in closed form does not wait for rounding.
    let moved = concatenate(
      [own.half(false) - rotations.shift, own.half(true) + rotations.shift], axis: rank - 2
    ).taking(round.places, along: rank - 2).asDType(of: self)
    let removed = concatenate([isOff, isOff], axis: rank - 2).taking(round.places, along: rank - 2)
    let cleared = select(
      and(isPair, removed.asColumns(like: self)), .zeros(like: self), symmetric)
    return (select(equal(row, column), moved.asColumns(like: self), cleared), rotations)
  }

  /// The elements of real vectors in order, and the place that each was at.
  func sortedWithOrder(descending: Bool) -> (Tensor, Tensor) {
    let sorted = sort([self, lastPlaces], dimension: rank - 1) {
      descending ? greater($0[0], $0[1]) : less($0[0], $0[1])
    }
    return (sorted[0], sorted[1])
  }
}

extension Loops {
  /// `values` after as many sweeps as it takes until no matrix of the batch needs another, at most 60.
  static func sweeping(
    _ values: [Tensor], while isUnsettled: ([Tensor]) -> Tensor,
    sweep: ([Tensor]) throws -> [Tensor]
  ) -> [Tensor] {
    reporting("factorization", or: values.map { _ in .invalid }) {
      let results = try repeating(
        [Tensor(Int32(0))] + values,
        while: {
          let unsettled = convert(isUnsettled(Array($0.dropFirst())), to: .i32)
          return and(
            less($0[0], Tensor(Int32(60))), greater(reduceMax(unsettled), Tensor(Int32(0))))
        },
        { [$0[0] + 1] + (try sweep(Array($0.dropFirst()))) },
        TraceOrigin(transformation: "factorization"))
      return Array(results.dropFirst())
    }
  }
}
