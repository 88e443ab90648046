/// An elementary reflector I - factor·v·vᴴ with v[0] = 1, as LAPACK's `larfg` has it.
///
/// Its adjoint takes the vector it was made for to (`head`, 0, 0, …), `head` real.
struct Reflector<Scalar: FieldScalar> {
  /// v without the leading one.
  let tail: [Scalar]
  let factor: Scalar
  let head: Scalar

  /// The reflector for the vector of `first` and then `rest`.
  init(_ first: Scalar, _ rest: [Scalar]) {
    let norm = Self.norm(rest)
    if norm == 0 && first.imaginary == 0 {
      tail = rest.map { _ in Scalar(0) }
      factor = Scalar(0)
      head = first
      return
    }
    let length = Self.norm([first] + rest)
    let beta = first.real >= 0 ? -length : length
    let difference = first - Scalar(beta)
    tail = rest.map { $0 / difference }
    factor = -difference / Scalar(beta)
    head = Scalar(beta)
  }

  /// The reflector with parts known already.
  init(tail: [Scalar], factor: Scalar) {
    self.tail = tail
    self.factor = factor
    head = Scalar(0)
  }

  /// The Euclidean length, without overflow or loss on the way.
  static func norm(_ x: [Scalar]) -> Double {
    let largest = x.reduce(0) { max($0, max($1.real.magnitude, $1.imaginary.magnitude)) }
    if largest == 0 || !largest.isFinite { return largest }
    let exponent = min(max(largest.exponent, -1022), 1022)
    let factor = powerOfTwo(-exponent)
    let sum = x.reduce(0) { $0 + $1.scaled(by: factor).squaredMagnitude }
    return sum.squareRoot() * powerOfTwo(exponent)
  }

  /// Multiplies rows `row...` of `columns` of `x` from the left by the reflector, or its adjoint.
  func applyLeft(
    to x: inout Matrix<Scalar>, row: Int, columns: Range<Int>, adjoint: Bool
  ) {
    let factor = adjoint ? factor.conjugate : factor
    if factor.isZero { return }
    for j in columns {
      var sum = x[row, j]
      for (i, v) in tail.enumerated() { sum += v.conjugate * x[row + 1 + i, j] }
      sum *= factor
      x[row, j] -= sum
      for (i, v) in tail.enumerated() { x[row + 1 + i, j] -= v * sum }
    }
  }

  /// Multiplies columns `column...` of `rows` of `x` from the right by the reflector, or its
  /// adjoint.
  func applyRight(
    to x: inout Matrix<Scalar>, rows: Range<Int>, column: Int, adjoint: Bool
  ) {
    let factor = adjoint ? factor.conjugate : factor
    if factor.isZero { return }
    for i in rows {
      var sum = x[i, column]
      for (j, v) in tail.enumerated() { sum += x[i, column + 1 + j] * v }
      sum *= factor
      x[i, column] -= sum
      for (j, v) in tail.enumerated() { x[i, column + 1 + j] -= sum * v.conjugate }
    }
  }
}
