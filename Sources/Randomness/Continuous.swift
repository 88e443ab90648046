import Touchstone

// Distributions that are a function of uniform samples.

extension Random {
  /// The checks that all distributions of a float dtype without parameters make.
  private static func check(
    _ key: Tensor, _ shape: [Int], _ dtype: DType, _ function: String
  ) throws(TensorError) {
    try checkKey(key, function)
    try checkFloat(dtype, function)
    try checkShape(shape, function)
  }

  /// Samples of the exponential distribution with expectation 1.
  ///
  /// Shape: `shape`. Specification: `random`.
  public static func exponential(
    _ key: Tensor, _ shape: [Int] = [], dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try check(key, shape, dtype, "exponential")
      return exponentialSamples(key, shape, dtype)
    }
  }

  static func exponentialSamples(_ key: Tensor, _ shape: [Int], _ dtype: DType) -> Tensor {
    -log1p(-unitSamples(key, shape, dtype))
  }

  /// Samples of the Gumbel distribution: the limit of the largest of many exponential samples.
  ///
  /// Shape: `shape`. Specification: `random`.
  public static func gumbel(
    _ key: Tensor, _ shape: [Int] = [], dtype: DType = .f32, mode: Mode = .low
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try check(key, shape, dtype, "gumbel")
      return gumbelSamples(key, shape, dtype, mode)
    }
  }

  static func gumbelSamples(
    _ key: Tensor, _ shape: [Int], _ dtype: DType, _ mode: Mode
  ) -> Tensor {
    let layout = FloatLayout(checked: dtype)
    switch mode {
    case .low: return -log(-log(uniformSamples(key, shape, dtype, layout.tiny, 1)))
    case .highest where dtype == .f32: return finestGumbelSamples(key, shape)
    case .high, .highest:
      let (high, low) = halves(unitSamples(key, [2] + shape, dtype))
      let x = select(
        greaterEqual(high, .full(0.5, like: high)), high,
        high + layout.epsilon * low + layout.tiny)
      return -log(-log1p(-x))
    }
  }

  /// Gumbel samples of `f32` from 64 random bits each, a number u in [0, 1) in fixed point: from
  /// log(1 - u) where u is less than a half, and from log of 1 - u elsewhere.
  private static func finestGumbelSamples(_ key: Tensor, _ shape: [Int]) -> Tensor {
    let (high, low) = halves(randomWords(key, [2] + shape, .ui32))
    let (notHigh, notLow) = (bitwiseNot(high), bitwiseNot(low))
    let carry = convert(equal(notLow, .full(Double(UInt32.max), like: low)), to: .ui32)
    let isSmall = less(high, .full(0x8000_0000, like: high))
    let x = fraction(
      select(isSmall, high, notHigh + carry), select(isSmall, low, notLow + 1))
    return select(isSmall, -log(-log1p(-x)), -log(-log(x)))
  }

  /// The number of `f32` that `high`, `low` in fixed point below 1 are, digits beyond dropped.
  private static func fraction(_ high: Tensor, _ low: Tensor) -> Tensor {
    func number(_ x: Double) -> Tensor { .full(x, like: high) }
    let (highZeros, lowZeros) = (countLeadingZeros(high), countLeadingZeros(low))
    let isLow = equal(highZeros, number(32))
    let rest = select(
      isLow, leftShift(low, lowZeros), rightShiftLogical(low, number(32) - highZeros))
    let normalized = bitwiseOr(leftShift(high, highZeros), rest)
    let significand = bitwiseAnd(rightShiftLogical(normalized, number(8)), number(0x7f_ffff))
    let zeros = select(isLow, lowZeros + 32, highZeros)
    let exponent = bitwiseAnd(
      leftShift(number(126) - zeros, number(23)), number(0x4000_0000 - 0x40_0000))
    return bitcastConvert(bitwiseOr(exponent, significand), to: .f32)
  }

  /// Samples of the Laplace distribution: exponential samples with either sign.
  ///
  /// Shape: `shape`. Specification: `random`.
  public static func laplace(
    _ key: Tensor, _ shape: [Int] = [], dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try check(key, shape, dtype, "laplace")
      let u = uniformSamples(key, shape, dtype, -FloatLayout(checked: dtype).belowOne, 1)
      return sign(u) * log1p(-abs(u))
    }
  }

  /// Samples of the logistic distribution.
  ///
  /// Shape: `shape`. Specification: `random`.
  public static func logistic(
    _ key: Tensor, _ shape: [Int] = [], dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try check(key, shape, dtype, "logistic")
      let u = uniformSamples(key, shape, dtype, FloatLayout(checked: dtype).tiny, 1)
      return log(u) - log1p(-u)
    }
  }

  /// Samples of the Cauchy distribution.
  ///
  /// Shape: `shape`. Specification: `random`.
  public static func cauchy(
    _ key: Tensor, _ shape: [Int] = [], dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try check(key, shape, dtype, "cauchy")
      let u = uniformSamples(key, shape, dtype, FloatLayout(checked: dtype).epsilon, 1)
      return tan(.pi * (u - 0.5))
    }
  }

  /// Samples of the Pareto distribution with exponent `b`, at least 1.
  ///
  /// Shape: `shape`, to which `b` broadcasts; that of `b` without it. Specification: `random`.
  public static func pareto(
    _ key: Tensor, _ b: any RandomParameter, _ shape: [Int]? = nil, dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      let shape = try sampleShape(shape, [b.parameterShape], "pareto")
      try check(key, shape, dtype, "pareto")
      let b = try b.tensor(dtype, shape, "pareto")
      return exp(exponentialSamples(key, shape, dtype) / b)
    }
  }

  /// Samples of the Rayleigh distribution: lengths of vectors of two normal samples, times `scale`.
  ///
  /// Shape: `shape`, to which `scale` broadcasts; that of `scale` without it.
  /// Specification: `random`.
  public static func rayleigh(
    _ key: Tensor, _ scale: any RandomParameter, _ shape: [Int]? = nil, dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      let shape = try sampleShape(shape, [scale.parameterShape], "rayleigh")
      try check(key, shape, dtype, "rayleigh")
      let scale = try scale.tensor(dtype, shape, "rayleigh")
      return scale * sqrt(log(unitSamples(key, shape, dtype)) * -2)
    }
  }

  /// Samples of the Weibull distribution: exponential samples to the power 1 / `concentration`,
  /// times `scale`.
  ///
  /// Shape: what `shape` and the shapes of the parameters broadcast to. Specification: `random`.
  public static func weibullMin(
    _ key: Tensor, _ scale: any RandomParameter, _ concentration: any RandomParameter,
    _ shape: [Int] = [], dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try check(key, shape, dtype, "weibullMin")
      let common = try sampleShape(
        nil, [shape, scale.parameterShape, concentration.parameterShape], "weibullMin")
      let power = 1 / (try concentration.tensor(dtype, common, "weibullMin"))
      let scale = try scale.tensor(dtype, common, "weibullMin")
      let samples = spread(exponentialSamples(key, shape, dtype), to: common)
      return Touchstone.power(samples, power) * scale
    }
  }

  /// Samples between `left` and `right` with a density that rises up to `mode` and falls from there.
  ///
  /// Shape: `shape`, to which the parameters broadcast; that of the parameters without it.
  /// Specification: `random`.
  public static func triangular(
    _ key: Tensor, _ left: any RandomParameter, _ mode: any RandomParameter,
    _ right: any RandomParameter, _ shape: [Int]? = nil, dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      let shape = try sampleShape(
        shape, [left.parameterShape, mode.parameterShape, right.parameterShape], "triangular")
      try check(key, shape, dtype, "triangular")
      let left = try left.tensor(dtype, shape, "triangular")
      let mode = try mode.tensor(dtype, shape, "triangular")
      let right = try right.tensor(dtype, shape, "triangular")
      let u = unitSamples(key, shape, dtype)
      let rising = left + sqrt(u * (right - left) * (mode - left))
      let falling = right - sqrt((1 - u) * (right - left) * (right - mode))
      return select(less(u, (mode - left) / (right - left)), rising, falling)
    }
  }
}
