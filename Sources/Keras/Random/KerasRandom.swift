// Keras's `keras.random`: the distributions of `Random` with a seed in place of a key.

/// What random numbers come from: an integer, which gives the same numbers at every call, or a
/// generator, which gives others each time.
public protocol RandomSeed {
  /// The key for the next numbers.
  func nextKey() -> Tensor
}

extension Int: RandomSeed {
  /// The key for the next numbers.
  public func nextKey() -> Tensor { SeedGenerator.key(self) }
}
extension SeedGenerator: RandomSeed {
  /// The key for the next numbers.
  public func nextKey() -> Tensor { next() }
}

private func drawKey(_ seed: (any RandomSeed)?) -> Tensor {
  // Without a seed numbers differ from call to call, unless `setRandomSeed` fixed them.
  seed?.nextKey() ?? SeedGenerator.key(RandomSeeds.next())
}

extension Random {
  /// Numbers of the normal distribution. dtype: by default `floatx`.
  public static func normal(
    _ shape: [Int], mean: Double = 0, stddev: Double = 1, dtype: DType? = nil,
    seed: (any RandomSeed)? = nil
  ) -> Tensor {
    normal(drawKey(seed), shape, dtype: dtype ?? Settings.floatx) * stddev + mean
  }

  /// Numbers from `minval` inclusive to `maxval` exclusive. dtype: by default `floatx`.
  public static func uniform(
    _ shape: [Int], minval: Double = 0, maxval: Double = 1, dtype: DType? = nil,
    seed: (any RandomSeed)? = nil
  ) -> Tensor {
    uniform(drawKey(seed), shape, dtype: dtype ?? Settings.floatx, minval: minval, maxval: maxval)
  }

  /// Integers from `minval` inclusive to `maxval` exclusive.
  public static func randint(
    _ shape: [Int], minval: Int, maxval: Int, dtype: DType = .i32, seed: (any RandomSeed)? = nil
  ) -> Tensor {
    randint(drawKey(seed), shape, minval, maxval, dtype: dtype)
  }

  /// Normal numbers that are drawn again beyond two standard deviations. dtype: by default `floatx`.
  public static func truncatedNormal(
    _ shape: [Int], mean: Double = 0, stddev: Double = 1, dtype: DType? = nil,
    seed: (any RandomSeed)? = nil
  ) -> Tensor {
    truncatedNormal(drawKey(seed), -2.0, 2.0, shape, dtype: dtype ?? Settings.floatx) * stddev
      + mean
  }

  /// `numSamples` classes for each row of `logits`, which is `[batch, classes]`.
  public static func categorical(
    _ logits: Tensor, numSamples: Int, dtype: DType = .i32, seed: (any RandomSeed)? = nil
  ) -> Tensor {
    let samples = categorical(
      drawKey(seed), expandDims(logits, -1), axis: 1, [logits.shape.first ?? 0, numSamples])
    return cast(samples, dtype: dtype)
  }

  /// `inputs` with each entry zero with probability `rate`, and the others multiplied by
  /// `1 / (1 - rate)`. Entries along axes of size 1 in `noiseShape` share their fate.
  public static func dropout(
    _ inputs: Tensor, rate: Double, noiseShape: Shape? = nil, seed: (any RandomSeed)? = nil
  ) -> Tensor {
    guard rate > 0 else { return inputs }
    guard rate < 1 else { return zerosLike(inputs) }
    let shape = noiseShape.map { zip($0, inputs.shape).map { $0 ?? $1 } } ?? inputs.shape
    let keep = broadcastTo(bernoulli(drawKey(seed), 1 - rate, shape), inputs.shape)
    return select(keep, inputs / (1 - rate), zerosLike(inputs))
  }

  /// The slices of `x` along `axis` in a random order.
  public static func shuffle(_ x: Tensor, axis: Int = 0, seed: (any RandomSeed)? = nil) -> Tensor {
    permutation(drawKey(seed), x, axis: axis)
  }

  /// Numbers of the gamma distribution. dtype: by default `floatx`.
  public static func gamma(
    _ shape: [Int], alpha: any RandomParameter, dtype: DType? = nil, seed: (any RandomSeed)? = nil
  ) -> Tensor {
    gamma(drawKey(seed), alpha, shape, dtype: dtype ?? Settings.floatx)
  }

  /// Numbers of the beta distribution. dtype: by default `floatx`.
  public static func beta(
    _ shape: [Int], alpha: any RandomParameter, beta: any RandomParameter, dtype: DType? = nil,
    seed: (any RandomSeed)? = nil
  ) -> Tensor {
    self.beta(drawKey(seed), alpha, beta, shape, dtype: dtype ?? Settings.floatx)
  }

  /// Numbers of successes in `counts` trials. dtype: by default `floatx`.
  public static func binomial(
    _ shape: [Int], counts: any RandomParameter, probabilities: any RandomParameter,
    dtype: DType? = nil, seed: (any RandomSeed)? = nil
  ) -> Tensor {
    binomial(drawKey(seed), counts, probabilities, shape, dtype: dtype ?? Settings.floatx)
  }
}
