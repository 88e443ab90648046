/// `x` = q·r with orthonormal columns in q and r upper triangular, for each matrix of a batch.
///
/// Shape: for `x` of m×n, q is m×k and r is k×n, with k = m if `fullMatrices`, min(m, n) otherwise.
/// The signs are those of Householder's reflectors: r's diagonal element has the opposite sign of
/// the element that is eliminated with.
///
/// Specification: `qr`.
public func qr(_ x: Tensor, fullMatrices: Bool = false) -> (q: Tensor, r: Tensor) {
  bind(QR(fullMatrices: fullMatrices), [x]).pair
}

package struct QR: MatrixPrimitive {
  package static let names = ["touchstone.qr"]
  package let fullMatrices: Bool

  package init(fullMatrices: Bool) { self.fullMatrices = fullMatrices }

  package init(_ source: inout OperationSource) throws(TensorError) {
    fullMatrices = try source.flag("full_matrices")
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("full_matrices", .bool(fullMatrices))]
  }

  var operandRanks: [Int] { [2] }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let (rows, columns) = (x[0].shape[0], x[0].shape[1])
    let inner = fullMatrices ? rows : min(rows, columns)
    return [x[0].with(shape: [rows, inner]), x[0].with(shape: [inner, columns])]
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    let (q, r) = x.matrix().qr(full: fullMatrices)
    return [q.part, r.part]
  }
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let y = try apply(self, x)
    guard let dx = dx[0] else { return (y, [nil, nil]) }
    let (dq, dr) = Self.tangents(q: y[0], r: y[1], dx)
    return (y, [dq, dr])
  }

  /// The tangents of both factors.
  ///
  /// Of the part of q beyond the columns of `x` only its change toward those columns is
  /// determined; within itself it does not turn.
  static func tangents(q: Tensor, r: Tensor, _ dx: Tensor) -> (q: Tensor, r: Tensor) {
    let (m, n) = (dx.rows, dx.columns)
    let k = min(m, n)
    // Of a wide matrix the first columns alone determine q.
    let square = r.topLeft(rows: k, columns: k)
    let scaled = triangularSolve(square, dx.topLeft(columns: k), leftSide: false, lower: false)
    let turned = q.adjoint.times(scaled)
    let inner = turned.topLeft(rows: k)
    let below = inner.keeping(.strictlyLower)
    var skew = below - below.adjoint
    if dx.dtype.isComplex {
      // Real elements on r's diagonal leave the phases to q.
      let diagonal = inner.keeping(.diagonal)
      skew = skew + (diagonal - conj(diagonal)) * 0.5
    }
    let dr = (inner - skew).times(square)
    let q1 = q.topLeft(columns: k)
    let dq1 = q1.times(skew - inner) + scaled
    if m > n, q.columns > k {
      // The rest of q turns against the first columns as they turn against it.
      let rest = q.columns(from: k)
      let dRest = -q1.times(rest.adjoint.times(scaled).adjoint)
      return (
        concatenate([dq1, dRest], axis: q.rank - 1), dr.extended(rows: q.columns, columns: n)
      )
    }
    if m >= n { return (dq1, dr) }
    let dr2 = q.adjoint.times(dx.columns(from: k) - dq1.times(r.columns(from: k)))
    return (dq1, concatenate([dr, dr2], axis: r.rank - 1))
  }
}
