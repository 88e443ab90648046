extension Initializers {
  /// Values of a normal distribution cut at two deviations, of the variance 2 / (fan in + fan out).
  ///
  /// Source: Glorot and Bengio, Understanding the Difficulty of Training Deep Networks, 2010.
  public final class GlorotNormal: VarianceScaling {
    public override class var aliases: [String] { ["xavier_normal"] }
    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(seed: Int? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil) {
      super.init(
        scale: 1, mode: .fanAvg, distribution: .truncatedNormal, seed: seed, inputAxes: inputAxes,
        outputAxes: outputAxes)
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      try self.init(
        seed: RandomInitializer.seed(c), inputAxes: c.get("input_axes"),
        outputAxes: c.get("output_axes"))
    }
    public override var config: JSONObject { fanConfig }
  }

  /// Uniform values of the variance 2 / (fan in + fan out).
  ///
  /// Source: Glorot and Bengio, Understanding the Difficulty of Training Deep Networks, 2010.
  public final class GlorotUniform: VarianceScaling {
    public override class var aliases: [String] { ["xavier_uniform"] }
    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(seed: Int? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil) {
      super.init(
        scale: 1, mode: .fanAvg, distribution: .uniform, seed: seed, inputAxes: inputAxes,
        outputAxes: outputAxes)
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      try self.init(
        seed: RandomInitializer.seed(c), inputAxes: c.get("input_axes"),
        outputAxes: c.get("output_axes"))
    }
    public override var config: JSONObject { fanConfig }
  }
}

extension Initializer {
  /// Normal values after Glorot and Bengio.
  public static func glorotNormal(seed: Int? = nil) -> Initializer {
    Initializers.GlorotNormal(seed: seed)
  }
  /// Uniform values after Glorot and Bengio.
  public static func glorotUniform(seed: Int? = nil) -> Initializer {
    Initializers.GlorotUniform(seed: seed)
  }
}
