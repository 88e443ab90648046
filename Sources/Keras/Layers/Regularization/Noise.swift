// Layers that in training add or multiply by random numbers.

/// A layer that in training adds numbers of the normal distribution with mean 0.
///
/// Shape: that of the input.
public final class GaussianNoise: Layer {
  let stddev: Double
  let seed: Int?
  let seedGenerator: SeedGenerator?

  /// The layer with these settings.
  public init(
    _ stddev: Double, seed: Int? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.stddev, self.seed) = (stddev, seed)
    seedGenerator = stddev > 0 ? SeedGenerator(seed) : nil
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    stddev = try c.get("stddev")
    seed = try c.get("seed")
    seedGenerator = stddev > 0 ? SeedGenerator(seed) : nil
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if !(0...1 ~= stddev) { fail("stddev must be between 0 and 1, got \(stddev)") }
  }
  public override var config: JSONObject {
    super.config.merging(["stddev": stddev.json, "seed": seed.json])
  }
  public override var supportsMasking: Bool { true }
  public override var recordsBuildShapes: Bool { false }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard training, let seedGenerator else { return x }
    return x + stddev * noise(seedGenerator, like: x)
  }
}

/// A layer that in training multiplies by numbers of the normal distribution with mean 1.
///
/// Their standard deviation is √(rate / (1 - rate)), that of `Dropout`. Shape: that of the input.
/// Source: N. Srivastava et al., Dropout, 2014, section 10.
public final class GaussianDropout: BaseDropout {
  /// The layer with these settings.
  public init(
    _ rate: Double, seed: Int? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    super.init(rate: rate, seed: seed, name: name, trainable: trainable, dtype: dtype)
    checkRate()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    try super.init(config: c)
    checkRate()
  }
  private func checkRate() {
    if rate == 1 { fail("rate must be below 1: at 1 the noise has no finite deviation") }
  }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard training, let seedGenerator else { return x }
    return x * (1 + (rate / (1 - rate)).squareRoot() * noise(seedGenerator, like: x))
  }
}

/// A layer that in training leaves out numbers of self-normalizing networks at random.
///
/// What is left out becomes the value that `selu` has far below 0; then all are scaled and shifted so
/// that mean and variance stay. Shape: that of the input. Source: G. Klambauer et al.,
/// Self-Normalizing Neural Networks, 2017, section 2.
public final class AlphaDropout: BaseDropout {
  let noiseShape: Shape?

  /// The layer with these settings.
  public init(
    _ rate: Double, noiseShape: Shape? = nil, seed: Int? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.noiseShape = noiseShape
    super.init(rate: rate, seed: seed, name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    noiseShape = try c.get("noise_shape")
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    checkNoiseShape(noiseShape)
    if rate == 1 { fail("rate must be below 1: at 1 nothing is left to keep the variance with") }
  }
  public override var config: JSONObject {
    super.config.merging(["noise_shape": noiseShape.json])
  }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard training, let seedGenerator, let shape = concrete(noiseShape, x) else { return x }
    let low = -1.6732632423543772848170429916717 * 1.0507009873554804934193349852946
    let isKept = greaterEqual(Random.uniform(seedGenerator.next(), shape), Tensor(weak: rate))
    let factor = 1 / ((1 - rate) * (1 + rate * low * low)).squareRoot()
    return factor * NumPy.where(isKept, x, Tensor(weak: low)) - factor * low * rate
  }
}

/// Numbers of the normal distribution, in the shape and dtype of `x`.
private func noise(_ generator: SeedGenerator, like x: Tensor) -> Tensor {
  Random.normal(generator.next(), x.shape, dtype: x.dtype)
}
