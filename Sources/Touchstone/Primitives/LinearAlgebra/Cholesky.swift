/// The Cholesky factor of each Hermitian, positive definite matrix of a batch.
///
/// With `lower`, L with `x` = L·Lᴴ, otherwise U with `x` = Uᴴ·U; zeros in the other triangle. `x`
/// is first symmetrized: (x + xᴴ) / 2 is factored, so that a gradient is symmetric.
///
/// Specification: `cholesky`.
public func cholesky(_ x: Tensor, lower: Bool = true) -> Tensor {
  bind(Cholesky(lower: lower), [symmetrized(x)])[0]
}

package struct Cholesky: MatrixPrimitive {
  package static let names = ["stablehlo.cholesky"]
  package let lower: Bool

  package init(lower: Bool) { self.lower = lower }

  package init(_ source: inout OperationSource) throws(TensorError) {
    lower = try source.flag("lower")
  }
  package var attributes: [NamedAttribute] { [NamedAttribute("lower", .bool(lower))] }
  package static func syntax(of name: String) -> Syntax {
    Syntax([.keyword("lower", attribute: "lower", .flag)])
  }

  package var resultClause: String { "C1" }

  var operandRanks: [Int] { [2] }
  var dtypes: Set<DType> { .floatOrComplex }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    // StableHLO numbers its constraints otherwise than the shared rule: C2 is the rank.
    try requireOperands(1, x)
    guard dtypes.contains(x[0].dtype) else {
      throw violation("I1", x, "\(x[0].dtype) is not a dtype this operation takes")
    }
    guard x[0].rank >= 2 else {
      throw violation("C2", x, "the operand must have at least 2 dimensions")
    }
    return try batchedTypes(x)
  }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireSquare(x[0])
    return x
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    let a = x.matrix()
    let (factor, failure) = (lower ? a : a.adjoint).cholesky()
    if failure != nil { return [Matrix<Scalar>.undefined(a.rows, a.rows).part] }
    return [(lower ? factor : factor.adjoint).part]
  }
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let y = try apply(self, x)
    return (y, [dx[0].map { tangent(of: y[0], $0) }])
  }

  /// The tangent of the factor, from that of the matrix, of which one triangle is read: L·Φ(L⁻¹·Ȧ·L⁻ᴴ),
  /// where Φ takes the lower triangle and half the diagonal (Murray, arXiv 1602.07527).
  func tangent(of factor: Tensor, _ dx: Tensor) -> Tensor {
    let l = lower ? factor : factor.adjoint
    let half = triangularSolve(
      l, dx.hermitian(lower: lower), leftSide: false,
      transposeA: l.dtype.isComplex ? .adjoint : .transpose)
    let inner = triangularSolve(l, half)
    let change = l.times(inner.keeping(.strictlyLower) + 0.5 * inner.keeping(.diagonal))
    return lower ? change : change.adjoint
  }
}

extension Set<DType> {
  /// Every dtype of real or complex floating-point numbers.
  static var floatOrComplex: Set<DType> {
    Set(DType.allCases.filter { $0.isFloat || $0.isComplex })
  }
}
