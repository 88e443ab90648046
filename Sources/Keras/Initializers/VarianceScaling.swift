extension Initializers {
  /// Random values whose variance depends on how many inputs or outputs a unit has.
  ///
  /// The variance is `scale / n`, n being the fan in, the fan out or their mean. Source: He et al.,
  /// Delving Deep into Rectifiers, 2015, section 2.2.
  open class VarianceScaling: RandomInitializer {
    /// What the variance is divided by.
    public enum Mode: String, CaseIterable, ConfigValue, Sendable {
      case fanIn = "fan_in"
      case fanOut = "fan_out"
      case fanAvg = "fan_avg"
    }
    /// The distribution of the values.
    public enum Distribution: String, CaseIterable, ConfigValue, Sendable {
      case truncatedNormal = "truncated_normal"
      case untruncatedNormal = "untruncated_normal"
      case uniform
    }
    let scale: Double
    let mode: Mode
    let distribution: Distribution
    let inputAxes, outputAxes: [Int]?

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      scale: Double = 1, mode: Mode = .fanIn, distribution: Distribution = .truncatedNormal,
      seed: Int? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
    ) {
      (self.scale, self.mode, self.distribution) = (scale, mode, distribution)
      (self.inputAxes, self.outputAxes) = (inputAxes, outputAxes)
      super.init(seed: seed)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      scale = try c.get("scale", 1.0)
      mode = try c.get("mode", .fanIn)
      distribution = try c.get("distribution", .truncatedNormal)
      inputAxes = try c.get("input_axes")
      outputAxes = try c.get("output_axes")
      try super.init(config: c)
    }
    public override var config: JSONObject {
      fanConfig.merging([
        "scale": scale.json, "mode": mode.json, "distribution": distribution.json,
      ])
    }
    var fanConfig: JSONObject {
      super.config.merging(["input_axes": inputAxes.json, "output_axes": outputAxes.json])
    }

    public override func callAsFunction(_ shape: [Int], dtype: DType = .f32) -> Tensor {
      let (fanIn, fanOut) = computeFans(shape)
      let n =
        switch mode {
        case .fanIn: fanIn
        case .fanOut: fanOut
        case .fanAvg: (fanIn + fanOut) / 2
        }
      let variance = scale / max(1, n)
      switch distribution {
      case .uniform:
        let limit = (3 * variance).squareRoot()
        return Random.uniform(key, shape, dtype: dtype, minval: -limit, maxval: limit)
      case .untruncatedNormal:
        return Random.normal(key, shape, dtype: dtype) * variance.squareRoot()
      case .truncatedNormal:
        // 0.87962566103423978 is the standard deviation of the normal distribution cut at ±2.
        let deviation = variance.squareRoot() / 0.87962566103423978
        return Random.truncatedNormal(key, -2.0, 2.0, shape, dtype: dtype) * deviation
      }
    }

    /// How many inputs and outputs a unit has: Keras's `compute_fans`.
    func computeFans(_ shape: [Int]) -> (in: Double, out: Double) {
      if let inputAxes, let outputAxes {
        func product(_ axes: [Int]) -> Double {
          axes.reduce(1) { $0 * Double(shape[$1 < 0 ? $1 + shape.count : $1]) }
        }
        return (product(inputAxes), product(outputAxes))
      }
      switch shape.count {
      case 0: return (1, 1)
      case 1: return (Double(shape[0]), Double(shape[0]))
      default:
        let field = shape.dropLast(2).reduce(1.0) { $0 * Double($1) }
        return (Double(shape[shape.count - 2]) * field, Double(shape[shape.count - 1]) * field)
      }
    }
  }
}
