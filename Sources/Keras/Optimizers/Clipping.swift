extension Optimizer {
  /// The gradients, made shorter where options say so.
  func clip(_ gradients: [Tensor]) -> [Tensor] {
    if let limit = options.clipnorm, limit > 0 { return gradients.map { clipped($0, to: limit) } }
    if let limit = options.globalClipnorm, limit > 0 {
      return clippedTogether(gradients, to: limit)
    }
    if let limit = options.clipvalue, limit > 0 {
      return gradients.map { minimum(maximum($0, Tensor(weak: -limit)), Tensor(weak: limit)) }
    }
    return gradients
  }

  private func clipped(_ gradient: Tensor, to limit: Double) -> Tensor {
    gradient * limit / maximum(length(sum(square(gradient))), Tensor(weak: limit))
  }

  /// All gradients times the same factor, so that the norm of all together is at most `limit`.
  ///
  /// A norm that is not finite makes all of them NaN, so that it shows.
  private func clippedTogether(_ gradients: [Tensor], to limit: Double) -> [Tensor] {
    guard let first = gradients.first else { return [] }
    let squares = gradients.dropFirst().reduce(sum(square(first))) { $0 + sum(square($1)) }
    let norm = sqrt(squares)
    let scale = limit * minimum(1 / norm, Tensor(weak: 1 / limit)) + (norm - norm)
    return gradients.map { $0 * cast(scale, dtype: $0.dtype) }
  }

  /// The root of `squares`, whose gradient at 0 is 0.
  private func length(_ squares: Tensor) -> Tensor {
    let isPositive = greater(squares, Tensor(weak: 0))
    return NumPy.where(
      isPositive, sqrt(NumPy.where(isPositive, squares, Tensor(weak: 1))), squares)
  }
}
