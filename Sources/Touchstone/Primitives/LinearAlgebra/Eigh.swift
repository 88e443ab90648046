/// `x`·v = v·diag(w) for each Hermitian matrix of a batch: the eigenvalues w, ascending, and the
/// orthonormal eigenvectors as columns of v.
///
/// `x` is first symmetrized: the eigenvalues are those of (x + xᴴ) / 2. The phase of each column
/// of v is not determined.
///
/// Specification: `eigh`.
public func eigh(_ x: Tensor) -> (w: Tensor, v: Tensor) {
  bind(Eigh(lower: true), [symmetrized(x)]).pair
}

package struct Eigh: MatrixPrimitive {
  package static let names = ["touchstone.eigh"]
  package let lower: Bool

  package init(lower: Bool) { self.lower = lower }

  package init(_ source: inout OperationSource) throws(TensorError) {
    lower = try source.flag("lower")
  }
  package var attributes: [NamedAttribute] { [NamedAttribute("lower", .bool(lower))] }

  var operandRanks: [Int] { [2] }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireSquare(x[0])
    return [TensorType(x[0].dtype.realPart, [x[0].shape[0]]), x[0]]
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    let a = x.matrix()
    guard let (values, vectors) = a.hermitianEigen(lower: lower) else {
      let none = [Double](repeating: .nan, count: a.rows)
      return [.real(none), Matrix<Scalar>.undefined(a.rows, a.rows).part]
    }
    return [.real(values), vectors.part]
  }
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let y = try apply(self, x)
    guard let dx = dx[0] else { return (y, [nil, nil]) }
    let (dw, dv) = tangents(w: y[0], v: y[1], dx)
    return (y, [dw, dv])
  }

  /// The tangents of values and vectors: the diagonal of M = vᴴ·Ȧ·v, and v·(F∘M) with
  /// F = 1 / (wⱼ - wᵢ) beside the diagonal, infinite where eigenvalues are equal.
  func tangents(w: Tensor, v: Tensor, _ dx: Tensor) -> (Tensor, Tensor) {
    let m = v.adjoint.times(dx.hermitian(lower: lower).times(v))
    let change = v.times(convert(w.reciprocalDifferences, to: v.dtype) * m)
    return (m.dtype.isComplex ? real(m.matrixDiagonal) : m.matrixDiagonal, change)
  }
}

extension Tensor {
  /// 1 / (xⱼ - xᵢ) for the elements of each vector, 0 on the diagonal.
  var reciprocalDifferences: Tensor {
    let matrix = shape + [shape[rank - 1]]
    let batch = Array(0..<rank - 1)
    let column = broadcast(self, to: matrix, axes: batch + [rank])
    let row = broadcast(self, to: matrix, axes: batch + [rank - 1])
    return (1 / (column - row).keeping(.offDiagonal, else: .full(1, like: row))).keeping(
      .offDiagonal)
  }
}
