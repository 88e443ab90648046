// Systems of linear equations, inverses and determinants, from the factorizations of the core.
// Matrices are the last two axes; those before them are batches. Integers are taken as `f32`.

/// P·`x` = L·U packed into one tensor, and the row each row was exchanged with: see `lu`.
public func luFactor(_ x: Tensor) -> (lu: Tensor, pivots: Tensor) {
  let factors = lu(settled(inexact(x)))
  return (factors.lu, factors.pivots)
}

/// The x with `a`·x = `b`; `b` is a vector if it has one axis, else matrices.
///
/// A matrix that is singular gives infinities or NaN.
public func solve(_ a: Tensor, _ b: Tensor) -> Tensor {
  call("solve", a, b) { call in
    try requireSquare(call, a)
    let operands = promoteDTypes("solve", [a, b]).map { settled(inexact($0)) }
    let isVector = b.rank == 1
    let right = isVector ? inserted(operands[1], 1) : operands[1]
    try call.require(
      right.rank >= 2 && right.shape[right.rank - 2] == a.shape[a.rank - 1],
      "the right side \(b.shape) must have \(a.shape[a.rank - 1]) rows")
    guard
      let batch = broadcastShapes(
        Array(a.shape.dropLast(2)), Array(right.shape.dropLast(2)))
    else { throw call.error("the batches of \(a.shape) and \(b.shape) do not broadcast") }
    let matrix = broadcastTo(operands[0], batch + a.shape.suffix(2))
    let sides = broadcastTo(right, batch + right.shape.suffix(2))
    let factors = lu(matrix)
    if factors.lu.isInvalid { return .invalid }
    let permuted = takeAlongAxis(
      sides, inserted(factors.permutation, factors.permutation.rank), axis: -2)
    let middle = triangularSolve(factors.lu, permuted, lower: true, unitDiagonal: true)
    let result = triangularSolve(factors.lu, middle, lower: false)
    return isVector ? removed(result, result.rank - 1) : result
  }
}

/// The inverse of each square matrix; of a singular one infinities or NaN.
public func inv(_ x: Tensor) -> Tensor {
  call("inv", x) { call in
    try requireSquare(call, x)
    let x = settled(inexact(x))
    return solve(x, broadcastTo(eye(x.shape[x.rank - 1], dtype: x.dtype), x.shape))
  }
}

/// The x with `a`·x = `b` for a triangular matrix, of which only that triangle is read.
public func solveTriangular(
  _ a: Tensor, _ b: Tensor, lower: Bool = false, transposeA: MatrixTranspose = .none,
  unitDiagonal: Bool = false
) -> Tensor {
  call("solveTriangular", a, b) { call in
    try requireSquare(call, a)
    let operands = promoteDTypes("solveTriangular", [a, b]).map { settled(inexact($0)) }
    let isVector = b.rank == a.rank - 1
    let right = isVector ? inserted(operands[1], b.rank) : operands[1]
    let result = triangularSolve(
      operands[0], right, lower: lower, unitDiagonal: unitDiagonal, transposeA: transposeA)
    return isVector ? removed(result, result.rank - 1) : result
  }
}

/// The inverse of the matrix whose Cholesky factor is `x`; the upper one if `upper`.
public func choleskyInverse(_ x: Tensor, upper: Bool = false) -> Tensor {
  call("choleskyInverse", x) { call in
    try requireSquare(call, x)
    let x = settled(inexact(x))
    let unit = broadcastTo(eye(x.shape[x.rank - 1], dtype: x.dtype), x.shape)
    let inverse = triangularSolve(x, unit, lower: !upper)
    let adjoint = matrixTranspose(conjugate(inverse))
    return upper ? matmul(inverse, adjoint) : matmul(adjoint, inverse)
  }
}

