import Touchstone

extension Random {
  /// How often each of several outcomes came in `n` trials with the probabilities `p`.
  ///
  /// Probabilities lie along the last axis of `p`; only their proportions count. Shape: `shape`, to
  /// which `n` and the axes of `p` before its last broadcast, or these without it; then the last
  /// axis of `p`. Specification: `random`.
  public static func multinomial(
    _ key: Tensor, _ n: any RandomParameter, _ p: Tensor, _ shape: [Int]? = nil,
    dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "multinomial")
      try checkFloat(dtype, "multinomial")
      guard let outcomes = p.shape.last else {
        throw violation("C4", "multinomial", [p], "p must have at least one axis")
      }
      let batch = Array(p.shape.dropLast())
      let shape = try sampleShape(shape, [n.parameterShape, batch], "multinomial")
      let trials = try n.tensor(dtype, shape, "multinomial")
      let p = try p.tensor(dtype, shape + [outcomes], "multinomial")
      if outcomes == 0 { return p }
      return multinomialSamples(key, trials, p)
    }
  }

  /// One outcome after the other: of the trials left, how many a binomial sample gives it.
  private static func multinomialSamples(_ key: Tensor, _ n: Tensor, _ p: Tensor) -> Tensor {
    let last = p.rank - 1
    let outcomes = p.shape[last]
    let first = transpose(p, [last] + Array(0..<last))
    // What is left of the probabilities from each outcome on.
    let left = reduceWindow(
      first, .full(TensorType(p.dtype), 0),
      windowDimensions: [outcomes] + first.shape.dropFirst().map { _ in 1 },
      padding: [[0, outcomes - 1]] + first.shape.dropFirst().map { _ in [0, 0] }
    ) { $0 + $1 }
    let zero = Tensor.full(0, like: left)
    let ratios = first / select(equal(left, zero), zero + 1, left)
    let keys = Random.split(key, outcomes)
    let (_, counts) = scan(
      { (remainder: Tensor, x: [Tensor]) -> (Tensor, Tensor) in
        let ratio = clamp(.full(0, like: x[0]), x[0], .full(1, like: x[0]))
        let count = binomial(x[1], remainder, ratio, remainder.shape, dtype: remainder.dtype)
        return (remainder - count, count)
      }, n, [ratios, keys])
    return transpose(counts, Array(1..<last + 1) + [0])
  }
}
