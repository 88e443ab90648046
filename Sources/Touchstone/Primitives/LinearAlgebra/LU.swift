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
}
