import Touchstone

extension Random {
  /// Samples of the Poisson distribution with expectation `lam`; -1 where that is NaN.
  ///
  /// Shape: `shape`, to which `lam` broadcasts; that of `lam` without it. Specification: `random`.
  public static func poisson(
    _ key: Tensor, _ lam: any RandomParameter, _ shape: [Int]? = nil, dtype: DType = .i32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "poisson")
      try checkInteger(dtype, "poisson")
      let shape = try sampleShape(shape, [lam.parameterShape], "poisson")
      let lam = try lam.tensor(.f32, shape, "poisson")
      let zero = Tensor.full(0, like: lam)
      let isSmall = bitwiseOr(notEqual(lam, lam), less(lam, .full(10, like: lam)))
      let limit = min(dtype.integerRange.upper, UInt64(Int64.max))
      let small = knuthSamples(key, select(isSmall, lam, zero), dtype, limit)
      let large = rejectionSamples(key, select(isSmall, zero + 1e5, lam), limit)
      let samples = select(isSmall, small, convert(large, to: dtype))
      return select(equal(lam, zero), .full(0, like: samples), samples)
    }
  }

  /// The scalar `i64` that counts how often a loop went round, and whether it may do so again.
  static let roundsStart = Tensor(Int64(0))
  static func mayContinue(_ rounds: Tensor, _ limit: UInt64) -> Tensor {
    less(rounds, Tensor(Int64(limit)))
  }

  /// How many uniform samples can be multiplied before their product falls below exp(-lam) (Knuth).
  private static func knuthSamples(
    _ key: Tensor, _ lam: Tensor, _ dtype: DType, _ limit: UInt64
  ) -> Tensor {
    let start = [
      roundsStart, .full(TensorType(dtype, lam.shape), 0), key, .full(0, like: lam), lam,
    ]
    let result = whileLoop(
      { carry in
        bitwiseAnd(reduceMax(greater(carry[3], -carry[4])), mayContinue(carry[0], limit))
      },
      { carry in
        let (count, logProduct, lam) = (carry[1], carry[3], carry[4])
        let keys = splitKeys(carry[2], into: 2)
        let next = select(greater(logProduct, -lam), count + 1, count)
        let u = unitSamples(keys[1], lam.shape, .f32)
        return [carry[0] + 1, next, keys[0], logProduct + log(u), lam]
      }, start)
    return result[1] - 1
  }

  /// Samples for `lam` of 10 or more by transformed rejection (Hörmann, "The transformed rejection
  /// method for generating Poisson random variables", 1993, algorithm PTRS).
  private static func rejectionSamples(
    _ key: Tensor, _ lam: Tensor, _ limit: UInt64
  ) -> Tensor {
    let start = [
      roundsStart, .full(-1, like: lam), .full(TensorType(.i1, lam.shape), 0), key, lam,
    ]
    return whileLoop(
      { carry in
        bitwiseAnd(reduceMax(bitwiseNot(carry[2])), mayContinue(carry[0], limit))
      },
      { carry in
        let lam = carry[4]
        let b = 0.931 + 2.53 * sqrt(lam)
        let a = -0.059 + 0.02483 * b
        let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
        let vr = 0.9277 - 3.6224 / (b - 2)
        let keys = splitKeys(carry[3], into: 3)
        let u = unitSamples(keys[1], lam.shape, lam.dtype) - 0.5
        let v = unitSamples(keys[2], lam.shape, lam.dtype)
        let shifted = 0.5 - abs(u)
        let k = floor((2 * a / shifted + b) * u + lam + 0.43)
        let s = log(v * inverseAlpha / (a / (shifted * shifted) + b))
        let t = -lam + k * log(lam) - lgamma(k + 1)
        let isInside = bitwiseAnd(
          greaterEqual(shifted, .full(0.07, like: lam)), lessEqual(v, vr))
        let isOutside = bitwiseOr(
          less(k, .full(0, like: lam)),
          bitwiseAnd(less(shifted, .full(0.013, like: lam)), greater(v, shifted)))
        let isAccepted = bitwiseOr(
          isInside, bitwiseAnd(bitwiseNot(isOutside), lessEqual(s, t)))
        return [
          carry[0] + 1, select(isAccepted, k, carry[1]), bitwiseOr(carry[2], isAccepted), keys[0],
          lam,
        ]
      }, start)[1]
  }
}
