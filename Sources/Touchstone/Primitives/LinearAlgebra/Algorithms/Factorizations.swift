/// The classical factorizations that end after a fixed number of steps.
extension Matrix {
  /// L with A = L·Lᴴ, zeros above the diagonal, from the lower triangle of this matrix; or the
  /// size of the first leading part that is not positive definite.
  func cholesky() -> (factor: Matrix, failure: Int?) {
    var l = Matrix(zeros: rows, columns)
    for j in 0..<rows {
      var pivot = self[j, j].real
      for k in 0..<j { pivot -= l[j, k].squaredMagnitude }
      guard pivot > 0 else { return (l, j + 1) }
      let root = pivot.squareRoot()
      l[j, j] = Scalar(root)
      for i in j + 1..<rows {
        var sum = self[i, j]
        for k in 0..<j { sum -= l[i, k] * l[j, k].conjugate }
        l[i, j] = sum / Scalar(root)
      }
    }
    return (l, nil)
  }

  /// X with T·X = `b`, where T is the lower (or upper) triangle of this matrix, the diagonal taken
  /// as ones if `unitDiagonal`.
  func solvingTriangle(lower: Bool, unitDiagonal: Bool, _ b: Matrix) -> Matrix {
    var x = b
    for step in 0..<rows {
      let i = lower ? step : rows - 1 - step
      for k in lower ? 0..<i : i + 1..<rows {
        let factor = self[i, k]
        for j in 0..<b.columns { x[i, j] -= factor * x[k, j] }
      }
      if !unitDiagonal { for j in 0..<b.columns { x[i, j] = x[i, j] / self[i, i] } }
    }
    return x
  }

  /// P·A = L·U by Gaussian elimination with partial pivoting, L (without its ones) and U in one
  /// matrix; row i was exchanged with row `pivots[i]` in turn. `failure` is 1 more than the place
  /// of the first zero on U's diagonal.
  ///
  /// The pivot is the first element whose parts' absolute values have the greatest sum.
  func lu() -> (packed: Matrix, pivots: [Int], failure: Int?) {
    var a = self
    let steps = min(rows, columns)
    guard isFinite else { return (.undefined(rows, columns), Array(0..<steps), 1) }
    var pivots: [Int] = []
    var failure: Int?
    for k in 0..<steps {
      var pivot = k
      for i in k..<rows where a[i, k].taxicabMagnitude > a[pivot, k].taxicabMagnitude { pivot = i }
      pivots.append(pivot)
      if a[pivot, k].isZero {
        failure = failure ?? k + 1
        continue
      }
      a.swapRows(k, pivot)
      for i in k + 1..<rows {
        let factor = a[i, k] / a[k, k]
        a[i, k] = factor
        for j in k + 1..<columns { a[i, j] -= factor * a[k, j] }
      }
    }
    return (a, pivots, failure)
  }

  /// Where each row comes from when `pivots` are done in turn.
  static func permutation(_ pivots: [Int], of rows: Int) -> [Int] {
    var order = Array(0..<rows)
    for (i, pivot) in pivots.enumerated() { order.swapAt(i, pivot) }
    return order
  }

  /// A = Q·R by Householder reflectors: R on and above the diagonal, below it the reflectors'
  /// tails; and their factors, as LAPACK's `geqrf` has them.
  func householderQR() -> (packed: Matrix, factors: [Scalar]) {
    var order: [Int]? = nil
    return householderQR(&order, fixed: 0)
  }

  /// As above; when `order` is given, the remaining column of the greatest length goes next, but
  /// the first `fixed` columns stay. Column j of the result was column `order[j]`.
  func householderQR(_ order: inout [Int]?, fixed: Int) -> (packed: Matrix, factors: [Scalar]) {
    let steps = min(rows, columns)
    guard isFinite else {
      return (.undefined(rows, columns), [Scalar](repeating: .undefined, count: steps))
    }
    var (a, scale) = normalized
    var factors: [Scalar] = []
    for k in 0..<steps {
      if order != nil, k >= fixed {
        var longest = k
        var length = -1.0
        for j in k..<columns {
          let square = (k..<rows).reduce(0) { $0 + a[$1, j].squaredMagnitude }
          if square > length { (longest, length) = (j, square) }
        }
        a.swapColumns(k, longest)
        order?.swapAt(k, longest)
      }
      let reflector = Reflector(a[k, k], (k + 1..<rows).map { a[$0, k] })
      reflector.applyLeft(to: &a, row: k, columns: k + 1..<columns, adjoint: true)
      a[k, k] = reflector.head
      for (i, v) in reflector.tail.enumerated() { a[k + 1 + i, k] = v }
      factors.append(reflector.factor)
    }
    for i in 0..<rows { for j in i..<max(columns, i) { a[i, j] = a[i, j].scaled(by: scale) } }
    return (a, factors)
  }

