import Touchstone

extension Random {
  /// Samples of the gamma distribution with shape parameter `a` and scale 1.
  ///
  /// The derivative by `a` is that of a sample whose probability is held fixed.
  ///
  /// Shape: `shape`, to which `a` broadcasts; that of `a` without it. Specification: `random`.
  public static func gamma(
    _ key: Tensor, _ a: any RandomParameter, _ shape: [Int]? = nil, dtype: DType = .f32
  ) -> Tensor {
    gamma(key, a, shape, dtype, "gamma", inLogarithms: false)
  }

  /// Logarithms of samples of the gamma distribution, exact where a small `a` makes these vanish.
  ///
  /// Shape: `shape`, to which `a` broadcasts; that of `a` without it. Specification: `random`.
  public static func loggamma(
    _ key: Tensor, _ a: any RandomParameter, _ shape: [Int]? = nil, dtype: DType = .f32
  ) -> Tensor {
    gamma(key, a, shape, dtype, "loggamma", inLogarithms: true)
  }

  /// Samples of the chi-squared distribution with `df` degrees of freedom.
  ///
  /// Shape: `shape`, to which `df` broadcasts; that of `df` without it. Specification: `random`.
  public static func chisquare(
    _ key: Tensor, _ df: any RandomParameter, _ shape: [Int]? = nil, dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "chisquare")
      try checkFloat(dtype, "chisquare")
      let shape = try sampleShape(shape, [df.parameterShape], "chisquare")
      return chisquareSamples(key, try df.tensor(dtype, shape, "chisquare"))
    }
  }

  private static func chisquareSamples(_ key: Tensor, _ df: Tensor) -> Tensor {
    exp(gammaSamples(key, df / 2, inLogarithms: true)) * 2
  }

  /// Samples of the F distribution with `dfnum` and `dfden` degrees of freedom.
  ///
  /// Shape: `shape`, to which the parameters broadcast; that of the parameters without it.
  /// Specification: `random`.
  public static func f(
    _ key: Tensor, _ dfnum: any RandomParameter, _ dfden: any RandomParameter,
    _ shape: [Int]? = nil, dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "f")
      try checkFloat(dtype, "f")
      let shape = try sampleShape(shape, [dfnum.parameterShape, dfden.parameterShape], "f")
      let above = try dfnum.tensor(dtype, shape, "f")
      let below = try dfden.tensor(dtype, shape, "f")
      let keys = splitKeys(key, into: 2)
      let numerator = chisquareSamples(keys[1], above) / above
      return numerator / (chisquareSamples(keys[0], below) / below)
    }
  }

  /// Samples of Student's t distribution with `df` degrees of freedom.
  ///
  /// Shape: `shape`, to which `df` broadcasts; that of `df` without it. Specification: `random`.
  public static func t(
    _ key: Tensor, _ df: any RandomParameter, _ shape: [Int]? = nil, dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "t")
      try checkFloat(dtype, "t")
      let shape = try sampleShape(shape, [df.parameterShape], "t")
      let half = try df.tensor(dtype, shape, "t") / 2
      let keys = splitKeys(key, into: 2)
      let samples = normalSamples(keys[0], shape, dtype)
      return samples * sqrt(half / gammaSamples(keys[1], half, inLogarithms: false))
    }
  }

  /// Samples of the beta distribution, between 0 and 1.
  ///
  /// Shape: `shape`, to which the parameters broadcast; that of the parameters without it.
  /// Specification: `random`.
  public static func beta(
    _ key: Tensor, _ a: any RandomParameter, _ b: any RandomParameter, _ shape: [Int]? = nil,
    dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "beta")
      try checkFloat(dtype, "beta")
      let shape = try sampleShape(shape, [a.parameterShape, b.parameterShape], "beta")
      let keys = splitKeys(key, into: 2)
      let logA = gammaSamples(keys[0], try a.tensor(dtype, shape, "beta"), inLogarithms: true)
      let logB = gammaSamples(keys[1], try b.tensor(dtype, shape, "beta"), inLogarithms: true)
      let greatest = maximum(logA, logB)
      let (a, b) = (exp(logA - greatest), exp(logB - greatest))
      return a / (a + b)
    }
  }

  /// Vectors of the Dirichlet distribution: positive numbers whose sum is 1.
  ///
  /// Shape: `shape`, to which the axes of `alpha` before its last broadcast, or these without it;
  /// then the last axis of `alpha`. Specification: `random`.
  public static func dirichlet(
    _ key: Tensor, _ alpha: Tensor, _ shape: [Int]? = nil, dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "dirichlet")
      try checkFloat(dtype, "dirichlet")
      guard let count = alpha.shape.last else {
        throw violation("C4", "dirichlet", [alpha], "alpha must have at least one axis")
      }
      let shape = try sampleShape(shape, [Array(alpha.shape.dropLast())], "dirichlet") + [count]
      let logs = gammaSamples(
        key, try alpha.tensor(dtype, shape, "dirichlet"), inLogarithms: true)
      let axes = Array(shape.indices.dropLast())
      func along(_ x: Tensor) -> Tensor { broadcast(x, to: shape, axes: axes) }
      let scaled = exp(logs - along(reduceMax(logs, [shape.count - 1])))
      return scaled / along(reduceSum(scaled, [shape.count - 1]))
    }
  }

  /// Samples of the generalized normal distribution, with density proportional to exp(-|x|^p).
  ///
  /// Shape: `shape`. Specification: `random`.
  public static func generalizedNormal(
    _ key: Tensor, _ p: Double, _ shape: [Int] = [], dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "generalizedNormal")
      try checkFloat(dtype, "generalizedNormal")
      try checkShape(shape, "generalizedNormal")
      return generalizedNormalSamples(key, p, shape, dtype)
    }
  }

  private static func generalizedNormalSamples(
    _ key: Tensor, _ p: Double, _ shape: [Int], _ dtype: DType
  ) -> Tensor {
    let keys = splitKeys(key, into: 2)
    let inverse = Tensor.full(TensorType(dtype, shape), 1) / p
    let samples = gammaSamples(keys[0], inverse, inLogarithms: false)
    return rademacherSamples(keys[1], shape, dtype) * power(samples, inverse)
  }

  /// Points of the unit ball of the `p`-norm in `d` dimensions, none more probable than another.
  ///
  /// Shape: `shape`, then `d`. Specification: `random`.
  public static func ball(
    _ key: Tensor, _ d: Int, _ p: Double = 2, _ shape: [Int] = [], dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "ball")
      try checkFloat(dtype, "ball")
      try checkShape(shape + [d], "ball")
      let keys = splitKeys(key, into: 2)
      let points = generalizedNormalSamples(keys[0], p, shape + [d], dtype)
      let e = exponentialSamples(keys[1], shape, dtype)
      let norms = reduceSum(power(abs(points), .full(p, like: points)), [shape.count]) + e
      let lengths = power(norms, 1 / .full(p, like: norms))
      return points / broadcast(lengths, to: shape + [d], axes: Array(shape.indices))
    }
  }

  private static func gamma(
    _ key: Tensor, _ a: any RandomParameter, _ shape: [Int]?, _ dtype: DType, _ function: String,
    inLogarithms: Bool
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, function)
      try checkFloat(dtype, function)
      let shape = try sampleShape(shape, [a.parameterShape], function)
      return gammaSamples(key, try a.tensor(dtype, shape, function), inLogarithms: inLogarithms)
    }
  }
}
