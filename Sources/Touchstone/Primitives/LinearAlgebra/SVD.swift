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
