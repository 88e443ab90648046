/// The first columns of the product of reflectors that another factorization has left.
///
/// Specification: `householder_product`.
package struct HouseholderProduct: MatrixPrimitive {
  package static let names = ["touchstone.householder_product"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}

  var operandRanks: [Int] { [2, 1] }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    guard x[0].dtype == x[1].dtype else {
      throw violation("C3", x, "both operands must have one dtype")
    }
    guard x[0].shape[0] >= x[0].shape[1], x[0].shape[1] >= x[1].shape[0] else {
      throw violation(
        "C4", x, "there must be at least as many rows as columns and as columns as factors")
    }
    return [x[0]]
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    let a = x.matrix()
    return [a.householderProduct(x.vector(1), columns: a.columns).part]
  }
}
