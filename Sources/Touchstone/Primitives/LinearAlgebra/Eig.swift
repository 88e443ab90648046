/// `x`·v = v·diag(w) for each square matrix of a batch: the eigenvalues w in no particular order,
/// and the eigenvectors as columns of v, complex also when `x` is real.
///
/// Each eigenvector has length 1, and its first element of largest absolute value is positive.
///
/// Specification: `eig`.
public func eig(_ x: Tensor) -> (w: Tensor, v: Tensor) {
  bind(Eig(computesLeft: false, computesRight: true), [x]).pair
}

package struct Eig: MatrixPrimitive {
  package static let names = ["touchstone.eig"]
  package let computesLeft: Bool
  package let computesRight: Bool

  package init(computesLeft: Bool, computesRight: Bool) {
    self.computesLeft = computesLeft
    self.computesRight = computesRight
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    computesLeft = try source.flag("compute_left")
    computesRight = try source.flag("compute_right")
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute("compute_left", .bool(computesLeft)),
      NamedAttribute("compute_right", .bool(computesRight)),
    ]
  }

  var operandRanks: [Int] { [2] }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireSquare(x[0])
    let complex = x[0].with(x[0].dtype.complexCounterpart ?? x[0].dtype)
    let vectors = [computesLeft, computesRight].filter { $0 }.map { _ in complex }
    return [complex.with(shape: [x[0].shape[0]])] + vectors
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    let eigen = x.matrix().eigen() ?? .undefined(x.matrix().rows)
    return [.complex(eigen.values)] + (computesLeft ? [eigen.left.part] : [])
      + (computesRight ? [eigen.right.part] : [])
  }
}
