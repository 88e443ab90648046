/// `x` = q·h·qᴴ with h zero below its first subdiagonal, for each square matrix of a batch; q as
/// reflectors below that subdiagonal.
///
/// Specification: `hessenberg`.
package struct Hessenberg: MatrixPrimitive {
  package static let names = ["touchstone.hessenberg"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}

  var operandRanks: [Int] { [2] }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireSquare(x[0])
    return [x[0], x[0].with(shape: [max(x[0].shape[0] - 1, 0)])]
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    let a = x.matrix()
    let (packed, factors) = a.hessenberg(0..<a.rows)
    return [packed.part, Scalar.part(factors)]
  }
}
