/// An initializer whose values are random: the same ones at every call.
open class RandomInitializer: Initializer {
  /// The seed given.
  public let seed: Int?
  private let actualSeed: Int

  /// An initializer with this seed, or with a random one.
  public init(seed: Int? = nil) {
    self.seed = seed
    actualSeed = seed ?? RandomSeeds.next()
    super.init()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    seed = try Self.seed(c)
    actualSeed = seed ?? RandomSeeds.next()
    try super.init(config: c)
  }
  open override var config: JSONObject { ["seed": seed.json] }

  /// The key that the values come from.
  public var key: Tensor { SeedGenerator.key(actualSeed) }

  /// The seed in a config: a number, or a generator that began with one.
  static func seed(_ c: Config) throws -> Int? {
    if let generator = c["seed"]?["config"]?.object {
      return try Config(generator, of: "SeedGenerator").get("seed")
    }
    return try c.get("seed")
  }
}

extension Initializers {
  /// Values of a normal distribution.
  public final class RandomNormal: RandomInitializer {
    public override class var aliases: [String] { ["normal"] }
    let mean, stddev: Double

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(mean: Double = 0, stddev: Double = 0.05, seed: Int? = nil) {
      (self.mean, self.stddev) = (mean, stddev)
      super.init(seed: seed)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      mean = try c.get("mean", 0.0)
      stddev = try c.get("stddev", 0.05)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging(["mean": mean.json, "stddev": stddev.json])
    }

    public override func callAsFunction(_ shape: [Int], dtype: DType = .f32) -> Tensor {
      Random.normal(key, shape, dtype: dtype) * stddev + mean
    }
  }

  /// Values of a normal distribution cut at two deviations from its mean.
  public final class TruncatedNormal: RandomInitializer {
    let mean, stddev: Double

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(mean: Double = 0, stddev: Double = 0.05, seed: Int? = nil) {
      (self.mean, self.stddev) = (mean, stddev)
      super.init(seed: seed)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      mean = try c.get("mean", 0.0)
      stddev = try c.get("stddev", 0.05)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging(["mean": mean.json, "stddev": stddev.json])
    }

    public override func callAsFunction(_ shape: [Int], dtype: DType = .f32) -> Tensor {
      Random.truncatedNormal(key, -2.0, 2.0, shape, dtype: dtype) * stddev + mean
    }
  }

  /// Uniform values from `minval` up to `maxval`.
  public final class RandomUniform: RandomInitializer {
    public override class var aliases: [String] { ["uniform"] }
    let minval, maxval: Double

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(minval: Double = -0.05, maxval: Double = 0.05, seed: Int? = nil) {
      (self.minval, self.maxval) = (minval, maxval)
      super.init(seed: seed)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      minval = try c.get("minval", -0.05)
      maxval = try c.get("maxval", 0.05)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging(["minval": minval.json, "maxval": maxval.json])
    }

    public override func callAsFunction(_ shape: [Int], dtype: DType = .f32) -> Tensor {
      Random.uniform(key, shape, dtype: dtype, minval: minval, maxval: maxval)
    }
  }

  /// A random matrix with orthonormal columns, or rows where these are fewer, times `gain`.
  ///
  /// Shape: two axes or more; all but the last are taken together as rows. Source: Saxe et al., Exact
  /// Solutions to the Nonlinear Dynamics of Learning, 2013.
  public final class Orthogonal: RandomInitializer {
    public override class var aliases: [String] { ["OrthogonalInitializer"] }
    let gain: Double

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(gain: Double = 1, seed: Int? = nil) {
      self.gain = gain
      super.init(seed: seed)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      gain = try c.get("gain", 1.0)
      try super.init(config: c)
    }
    public override var config: JSONObject { super.config.merging(["gain": gain.json]) }

    public override func callAsFunction(_ shape: [Int], dtype: DType = .f32) -> Tensor {
      guard shape.count >= 2 else {
        fail("it fills weights of two axes or more, got the shape \(shape)")
        return .invalid
      }
      let rows = shape.dropLast().reduce(1, *)
      // Factorizations work in 32 bits or more.
      let working: DType = dtype == .f64 ? .f64 : .f32
      let matrix = Random.orthogonal(key, rows, dtype: working, m: shape[shape.count - 1])
      return cast(reshape(matrix, shape) * gain, dtype: dtype)
    }
  }
}

extension Initializer {
  /// Values of a normal distribution.
  public static func randomNormal(
    mean: Double = 0, stddev: Double = 0.05, seed: Int? = nil
  ) -> Initializer {
    Initializers.RandomNormal(mean: mean, stddev: stddev, seed: seed)
  }
  /// Values of a normal distribution cut at two deviations from its mean.
  public static func truncatedNormal(
    mean: Double = 0, stddev: Double = 0.05, seed: Int? = nil
  ) -> Initializer {
    Initializers.TruncatedNormal(mean: mean, stddev: stddev, seed: seed)
  }
  /// Uniform values from `minval` up to `maxval`.
  public static func randomUniform(
    minval: Double = -0.05, maxval: Double = 0.05, seed: Int? = nil
  ) -> Initializer {
    Initializers.RandomUniform(minval: minval, maxval: maxval, seed: seed)
  }
  /// A random matrix with orthonormal columns or rows.
  public static func orthogonal(gain: Double = 1, seed: Int? = nil) -> Initializer {
    Initializers.Orthogonal(gain: gain, seed: seed)
  }
}
