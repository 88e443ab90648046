/// `x` = u·diag(s)·vh with orthonormal columns in u and rows in vh, for each matrix of a batch.
///
/// The values of s descend and are real and not negative. For `x` of m×n, u has m columns and vh
/// n rows if `fullMatrices`, and min(m, n) otherwise. The common phase of a column of u and the row
/// of vh is not determined.
///
/// Specification: `svd`.
public func svd(
  _ x: Tensor, fullMatrices: Bool = true
) -> (u: Tensor, s: Tensor, vh: Tensor) {
  let results = bind(SVD(fullMatrices: fullMatrices), [x])
  return results.count == 3 ? (results[0], results[1], results[2]) : (.invalid, .invalid, .invalid)
}

/// The singular values of each matrix of a batch, descending.
///
/// Specification: `svd`.
public func singularValues(_ x: Tensor) -> Tensor {
  bind(SVD(fullMatrices: false, computesVectors: false), [x])[0]
}

package struct SVD: MatrixPrimitive {
  package static let names = ["touchstone.svd"]
  package let fullMatrices: Bool
  package let computesVectors: Bool

  package init(fullMatrices: Bool, computesVectors: Bool = true) {
    self.fullMatrices = fullMatrices
    self.computesVectors = computesVectors
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    fullMatrices = try source.flag("full_matrices")
    computesVectors = try source.flag("compute_uv")
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute("full_matrices", .bool(fullMatrices)),
      NamedAttribute("compute_uv", .bool(computesVectors)),
    ]
  }

  var operandRanks: [Int] { [2] }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let (rows, columns) = (x[0].shape[0], x[0].shape[1])
    let count = min(rows, columns)
    let values = TensorType(x[0].dtype.realPart, [count])
    if !computesVectors { return [values] }
    return [
      x[0].with(shape: [rows, fullMatrices ? rows : count]), values,
      x[0].with(shape: [fullMatrices ? columns : count, columns]),
    ]
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    let a = x.matrix()
    let (u, values, vh) = a.svd(full: fullMatrices) ?? undefined(a.rows, a.columns)
    return computesVectors ? [u.part, .real(values), vh.part] : [.real(values)]
  }
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    guard let dx = dx[0] else {
      let y = try apply(self, x)
      return (y, y.map { _ in nil })
    }
    if computesVectors, fullMatrices, dx.rows != dx.columns {
      throw violation(
        "", x.map(\.type),
        "the vectors of the null space have no derivative; ask for the others alone with "
          + "fullMatrices: false")
    }
    let y = try apply(SVD(fullMatrices: false), x)
    let (du, ds, dvh) = Self.tangents(u: y[0], s: y[1], vh: y[2], dx)
    return computesVectors ? (y, [du, ds, dvh]) : ([y[1]], [ds])
  }

  /// The tangents of the factors; infinite or NaN where singular values are equal (Giles, "An
  /// extended collection of matrix derivative results", 2008; complex ones as JAX has them).
  static func tangents(
    u: Tensor, s: Tensor, vh: Tensor, _ dx: Tensor
  ) -> (u: Tensor, s: Tensor, vh: Tensor) {
    let (uh, v) = (u.adjoint, vh.adjoint)
    let m = uh.times(dx.times(v))
    let ds = m.matrixDiagonal
    let f = convert(square(s).reciprocalDifferences, to: dx.dtype)
    let values = convert(s, to: dx.dtype)
    let (ms, sm) = (m.scalingColumns(by: values), m.scalingRows(by: values))
    // The common phase of a pair of vectors is left to u.
    let isZero = equal(s, .zeros(like: s))
    let inverse = select(isZero, .zeros(like: s), 1 / select(isZero, .full(1, like: s), s))
    let phase = ((m - m.adjoint) * 0.5).keeping(.diagonal)
      .scalingColumns(by: convert(inverse, to: dx.dtype))
    var du = u.times(f * (ms + ms.adjoint) + phase)
    var dv = v.times(f * (sm + sm.adjoint))
    if dx.rows > u.columns {
      let moved = dx.times(v)
      du = du + (moved - u.times(uh.times(moved))) / values.asRows(like: moved)
    }
    if dx.columns > v.columns {
      let moved = dx.adjoint.times(u)
      dv = dv + (moved - v.times(vh.times(moved))) / values.asRows(like: moved)
    }
    return (du, ds.dtype.isComplex ? real(ds) : ds, dv.adjoint)
  }

  private func undefined<Scalar>(
    _ rows: Int, _ columns: Int
  ) -> (Matrix<Scalar>, [Double], Matrix<Scalar>) {
    let count = min(rows, columns)
    return (
      .undefined(rows, fullMatrices ? rows : count), [Double](repeating: .nan, count: count),
      .undefined(fullMatrices ? columns : count, columns)
    )
  }
}
