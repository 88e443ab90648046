/// `x` = z·t·zᴴ with z unitary and t triangular, for each square matrix of a batch.
///
/// For a real matrix t may have 2×2 blocks on its diagonal, one for each pair of conjugate
/// eigenvalues.
///
/// Specification: `schur`.
package struct Schur: MatrixPrimitive {
  package static let names = ["touchstone.schur"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}

  var operandRanks: [Int] { [2] }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireSquare(x[0])
    return [x[0], x[0]]
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    let a = x.matrix()
    let none = Matrix<Scalar>.undefined(a.rows, a.rows)
    let schur = a.schur() ?? .init(form: none, vectors: none)
    return [schur.form.part, schur.vectors.part]
  }
}
