/// Gaussian elimination with partial pivoting on a tridiagonal matrix.
struct TridiagonalElimination<Scalar: FieldScalar> {
  /// The second superdiagonal of U, its diagonal and its first superdiagonal, each where LAPACK's
  /// `gtsv` leaves it.
  var second: [Scalar]
  var diagonal: [Scalar]
  var first: [Scalar]
  var solution: Matrix<Scalar>
  /// 1 more than the place of the first zero on U's diagonal.
  var failure: Int?

  /// X with A·X = `b`, where row i of A is `lower[i]`, `diagonal[i]`, `upper[i]`; the first element
  /// of `lower` and the last of `upper` are not read. Pivots smaller than `floor` count as it.
  init(
    lower: [Scalar], diagonal d: [Scalar], upper: [Scalar], _ b: Matrix<Scalar>, floor: Double = 0
  ) {
    let n = d.count
    second = lower
    diagonal = d
    first = upper
    solution = b
    func pivot(_ x: Scalar) -> Scalar { x.taxicabMagnitude < floor ? Scalar(floor) : x }
    for i in 0..<max(n - 1, 0) {
      let below = lower[i + 1]
      if diagonal[i].taxicabMagnitude >= below.taxicabMagnitude {
        diagonal[i] = pivot(diagonal[i])
        if diagonal[i].isZero {
          failure = failure ?? i + 1
          return
        }
        let factor = below / diagonal[i]
        diagonal[i + 1] -= factor * first[i]
        for j in 0..<b.columns { solution[i + 1, j] -= factor * solution[i, j] }
        second[i + 1] = Scalar(0)
      } else {
        let factor = diagonal[i] / below
        diagonal[i] = below
        let next = diagonal[i + 1]
        diagonal[i + 1] = first[i] - factor * next
        first[i] = next
        if i + 2 < n {
          second[i + 1] = first[i + 1]
          first[i + 1] = -(factor * first[i + 1])
        } else {
          second[i + 1] = Scalar(0)
        }
        solution.swapRows(i, i + 1)
        for j in 0..<b.columns { solution[i + 1, j] -= factor * solution[i, j] }
      }
    }
    if n == 0 { return }
    diagonal[n - 1] = pivot(diagonal[n - 1])
    if diagonal[n - 1].isZero {
      failure = n
      return
    }
    for i in (0..<n).reversed() {
      for j in 0..<b.columns {
        var x = solution[i, j]
        if i + 1 < n { x -= first[i] * solution[i + 1, j] }
        if i + 2 < n { x -= second[i + 1] * solution[i + 2, j] }
        solution[i, j] = x / diagonal[i]
      }
    }
  }
}
