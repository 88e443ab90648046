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
}
