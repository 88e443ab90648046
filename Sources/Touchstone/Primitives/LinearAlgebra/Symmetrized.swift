/// (x + xᴴ) / 2 for each matrix of a batch; `x` itself if it is no batch of square matrices, which
/// the operation applied to it then reports.
func symmetrized(_ x: Tensor) -> Tensor {
  guard x.rank >= 2, x.shape[x.rank - 1] == x.shape[x.rank - 2],
    x.dtype.isFloat || x.dtype.isComplex
  else { return x }
  let exchanged = Array(0..<x.rank - 2) + [x.rank - 1, x.rank - 2]
  let transposed = transpose(x, exchanged)
  return (x + (x.dtype.isComplex ? conj(transposed) : transposed)) * 0.5
}

extension [Tensor] {
  /// The first two of the results of an operation; invalid ones if it was rejected.
  var pair: (Tensor, Tensor) { count == 2 ? (self[0], self[1]) : (.invalid, .invalid) }
}
