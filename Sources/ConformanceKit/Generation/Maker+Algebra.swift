import Touchstone

extension Maker {
  /// Factors of a matrix, and what solves with them.
  ///
  /// The matrix is far from singular, whatever the values are, and results are those that no correct
  /// backend may give otherwise: signs of columns and vectors are left out.
  func factorization() throws -> [Tensor]? {
    guard let x = value(where: { ($0.dtype == .f32 || $0.dtype == .f64) && $0.type.count > 0 })
    else { return nil }
    let size = 1 + choices.below(4)
    // Below 1/size each, so that a row's sum is less than 1.
    let small = tanh(fitted(x, [size, size])) * Tensor(weak: 1 / Double(size))
    let one = constant(TensorType(x.dtype, [size, size]), diagonal: 1)
    let definite = dotGeneral(small, small, contracting: ([1], [1])) + one
    switch choices.below(6) {
    case 0: return [cholesky(definite, lower: choices.below(2) == 0)]
    case 1:
      let other = fitted(like(x), [size, 1 + choices.below(3)])
      let isLower = choices.below(2) == 0
      return [
        triangularSolve(
          one + small, other, leftSide: true, lower: isLower, unitDiagonal: choices.below(3) == 0)
      ]
    case 2: return [lu(one + one + small).lu]
    case 3: return [abs(qr(one + small).r)]
    case 4: return [svd(one + small).s]
    default:
      // Eigenvalues apart from each other, so that none is near a tie.
      let steps = convert(iota(TensorType(.i32, [size]), axis: 0), to: x.dtype)
      let spread = one * broadcast(steps * 4, to: [size, size], axes: [0])
      return [eigh(definite + spread).w]
    }
  }

  private func constant(_ type: TensorType, diagonal: Double) -> Tensor {
    let columns = type.shape[1]
    return Tensor(
      HostTensor(
        type,
        doubles: (0..<type.count).map { $0 / columns == $0 % columns ? diagonal : 0 }))
  }
}
