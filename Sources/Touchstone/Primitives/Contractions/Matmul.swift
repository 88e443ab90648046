// Products of vectors and matrices as NumPy and Keras name them.

/// The matrix product of the last two axes, those before them broadcast.
///
/// A vector on the left is a row, one on the right a column, and the result lacks that axis.
/// Dtypes are promoted.
///
/// Specification: `dot_general`.
public func matmul(_ lhs: Tensor, _ rhs: Tensor) -> Tensor {
  product("matmul", lhs, rhs) { (x, y) throws(TensorError) in
    guard x.rank > 0, y.rank > 0 else {
      throw TensorError(
        "matmul", "", [x.type, y.type], "expected at least one axis each; multiply takes scalars")
    }
    let left = x.rank == 1 ? reshape(x, [1] + x.shape) : x
    let right = y.rank == 1 ? reshape(y, y.shape + [1]) : y
    let (batchX, batchY) = (Array(left.shape.dropLast(2)), Array(right.shape.dropLast(2)))
    if y.rank <= 2 || x.rank == 1 && y.rank == 2 {
      // One matrix for all: no batching, so that a single product does it.
      let flat = dotGeneral(
        x, right, contracting: ([x.rank - 1], [0]))
      return y.rank == 1 ? reshape(flat, flat.shape.dropLast()) : flat
    }
    guard let batch = broadcastShapes(batchX, batchY) else {
      throw TensorError(
        "matmul", "", [x.type, y.type],
        "the leading axes \(batchX) and \(batchY) do not broadcast")
    }
    let axes = Array(batch.indices)
    var result = dotGeneral(
      spread(left, batch), spread(right, batch),
      contracting: ([batch.count + 1], [batch.count]), batching: (axes, axes))
    if x.rank == 1 { result = reshape(result, batch + [result.shape[batch.count + 1]]) }
    return result
  }
}

/// NumPy's product of arrays: of the last axis of `lhs` with the only or last but one of `rhs`.
///
/// Scalars multiply every element. Unlike `matmul`, leading axes are not paired: the result has
/// those of both. Dtypes are promoted.
///
/// Specification: `dot`.
public func dot(_ lhs: Tensor, _ rhs: Tensor) -> Tensor {
  if lhs.rank == 0 || rhs.rank == 0 { return lhs * rhs }
  return product("dot", lhs, rhs) { (x, y) throws(TensorError) in
    if x.rank <= 2, y.rank <= 2 { return bind(Dot(elementType: x.dtype), x, y) }
    return dotGeneral(x, y, contracting: ([x.rank - 1], [max(y.rank - 2, 0)]))
  }
}

private func product(
  _ name: String, _ x: Tensor, _ y: Tensor, _ body: (Tensor, Tensor) throws(TensorError) -> Tensor
) -> Tensor {
  let operands = promoteDTypes(name, [x, y])
  if operands.contains(where: \.isInvalid) { return .invalid }
  do {
    return try body(operands[0], operands[1])
  } catch {
    ErrorScope.report(error)
    return .invalid
  }
}

private func spread(_ x: Tensor, _ batch: [Int]) -> Tensor {
  let shape = batch + x.shape.suffix(2)
  return x.shape == shape ? x : broadcast(x, to: shape)
}
