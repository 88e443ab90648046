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
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let y = try apply(self, x)
    guard let change = Self.change(y[0], dx) else { return (y, [nil]) }
    return (y, try apply(self, x.prefix(3) + [change]))
  }

  /// Ḃ - Ȧ·X: what A times the change of the solution X is.
  static func change(_ solution: Tensor, _ dx: [Tensor?]) -> Tensor? {
    let row = solution.rank - 2
    let moved = dx[0].map { solution.shifted(by: 1, along: row).scalingRows(by: $0) }
    let kept = dx[1].map { solution.scalingRows(by: $0) }
    let back = dx[2].map { solution.shifted(by: -1, along: row).scalingRows(by: $0) }
    return sum(dx[3], sum(moved, sum(kept, back)).map { -$0 })
  }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let lower = x[0].known, let diagonal = x[1].known, let upper = x[2].known else {
      throw notTransposable(x)
    }
    guard let ct = ct[0] else { return [nil, nil, nil, nil] }
    // The transposed matrix has the diagonals beside the main one exchanged.
    let last = upper.rank - 1
    let operands = [
      upper.shifted(by: 1, along: last), diagonal, lower.shifted(by: -1, along: last), ct,
    ]
    return [nil, nil, nil, try apply(self, operands)[0]]
  }
}
