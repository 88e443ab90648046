extension Tensor {
  /// The singular values, descending, with the vectors of both sides.
  ///
  /// A = Q·R first; then rotations make the rows of R orthogonal (Hestenes, 1958), and a second QR
  /// factorization of what has become of its adjoint gives vectors also where values are zero.
  func singularParts(full: Bool) -> (u: Tensor, s: Tensor, vh: Tensor) {
    if rows < columns {
      let (v, s, uh) = adjoint.singularParts(full: full)
      return (uh.adjoint, s, v.adjoint)
    }
    let (m, n) = (rows, columns)
    if shape.contains(0) { return emptySingularParts(full) }
    let (matrix, scale, isFinite) = normalized()
    let (packed, factors) = matrix.reflected()
    let q = packed.extended(rows: m, columns: full ? m : n).productOfReflectors(factors)
    let (y, jh) = packed.topLeft(rows: n).keeping(.upper).orthogonalizingRows()
    // Norms decide the order, and are the values.
    let norms = y.rowNorms.slicedLast(to: n)
    let (values, order) = norms.sortedWithOrder(descending: true)
    let sorted = y.topLeft(rows: n).rows(inOrder: order)
    let (w, turned) = sorted.adjoint.reflected()
    let v = w.productOfReflectors(turned)
    let d = w.matrixDiagonal
    let size = abs(d)
    let isZero = equal(size, .zeros(like: size))
    let phase = select(
      isZero, .full(1, like: d),
      d.conjugate / select(isZero, .full(1, like: size), size).asDType(of: d))
    let j = jh.topLeft(rows: n, columns: n).rows(inOrder: order).adjoint.scalingColumns(by: phase)
    let first = q.topLeft(columns: n).times(j)
    let u = full && m > n ? concatenate([first, q.columns(from: n)], axis: rank - 1) : first
    return (
      u.undefined(unless: isFinite),
      (values * scale.everywhere(like: values)).undefined(unless: isFinite),
      v.adjoint.undefined(unless: isFinite)
    )
  }

  /// What there is without elements: vectors that stand for nothing are those of the identity.
  private func emptySingularParts(_ full: Bool) -> (u: Tensor, s: Tensor, vh: Tensor) {
    let batch = Array(shape.dropLast(2))
    func identity(_ size: [Int]) -> Tensor {
      Tensor.zeros(TensorType(dtype, batch + size)).identityMatrices
    }
    return (
      identity([rows, full ? rows : columns]),
      .zeros(TensorType(dtype.realPart, batch + [columns])), identity([columns, columns])
    )
  }

  /// The Euclidean length of each row.
  private var rowNorms: Tensor { sqrt(reduceSum(square(abs(self)), [rank - 1])) }

  /// The first `count` elements of each vector.
  private func slicedLast(to count: Int) -> Tensor {
    Touchstone.slice(self, from: shape.map { _ in 0 }, to: shape.dropLast() + [count])
  }

  /// Square matrices with rows rotated until all are orthogonal, and the product of the rotations.
  private func orthogonalizingRows() -> (rotated: Tensor, product: Tensor) {
    let tournament = Tournament(rows: rows)
    let y = extended(rows: tournament.rows, columns: columns)
    let start = extended(rows: tournament.rows, columns: tournament.rows).identityMatrices
    let tolerance = unitRoundoff * 2 * Double(max(columns, 4)).squareRoot()
    // The loop carries whether the last sweep has turned anything, for each matrix.
    let unsettled = Tensor.full(TensorType(.i32, Array(shape.dropLast(2))), 1)
    let results = Loops.sweeping([unsettled, y, start]) { values in
      greater(values[0], .zeros(like: values[0]))
    } sweep: { values in
      let none = Tensor.zeros(like: values[0])
      return Loops.counting(to: tournament.rounds, [none, values[1], values[2]]) { k, values in
        let round = tournament.round(k)
        let pairs = values[1].taking(round.order, along: rank - 2)
        let p = pairs.topLeft(rows: tournament.half)
        let q = pairs.rows(from: tournament.half)
        let alpha = reduceSum(square(abs(p)), [rank - 1])
        let beta = reduceSum(square(abs(q)), [rank - 1])
        let gamma = reduceSum(p * q.conjugate, [rank - 1])
        let allowed = sqrt(alpha) * sqrt(beta) * tolerance
        // A row whose squares vanish counts as zero.
        let isOff = and(greater(abs(gamma), allowed), greater(allowed, .zeros(like: allowed)))
        let rotations = Rotations(alpha, beta, gamma, where: isOff, round)
        let turned = reduceMax(convert(isOff, to: .i32), [rank - 2])
        return [
          maximum(values[0], turned), rotations.applied(to: values[1]),
          rotations.applied(to: values[2]),
        ]
      }
    }
    return (results[1], results[2])
  }
}
