/// The QR factorization as reflectors: r on and above the diagonal, the reflectors below.
///
/// Specification: `householder_qr`.
package struct HouseholderQR: MatrixPrimitive {
  package static let names = ["touchstone.householder_qr"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}

  var operandRanks: [Int] { [2] }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    [x[0], x[0].with(shape: [x[0].shape.min() ?? 0])]
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    let (packed, factors) = x.matrix().householderQR()
    return [packed.part, Scalar.part(factors)]
  }
}
