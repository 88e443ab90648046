/// X with A·X = `b` for each tridiagonal matrix A of a batch, given by its three diagonals.
///
/// Specification: `tridiagonal_solve`.
package struct TridiagonalSolve: MatrixPrimitive {
  package static let names = ["touchstone.tridiagonal_solve"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}

  var operandRanks: [Int] { [1, 1, 1, 2] }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    guard x.allSatisfy({ $0.dtype == x[0].dtype }) else {
      throw violation("C3", x, "all operands must have one dtype")
    }
    guard x.allSatisfy({ $0.shape[0] == x[0].shape[0] }) else {
      throw violation("C4", x, "the diagonals must be as long as the right sides, and all the same")
    }
    return [x[3]]
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    let elimination = TridiagonalElimination(
      lower: x.vector(0), diagonal: x.vector(1), upper: x.vector(2), x.matrix(3))
    let solution = elimination.solution
    if elimination.failure != nil {
      return [Matrix<Scalar>.undefined(solution.rows, solution.columns).part]
    }
    return [solution.part]
  }
}
