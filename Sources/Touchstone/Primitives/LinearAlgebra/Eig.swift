/// `x`·v = v·diag(w) for each square matrix of a batch: the eigenvalues w in no particular order,
/// and the eigenvectors as columns of v, complex also when `x` is real.
///
/// Each eigenvector has length 1, and its first element of largest absolute value is positive; so
/// the vectors have a derivative, too, where no two eigenvalues are equal.
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
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let y = try apply(self, x)
    guard let dx = dx[0] else { return (y, y.map { _ in nil }) }
    let right = computesRight ? y[y.count - 1] : nil
    return (y, try tangents(x[0], w: y[0], left: computesLeft ? y[1] : nil, right: right, dx))
  }

  /// The tangents of the values and of the vectors there are.
  func tangents(
    _ x: Tensor, w: Tensor, left: Tensor?, right: Tensor?, _ dx: Tensor
  ) throws -> [Tensor?] {
    let v = try right ?? apply(Eig(computesLeft: false, computesRight: true), [x])[1]
    let change = convert(dx, to: v.dtype)
    // M = v⁻¹·Ȧ·v has the changes of the values on its diagonal.
    let m = v.solving(change.times(v))
    var tangents: [Tensor?] = [m.matrixDiagonal]
    if let left {
      // The left vectors are right ones of xᴴ, whose eigenvalues are conjugated.
      let own = left.solving(change.adjoint.times(left))
      tangents.append(Self.tangent(of: left, conj(w), own))
    }
    if let right { tangents.append(Self.tangent(of: right, w, m)) }
    return tangents
  }

  /// The tangent of the vectors `v`: v·(F∘M), and what keeps each of length 1 and its element of
  /// largest absolute value real.
  private static func tangent(of v: Tensor, _ w: Tensor, _ m: Tensor) -> Tensor {
    let free = v.times(w.reciprocalDifferences * m)
    let row = v.rank - 2
    let stretch = real(reduceSum(conj(v) * free, [row]))
    // Which element is the largest does not change.
    let fixed = stopGradient(v)
    let magnitude = abs(fixed)
    let places = iota(magnitude.type.with(.i32), axis: row)
    let isLargest = equal(magnitude, reduceMax(magnitude, [row]).asRows(like: magnitude))
    let first = reduceMin(
      select(isLargest, places, .full(Double(v.rows), like: places)), [row])
    let isFirst = equal(places, first.asRows(like: places))
    func element(_ x: Tensor) -> Tensor {
      reduceSum(select(isFirst, x, .zeros(like: x)), [row])
    }
    let turn = imag(element(free)) / real(element(v))
    return free - v.scalingColumns(by: complex(stretch, turn))
  }
}
