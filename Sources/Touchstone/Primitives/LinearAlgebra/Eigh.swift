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
}
