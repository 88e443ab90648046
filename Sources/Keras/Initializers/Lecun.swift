extension Initializers {
  /// Values of a normal distribution cut at two deviations, of the variance 1 / fan in.
  ///
  /// Source: LeCun et al., Efficient BackProp, 1998.
  public final class LecunNormal: VarianceScaling {
    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(seed: Int? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil) {
      super.init(
        scale: 1, mode: .fanIn, distribution: .truncatedNormal, seed: seed, inputAxes: inputAxes,
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

  /// Uniform values of the variance 1 / fan in.
  ///
  /// Source: LeCun et al., Efficient BackProp, 1998.
  public final class LecunUniform: VarianceScaling {
    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(seed: Int? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil) {
      super.init(
        scale: 1, mode: .fanIn, distribution: .uniform, seed: seed, inputAxes: inputAxes,
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
  /// Normal values after LeCun.
  public static func lecunNormal(seed: Int? = nil) -> Initializer {
    Initializers.LecunNormal(seed: seed)
  }
  /// Uniform values after LeCun.
  public static func lecunUniform(seed: Int? = nil) -> Initializer {
    Initializers.LecunUniform(seed: seed)
  }
}
