/// `x` = q·t·qᴴ with t real, symmetric and tridiagonal, for each Hermitian matrix of a batch; q as
/// reflectors in the triangle that is read.
///
/// Specification: `tridiagonalize`.
package struct Tridiagonalize: MatrixPrimitive {
  package static let names = ["touchstone.tridiagonalize"]
  package let lower: Bool

  package init(lower: Bool) { self.lower = lower }

  package init(_ source: inout OperationSource) throws(TensorError) {
    lower = try source.flag("lower")
  }
  package var attributes: [NamedAttribute] { [NamedAttribute("lower", .bool(lower))] }

  var operandRanks: [Int] { [2] }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireSquare(x[0])
    let rows = x[0].shape[0]
    let real = TensorType(x[0].dtype.realPart, [max(rows - 1, 0)])
    return [x[0], real.with(shape: [rows]), real, real.with(x[0].dtype)]
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    let t = x.matrix().tridiagonal(lower: lower)
    return [t.packed.part, .real(t.diagonal), .real(t.offDiagonal), Scalar.part(t.factors)]
  }
}
