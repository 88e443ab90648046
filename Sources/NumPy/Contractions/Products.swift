// Products of vectors, matrices and tensors beside `matmul` and `dot` of the core.

/// The sum of the products of all elements, those of `x1` conjugated.
public func vdot(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  dot(ravel(x1.dtype.isComplex ? conj(x1) : x1), ravel(x2))
}

/// The sums of products over the last axes of both; of scalars the product.
public func inner(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  if x1.rank == 0 || x2.rank == 0 { return x1 * x2 }
  return tensordot(x1, x2, axes: ([-1], [-1]))
}

/// The products of each element of `x1` with each of `x2`, both taken as vectors.
public func outer(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  inserted(ravel(x1), 1) * inserted(ravel(x2), 0)
}

/// The sums of products over the last `axes` axes of `x1` and the first of `x2`.
public func tensordot(_ x1: Tensor, _ x2: Tensor, axes: Int = 2) -> Tensor {
  call("tensordot", x1, x2) { call in
    try call.require(
      axes >= 0 && axes <= x1.rank && axes <= x2.rank,
      "there are no \(axes) axes in both \(x1.shape) and \(x2.shape)")
    return tensordot(
      x1, x2, axes: (Array(x1.rank - axes..<x1.rank), Array(0..<axes)))
  }
}

/// The sums of products over the axes `axes.0` of `x1` and `axes.1` of `x2`, in pairs.
///
/// Shape: what is left of `x1`, then what is left of `x2`.
public func tensordot(_ x1: Tensor, _ x2: Tensor, axes: ([Int], [Int])) -> Tensor {
  call("tensordot", x1, x2) { call in
    let (left, right) = (
      try call.axes(axes.0, of: x1.rank), try call.axes(axes.1, of: x2.rank)
    )
    try call.require(
      left.map { x1.shape[$0] } == right.map { x2.shape[$0] },
      "the axes \(left) of \(x1.shape) and \(right) of \(x2.shape) differ in size")
    let operands = promoteDTypes("tensordot", [x1, x2]).map(settled)
    return dotGeneral(operands[0], operands[1], contracting: (left, right))
  }
}

/// The Kronecker product: `x1` with each element replaced by its products with `x2`.
public func kron(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let rank = Swift.max(x1.rank, x2.rank)
  let (left, right) = (
    [Int](repeating: 1, count: rank - x1.rank) + x1.shape,
    [Int](repeating: 1, count: rank - x2.rank) + x2.shape
  )
  let product =
    reshape(x1, left.flatMap { [$0, 1] }) * reshape(x2, right.flatMap { [1, $0] })
  return reshape(product, zip(left, right).map { $0 * $1 })
}

/// The cross products of vectors of size 2 or 3 along an axis; of two of size 2 a number.
///
/// `axis`, if given, stands for `axisa`, `axisb` and `axisc`, the axis of the result.
public func cross(
  _ x1: Tensor, _ x2: Tensor, axisa: Int = -1, axisb: Int = -1, axisc: Int = -1,
  axis: Int? = nil
) -> Tensor {
  call("cross", x1, x2) { call in
    let a = moveaxis(x1, axis ?? axisa, -1)
    let b = moveaxis(x2, axis ?? axisb, -1)
    guard let sizeA = a.shape.last, let sizeB = b.shape.last, 2...3 ~= sizeA, 2...3 ~= sizeB else {
      throw call.error("the vectors of \(x1.shape) and \(x2.shape) must have size 2 or 3")
    }
    func part(_ x: Tensor, _ i: Int) -> Tensor {
      removed(sliced(x, axis: x.rank - 1, from: i, to: i + 1), x.rank - 1)
    }
    let z = part(a, 0) * part(b, 1) - part(a, 1) * part(b, 0)
    if sizeA == 2, sizeB == 2 { return z }
    // A vector of size 2 lies in the plane: its third element is 0.
    let (x, y): (Tensor, Tensor)
    if sizeA == 2 {
      (x, y) = (part(a, 1) * part(b, 2), -(part(a, 0) * part(b, 2)))
    } else if sizeB == 2 {
      (x, y) = (-(part(a, 2) * part(b, 1)), part(a, 2) * part(b, 0))
    } else {
      x = part(a, 1) * part(b, 2) - part(a, 2) * part(b, 1)
      y = part(a, 2) * part(b, 0) - part(a, 0) * part(b, 2)
    }
    return moveaxis(stack([x, y, z], axis: -1), -1, axis ?? axisc)
  }
}

/// The products of matrices in turn, in the order that needs the fewest multiplications.
public func multiDot(_ x: [Tensor]) -> Tensor {
  call("multiDot", x, else: .invalid) { call in
    guard let first = x.first else { throw call.error("expected at least one matrix") }
    if x.count == 1 { return first }
    let letters = x.indices.map { ["\(letter($0))", "\(letter($0 + 1))"] }
    var terms = letters.map { $0.joined() }
    if first.rank == 1 { terms[0] = "\(letter(1))" }
    if x[x.count - 1].rank == 1 { terms[x.count - 1] = "\(letter(x.count - 1))" }
    let result =
      (first.rank == 1 ? "" : "\(letter(0))")
      + (x[x.count - 1].rank == 1 ? "" : "\(letter(x.count))")
    return einsum(terms.joined(separator: ",") + "->" + result, x)
  }
}

/// The letter of number `i`: a, b, … z, A, ….
private func letter(_ i: Int) -> Character {
  Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")[i]
}