/// The determinant of each square matrix; 1 of one without rows.
///
/// Up to three rows it is expanded. The gradient is right for singular matrices too, except that of
/// four rows or more it is 0 where elimination meets a zero before the last pivot, as in JAX.
public func det(_ x: Tensor) -> Tensor {
  call("det", x) { call in
    try requireSquare(call, x)
    let x = settled(inexact(x))
    let size = x.shape[x.rank - 1]
    func element(_ i: Int, _ j: Int) -> Tensor {
      let row = removed(sliced(x, axis: x.rank - 2, from: i, to: i + 1), x.rank - 2)
      return removed(sliced(row, axis: row.rank - 1, from: j, to: j + 1), row.rank - 1)
    }
    func minor(_ i: Int, _ j: Int) -> Tensor {
      element(1, i) * element(2, j) - element(1, j) * element(2, i)
    }
    switch size {
    case 0: return ones(Array(x.shape.dropLast(2)), dtype: x.dtype)
    case 1: return element(0, 0)
    case 2: return element(0, 0) * element(1, 1) - element(0, 1) * element(1, 0)
    case 3:
      return element(0, 0) * minor(1, 2) - element(0, 1) * minor(0, 2)
        + element(0, 2) * minor(0, 1)
    default: return eliminatedDeterminant(x)
    }
  }
}

/// The determinant by elimination, with a derivative that does not divide by it.
private func eliminatedDeterminant(_ x: Tensor) -> Tensor {
  let determinant = customJVP(
    { (x: Tensor) -> Tensor in
      let factors = lu(x)
      if factors.lu.isInvalid { return .invalid }
      return prod(diagonal(factors.lu, axis1: -2, axis2: -1), axis: -1)
        * parity(factors.pivots, x.dtype)
    },
    jvp: { x, dx in
      let (value, product) = cofactorProduct(x, dx)
      return (value, trace(product, axis1: -2, axis2: -1))
    })
  return determinant(x)
}

/// The determinant of `x`, and its adjugate times `b`: elimination in which the last pivot, which is
/// zero for a singular matrix, is taken out (JAX, `_cofactor_solve`).
private func cofactorProduct(_ x: Tensor, _ b: Tensor) -> (determinant: Tensor, product: Tensor) {
  let n = x.shape[x.rank - 1]
  let (packed, pivots, permutation) = lu(x)
  if packed.isInvalid { return (.invalid, .invalid) }
  let sign = inserted(parity(pivots, x.dtype), x.rank - 2)
  // The last element is the determinant, the one before it lacks the last pivot.
  let partial = cumprod(diagonal(packed, axis1: -2, axis2: -1), axis: -1) * sign
  func element(_ i: Int) -> Tensor { sliced(partial, axis: x.rank - 2, from: i, to: i + 1) }
  let corner = logicalAnd(
    equal(indices([n, n], axis: 0), n - 1), equal(indices([n, n], axis: 1), n - 1))
  let factors = NumPy.where(corner, inserted(1 / element(n - 2), x.rank - 1), packed)
  let probe = triangularSolve(
    factors, ones(Array(x.shape.dropLast()) + [1], dtype: x.dtype), lower: false)
  let isSolvable = all(isfinite(probe), axis: -2, keepdims: true)
  let safe = NumPy.where(isSolvable, factors, eye(n, dtype: x.dtype))
  let rows = takeAlongAxis(b, inserted(permutation, permutation.rank), axis: -2)
  let middle = triangularSolve(safe, rows, lower: true, unitDiagonal: true)
  let isLast = equal(indices([n, 1], axis: 0), n - 1)
  let determinant = element(n - 1)
  let scaled = NumPy.where(isLast, middle, middle * inserted(determinant, x.rank - 1))
  let product = triangularSolve(safe, scaled, lower: false)
  return (
    removed(determinant, x.rank - 2), NumPy.where(isSolvable, product, zerosLike(product))
  )
}

/// The sign, or phase, of the determinant of each square matrix and the logarithm of its magnitude.
public func slogdet(_ x: Tensor) -> (sign: Tensor, logabsdet: Tensor) {
  call("slogdet", [x], else: (.invalid, .invalid)) { call in
    try requireSquare(call, x)
    let x = settled(inexact(x))
    let factors = lu(x)
    if factors.lu.isInvalid { return (.invalid, .invalid) }
    let elements = diagonal(factors.lu, axis1: -2, axis2: -1)
    return (
      prod(sign(elements), axis: -1) * parity(factors.pivots, x.dtype),
      sum(log(abs(elements)), axis: -1)
    )
  }
}

