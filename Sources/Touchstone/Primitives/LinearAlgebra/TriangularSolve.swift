/// X with op(`a`)·X = `b`, or X·op(`a`) = `b` unless `leftSide`, for each matrix of a batch.
///
/// Of `a` only the lower triangle is read if `lower`, the upper otherwise; its diagonal counts as
/// ones if `unitDiagonal`. A zero on the diagonal is divided by: the result has infinities or NaN.
///
/// Specification: `triangular_solve`.
public func triangularSolve(
  _ a: Tensor, _ b: Tensor, leftSide: Bool = true, lower: Bool = true, unitDiagonal: Bool = false,
  transposeA: MatrixTranspose = .none
) -> Tensor {
  bind(
    TriangularSolve(
      leftSide: leftSide, lower: lower, unitDiagonal: unitDiagonal, transposeA: transposeA),
    [a, b])[0]
}

/// What is done to a matrix before it is used.
public enum MatrixTranspose: String, CaseIterable, Sendable {
  /// Nothing.
  case none = "NO_TRANSPOSE"
  /// Rows and columns change places.
  case transpose = "TRANSPOSE"
  /// Rows and columns change places, and every element is conjugated.
  case adjoint = "ADJOINT"
}

package struct TriangularSolve: MatrixPrimitive {
  package static let names = ["stablehlo.triangular_solve"]
  package let leftSide: Bool
  package let lower: Bool
  package let unitDiagonal: Bool
  package let transposeA: MatrixTranspose

  package init(leftSide: Bool, lower: Bool, unitDiagonal: Bool, transposeA: MatrixTranspose) {
    self.leftSide = leftSide
    self.lower = lower
    self.unitDiagonal = unitDiagonal
    self.transposeA = transposeA
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    leftSide = try source.flag("left_side")
    lower = try source.flag("lower")
    unitDiagonal = try source.flag("unit_diagonal")
    transposeA = try source.choice("transpose_a")
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute("left_side", .bool(leftSide)), NamedAttribute("lower", .bool(lower)),
      NamedAttribute("transpose_a", .enumeration("transpose", transposeA.rawValue)),
      NamedAttribute("unit_diagonal", .bool(unitDiagonal)),
    ]
  }
  package var resultClause: String { "C4" }
  package var promise: Promise { .residual }

  var operandRanks: [Int] { [2, 2] }
  var dtypes: Set<DType> { .floatOrComplex }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(2, x)
    guard dtypes.contains(x[0].dtype) else {
      throw violation("I1", x, "\(x[0].dtype) is not a dtype this operation takes")
    }
    guard x[0].dtype == x[1].dtype else {
      throw violation("C1", x, "both operands must have one dtype")
    }
    guard x[0].rank >= 2, x[0].rank == x[1].rank else {
      throw violation("C2", x, "both operands must have the same number of dimensions, at least 2")
    }
    guard x[0].shape.dropLast(2) == x[1].shape.dropLast(2) else {
      throw violation("C3", x, "all dimensions but the last two must agree")
    }
    return try batchedTypes(x)
  }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireSquare(x[0])
    let side = leftSide ? 0 : 1
    guard x[1].shape[side] == x[0].shape[0] else {
      throw violation(
        "C3", x,
        "the second operand must have \(x[0].shape[0]) \(leftSide ? "rows" : "columns"), "
          + "not \(x[1].shape[side])")
    }
    return [x[1]]
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    [solution(x.matrix(0), x.matrix(1)).part]
  }

  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let y = try apply(self, x)
    let change = sum(dx[1], dx[0].map { -product($0, y[0]) })
    return (y, [try change.map { try apply(self, [x[0], $0])[0] }])
  }

  /// op(Ȧ)·X or X·op(Ȧ), where Ȧ is `da` in the triangle that is read.
  private func product(_ da: Tensor, _ solution: Tensor) -> Tensor {
    let triangle = da.keeping(
      lower ? unitDiagonal ? .strictlyLower : .lower : unitDiagonal ? .strictlyUpper : .upper)
    let matrix =
      switch transposeA {
      case .none: triangle
      case .transpose: triangle.matrixTransposed
      case .adjoint: triangle.adjoint
      }
    return leftSide ? matrix.times(solution) : solution.times(matrix)
  }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let a = x[0].known else { throw notTransposable(x) }
    guard let ct = ct[0] else { return [nil, nil] }
    // The transpose of op(A) is op'(A), but of Aᴴ that of conj(A).
    let other = TriangularSolve(
      leftSide: leftSide, lower: lower, unitDiagonal: unitDiagonal,
      transposeA: transposeA == .none ? .transpose : .none)
    return [nil, try apply(other, [transposeA == .adjoint ? a.conjugate : a, ct])[0]]
  }

  /// Right sides that differ while the matrix does not are columns or rows of one right side.
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    guard axes[0] == nil, let place = axes[1] else {
      let operands = zip(x, axes).map { $0.withBatchAxis($1, at: 0, axis.size) }
      return (try apply(self, operands), [0])
    }
    let b = x[1].movingAxis(place, to: leftSide ? x[1].rank - 1 : x[1].rank - 3)
    let batch = b.shape.dropLast(3)
    let sides = b.shape.suffix(3).map { $0 }
    let joined = leftSide ? [sides[0], sides[1] * sides[2]] : [sides[0] * sides[1], sides[2]]
    let y = try apply(self, [x[0], reshape(b, batch + joined)])[0]
    return ([reshape(y, b.shape)], [leftSide ? b.rank - 1 : b.rank - 3])
  }

  /// X for one pair of matrices.
  func solution<Scalar: FieldScalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Matrix<Scalar> {
    var matrix = a
    switch transposeA {
    case .none: break
    case .transpose: matrix = a.transposed
    case .adjoint: matrix = a.adjoint
    }
    let isLower = lower == (transposeA == .none)
    if leftSide { return matrix.solvingTriangle(lower: isLower, unitDiagonal: unitDiagonal, b) }
    // X·T = B is Tᵀ·Xᵀ = Bᵀ.
    return matrix.transposed.solvingTriangle(
      lower: !isLower, unitDiagonal: unitDiagonal, b.transposed
    ).transposed
  }
}
