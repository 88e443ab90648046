/// P·`x` = L·U by Gaussian elimination with partial pivoting, for each matrix of a batch.
///
/// Returns L below the diagonal (its ones left out) and U on and above it in one tensor; `pivots`,
/// the row that each row was exchanged with in turn; and `permutation`, the row of `x` that each
/// row of P·`x` is.
///
/// Specification: `lu`.
public func lu(_ x: Tensor) -> (lu: Tensor, pivots: Tensor, permutation: Tensor) {
  let results = bind(LU(), [x])
  return results.count == 3 ? (results[0], results[1], results[2]) : (.invalid, .invalid, .invalid)
}

package struct LU: MatrixPrimitive {
  package static let names = ["touchstone.lu"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}

  var operandRanks: [Int] { [2] }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let (rows, columns) = (x[0].shape[0], x[0].shape[1])
    return [x[0], TensorType(.i32, [min(rows, columns)]), TensorType(.i32, [rows])]
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    let (packed, pivots, _) = x.matrix().lu()
    let permutation = Matrix<Scalar>.permutation(pivots, of: packed.rows)
    return [packed.part, .integer(pivots), .integer(permutation)]
  }
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let y = try apply(self, x)
    return (y, [dx[0].map { Self.tangent(of: y[0], $0.rows(inOrder: y[2])) }, nil, nil])
  }

  /// The tangent of the packed factors, from that of the matrix whose rows are exchanged already:
  /// with X = L⁻¹·Ȧ·U⁻¹, L·X below the diagonal and X·U on and above it (de Hoog, Anderssen, Lukas,
  /// "Differentiation of matrix functionals using triangular factorization", 2011).
  static func tangent(of packed: Tensor, _ dx: Tensor) -> Tensor {
    let (m, n) = (packed.rows, packed.columns)
    let k = min(m, n)
    // Both factors are filled up to square ones with columns and rows of the identity.
    let l = packed.topLeft(columns: k).keeping(.strictlyLower).extended(rows: m, columns: m)
    let square = packed.topLeft(rows: k).keeping(.upper).extended(rows: n, columns: n)
    let u = square + square.identityMatrices.filled(from: k)
    let half = triangularSolve(l, dx, unitDiagonal: true)
    let inner = triangularSolve(u, half, leftSide: false, lower: false)
    return (l + l.identityMatrices).times(inner.keeping(.strictlyLower))
      + inner.keeping(.upper).times(u)
  }
}

extension Tensor {
  /// These square matrices without their first `count` rows and columns, zeros in their place.
  fileprivate func filled(from count: Int) -> Tensor {
    let zeros = shape.dropLast(2).map { _ in 0 }
    let zero = Tensor.full(TensorType(dtype), 0)
    let rest = pad(self, with: zero, low: zeros + [-count, -count])
    return pad(rest, with: zero, low: zeros + [count, count])
  }
}