/// The logarithm of the magnitude of the determinant of each square matrix.
public func logdet(_ x: Tensor) -> Tensor { slogdet(x).logabsdet }

/// -1 if an odd number of rows was exchanged, else 1.
private func parity(_ pivots: Tensor, _ dtype: DType) -> Tensor {
  let exchanges = countNonzero(
    notEqual(pivots, indices(pivots.shape, axis: pivots.rank - 1)), axis: -1)
  let isOdd = equal(remainder(exchanges, 2), 1)
  return select(
    isOdd, .full(TensorType(dtype, isOdd.shape), -1), .full(TensorType(dtype, isOdd.shape), 1))
}

/// The x for which ‖`a`·x - `b`‖ is least, and of these the shortest.
///
/// Singular values below `rcond` times the greatest count as 0; by default the unit roundoff times
/// the larger size.
public func lstsq(_ a: Tensor, _ b: Tensor, rcond: Double? = nil) -> Tensor {
  call("lstsq", a, b) { call in
    try call.require(
      a.rank == 2 && (b.rank == 1 || b.rank == 2) && b.shape[0] == a.shape[0],
      "expected a matrix and as many rows on the right, got \(a.shape) and \(b.shape)")
    let operands = promoteDTypes("lstsq", [a, b]).map { settled(inexact($0)) }
    let right = b.rank == 1 ? inserted(operands[1], 1) : operands[1]
    let result = matmul(pinv(operands[0], rcond: rcond), right)
    return b.rank == 1 ? removed(result, 1) : result
  }
}

/// The Moore–Penrose inverse of each matrix.
///
/// Singular values at or below `rcond` times the greatest count as 0; by default that is the unit
/// roundoff of the dtype times the larger size, times 10.
public func pinv(_ x: Tensor, rcond: Double? = nil) -> Tensor {
  call("pinv", x) { call in
    try call.require(x.rank >= 2, "expected matrices, the shape is \(x.shape)")
    let x = settled(inexact(x))
    let factors = svd(x, fullMatrices: false)
    if factors.s.isInvalid { return .invalid }
    let share = rcond ?? 10 * x.dtype.epsilon * Double(x.shape.suffix(2).max() ?? 1)
    let isKept = greater(factors.s, share * max(factors.s, axis: -1, keepdims: true, initial: 0))
    let inverse = NumPy.where(isKept, 1 / NumPy.where(isKept, factors.s, 1), 0)
    let v = matrixTranspose(conjugate(factors.vh))
    let scaled = v * cast(inserted(inverse, inverse.rank - 1), x.dtype)
    return matmul(scaled, matrixTranspose(conjugate(factors.u)))
  }
}

/// The number of singular values of each matrix above `tol`, by default the greatest times the unit
/// roundoff times the larger size.
public func matrixRank(_ x: Tensor, tol: Double? = nil) -> Tensor {
  call("matrixRank", x) { call in
    try call.require(x.rank >= 2, "expected matrices, the shape is \(x.shape)")
    let x = settled(inexact(x))
    let values = singularValues(x)
    let bound =
      tol.map { Tensor(weak: $0) }
      ?? max(values, axis: -1, keepdims: true, initial: 0)
      * (x.dtype.epsilon * Double(x.shape.suffix(2).max() ?? 1))
    return countNonzero(greater(values, bound), axis: -1)
  }
}

func requireSquare(_ call: Call, _ x: Tensor) throws(TensorError) {
  guard x.rank >= 2, x.shape[x.rank - 1] == x.shape[x.rank - 2] else {
    throw call.error("expected square matrices, the shape is \(x.shape)")
  }
}

extension DType {
  /// The distance of 1 to the next number of a float format, or of the parts of a complex one.
  var epsilon: Double {
    switch realPart {
    case .f64: Double.ulpOfOne
    case .f32: Double(Float.ulpOfOne)
    case .f16: 0x1p-10
    case .bf16: 0x1p-7
    default: 0
    }
  }
}
