extension Initializers {
  /// Values of a normal distribution cut at two deviations, of the variance 2 / fan in.
  ///
  /// Source: He et al., Delving Deep into Rectifiers, 2015.
  public final class HeNormal: VarianceScaling {
    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(seed: Int? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil) {
      super.init(
        scale: 2, mode: .fanIn, distribution: .truncatedNormal, seed: seed, inputAxes: inputAxes,
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

  /// Uniform values of the variance 2 / fan in.
  ///
  /// Source: He et al., Delving Deep into Rectifiers, 2015.
  public final class HeUniform: VarianceScaling {
    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(seed: Int? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil) {
      super.init(
        scale: 2, mode: .fanIn, distribution: .uniform, seed: seed, inputAxes: inputAxes,
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
  /// Normal values after He.
  public static func heNormal(seed: Int? = nil) -> Initializer {
    Initializers.HeNormal(seed: seed)
  }
  /// Uniform values after He.
  public static func heUniform(seed: Int? = nil) -> Initializer {
    Initializers.HeUniform(seed: seed)
  }
}