  /// The reflectors whose tails lie below the diagonal shifted down by `offset`.
  func reflectors(_ factors: [Scalar], offset: Int = 0) -> [Reflector<Scalar>] {
    factors.enumerated().map { k, factor in
      let first = k + offset + 1
      return Reflector(tail: (first..<rows).map { self[$0, k] }, factor: factor)
    }
  }

  /// The first `columns` columns of the product of the reflectors held in this matrix.
  func householderProduct(_ factors: [Scalar], columns: Int, offset: Int = 0) -> Matrix {
    var q = Matrix.identity(rows, columns)
    for (k, reflector) in reflectors(factors, offset: offset).enumerated().reversed() {
      reflector.applyLeft(to: &q, row: k + offset, columns: 0..<columns, adjoint: false)
    }
    return q
  }

  /// A = Q·R, with all columns of Q if `full` and as many as R has rows otherwise.
  func qr(full: Bool) -> (q: Matrix, r: Matrix) {
    let inner = full ? rows : min(rows, columns)
    guard isFinite else { return (.undefined(rows, inner), .undefined(inner, columns)) }
    let (packed, factors) = householderQR()
    return (
      packed.householderProduct(factors, columns: inner),
      packed.upperTriangle.resized(inner, columns)
    )
  }

  /// A = Q·H·Qᴴ with H zero below the first subdiagonal; H on and above it, below it the tails of
  /// the reflectors that make Q; and their factors, as LAPACK's `gehrd` has them.
  ///
  /// Only rows and columns in `range` are touched.
  func hessenberg(_ range: Range<Int>) -> (packed: Matrix, factors: [Scalar]) {
    let count = max(rows - 1, 0)
    guard isFinite else {
      return (.undefined(rows, rows), [Scalar](repeating: .undefined, count: count))
    }
    var (a, scale) = normalized
    var factors = [Scalar](repeating: Scalar(0), count: count)
    for k in range.dropLast() {
      let reflector = Reflector(
        a[k + 1, k], (k + 2..<max(range.upperBound, k + 2)).map { a[$0, k] })
      reflector.applyRight(to: &a, rows: 0..<range.upperBound, column: k + 1, adjoint: false)
      reflector.applyLeft(to: &a, row: k + 1, columns: k + 1..<rows, adjoint: true)
      a[k + 1, k] = reflector.head
      for (i, v) in reflector.tail.enumerated() { a[k + 2 + i, k] = v }
      factors[k] = reflector.factor
    }
    for i in 0..<rows {
      for j in max(i - 1, 0)..<rows { a[i, j] = a[i, j].scaled(by: scale) }
    }
    return (a, factors)
  }

  /// A = Q·T·Qᴴ with T real, symmetric and tridiagonal, for the Hermitian matrix of which the lower
  /// (or upper) triangle is read. The reflectors that make Q lie in that triangle, as LAPACK's
  /// `sytrd` has them, and the other one stays.
  func tridiagonal(lower: Bool) -> Tridiagonal<Scalar> {
    let count = max(rows - 1, 0)
    guard hermitian(lower: lower).isFinite else {
      return Tridiagonal(
        packed: .undefined(rows, rows), diagonal: [Double](repeating: .nan, count: rows),
        offDiagonal: [Double](repeating: .nan, count: count),
        factors: [Scalar](repeating: .undefined, count: count))
    }
    var (a, scale) = hermitian(lower: lower).normalized
    var packed = self
    var factors = [Scalar](repeating: Scalar(0), count: count)
    var offDiagonal = [Double](repeating: 0, count: count)
    for step in 0..<count {
      // For the upper triangle the same from the last row on, with rows and columns reversed.
      let at = { (i: Int) in lower ? i : rows - 1 - i }
      let k = step
      let column = (k + 2..<max(rows, k + 2)).map { a[at($0), at(k)] }
      let reflector = Reflector(a[at(k + 1), at(k)], column)
      var flipped = Matrix(rows, rows) { a[at($0), at($1)] }
      reflector.applyLeft(to: &flipped, row: k + 1, columns: k + 1..<rows, adjoint: true)
      reflector.applyRight(to: &flipped, rows: k + 1..<rows, column: k + 1, adjoint: false)
      a = Matrix(rows, rows) { flipped[at($0), at($1)] }
      let place = lower ? k : rows - 2 - k
      factors[place] = reflector.factor
      offDiagonal[place] = reflector.head.real * scale
      packed[at(k + 1), at(k)] = Scalar(offDiagonal[place])
      for (i, v) in reflector.tail.enumerated() { packed[at(k + 2 + i), at(k)] = v }
    }
    let diagonal = (0..<rows).map { a[$0, $0].real * scale }
    for i in 0..<rows { packed[i, i] = Scalar(diagonal[i]) }
    return Tridiagonal(
      packed: packed, diagonal: diagonal, offDiagonal: offDiagonal, factors: factors)
  }
}

/// What `tridiagonal` gives.
struct Tridiagonal<Scalar: FieldScalar> {
  let packed: Matrix<Scalar>
  let diagonal: [Double]
  let offDiagonal: [Double]
  let factors: [Scalar]
}
