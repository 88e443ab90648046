// Diagonals and triangles of matrices.

/// The elements on diagonal number `offset` of the matrices that `axis1` and `axis2` span, along
/// a new last axis.
public func diagonal(
  _ x: Tensor, offset: Int = 0, axis1: Int = 0, axis2: Int = 1
) -> Tensor {
  call("diagonal", x) { call in
    let (a, b) = (try call.axis(axis1, of: x.rank), try call.axis(axis2, of: x.rank))
    try call.require(a != b, "axis1 and axis2 must differ, both are \(a)")
    let matrices = moveaxis(x, [a, b], [-2, -1])
    let (rows, columns) = (x.shape[a], x.shape[b])
    let count = Swift.max(0, Swift.min(rows + Swift.min(offset, 0), columns - Swift.max(offset, 0)))
    let batch = Array(matrices.shape.dropLast(2))
    // Along the flattened matrix the diagonal is every (columns + 1)-th element.
    let flat = reshape(matrices, batch + [rows * columns])
    let first = offset >= 0 ? offset : -offset * columns
    let step = columns + 1
    if count == 0 { return sliced(flat, axis: batch.count, from: 0, to: 0) }
    return sliced(
      flat, axis: batch.count, from: first, to: first + (count - 1) * step + 1, by: step)
  }
}

/// The sum of the elements on a diagonal; see `diagonal`.
public func trace(_ x: Tensor, offset: Int = 0, axis1: Int = 0, axis2: Int = 1) -> Tensor {
  sum(diagonal(x, offset: offset, axis1: axis1, axis2: axis2), axis: -1)
}

/// Of a vector the matrix with it on diagonal number `k`, of a matrix that diagonal.
public func diag(_ x: Tensor, k: Int = 0) -> Tensor {
  call("diag", x) { call in
    try call.require(x.rank == 1 || x.rank == 2, "expected 1 or 2 axes, got \(x.rank)")
    return x.rank == 2 ? diagonal(x, offset: k) : diagonalMatrix(x, k)
  }
}

/// The matrix with the elements of `x` on diagonal number `k`.
public func diagflat(_ x: Tensor, k: Int = 0) -> Tensor { diagonalMatrix(ravel(x), k) }

/// For each vector along the last axis the matrix with it on diagonal number `k`.
func diagonalMatrix(_ x: Tensor, _ k: Int = 0) -> Tensor {
  let x = settled(x)
  let wide = Swift.abs(k) + (x.shape.last ?? 0)
  let batch = Array(x.shape.dropLast())
  let line = padded(
    x, axis: x.rank - 1, low: Swift.max(k, 0), high: Swift.max(-k, 0), with: scalar(0, x.dtype))
  let shape = batch + [wide, wide]
  let axes = Array(batch.indices) + [batch.count + 1]
  let isOn = equal(
    indices(shape, axis: batch.count) + k, indices(shape, axis: batch.count + 1))
  return select(isOn, broadcast(line, to: shape, axes: axes), zeros(shape, dtype: x.dtype))
}

/// `x` with zeros above diagonal number `k` of its last two axes.
public func tril(_ x: Tensor, k: Int = 0) -> Tensor {
  triangle("tril", x) { rows, columns in greaterEqual(rows + k, columns) }
}

/// `x` with zeros below diagonal number `k` of its last two axes.
public func triu(_ x: Tensor, k: Int = 0) -> Tensor {
  triangle("triu", x) { rows, columns in lessEqual(rows + k, columns) }
}

private func triangle(
  _ name: String, _ x: Tensor, _ isKept: (Tensor, Tensor) -> Tensor
) -> Tensor {
  call(name, x) { call in
    try call.require(x.rank >= 2, "expected at least 2 axes, the shape is \(x.shape)")
    let x = settled(x)
    let (rows, columns) = (
      indices(x.shape, axis: x.rank - 2), indices(x.shape, axis: x.rank - 1)
    )
    return select(isKept(rows, columns), x, zerosLike(x))
  }
}
