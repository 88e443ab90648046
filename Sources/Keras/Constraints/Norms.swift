/// The lengths of `x` along `axis`, which stays with size 1.
private func lengths(_ x: Tensor, _ axis: AxisSetting) -> Tensor {
  sqrt(sum(square(x), axis: axis, keepdims: true))
}

extension Constraints {
  /// Lengths along `axis` of at most `maxValue`.
  public final class MaxNorm: Constraint {
    let maxValue: Double
    let axis: AxisSetting

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(_ maxValue: Double = 2, axis: AxisSetting = 0) {
      (self.maxValue, self.axis) = (maxValue, axis)
      super.init()
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(try c.get("max_value", 2.0), axis: try c.get("axis", 0))
    }
    public override var config: JSONObject { ["max_value": maxValue.json, "axis": axis.json] }

    public override func callAsFunction(_ x: Tensor) -> Tensor {
      let norms = lengths(x, axis)
      let wanted = clip(norms, Tensor(weak: 0), Tensor(weak: maxValue))
      return x * (wanted / (norms + Settings.epsilon))
    }
  }

  /// Lengths along `axis` between `minValue` and `maxValue`, brought there by `rate` of the way.
  public final class MinMaxNorm: Constraint {
    let minValue, maxValue, rate: Double
    let axis: AxisSetting

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ minValue: Double = 0, maxValue: Double = 1, rate: Double = 1, axis: AxisSetting = 0
    ) {
      (self.minValue, self.maxValue, self.rate, self.axis) = (minValue, maxValue, rate, axis)
      super.init()
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(
        try c.get("min_value", 0.0), maxValue: try c.get("max_value", 1.0),
        rate: try c.get("rate", 1.0), axis: try c.get("axis", 0))
    }
    public override var config: JSONObject {
      [
        "min_value": minValue.json, "max_value": maxValue.json, "rate": rate.json,
        "axis": axis.json,
      ]
    }

    public override func callAsFunction(_ x: Tensor) -> Tensor {
      let norms = lengths(x, axis)
      let inside = clip(norms, Tensor(weak: minValue), Tensor(weak: maxValue))
      let wanted = rate * inside + (1 - rate) * norms
      return x * (wanted / (norms + Settings.epsilon))
    }
  }

  /// Length 1 along `axis`.
  public final class UnitNorm: Constraint {
    let axis: AxisSetting

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(_ axis: AxisSetting = 0) {
      self.axis = axis
      super.init()
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(try c.get("axis", 0))
    }
    public override var config: JSONObject { ["axis": axis.json] }

    public override func callAsFunction(_ x: Tensor) -> Tensor {
      x / (lengths(x, axis) + Settings.epsilon)
    }
  }

  /// No negative elements: 0 takes their place.
  public final class NonNeg: Constraint {
    public override func callAsFunction(_ x: Tensor) -> Tensor {
      NumPy.where(greaterEqual(x, Tensor(weak: 0)), x, zerosLike(x))
    }
  }
}

extension Constraint {
  /// Lengths along `axis` of at most `maxValue`.
  public static func maxNorm(_ maxValue: Double = 2, axis: AxisSetting = 0) -> Constraint {
    Constraints.MaxNorm(maxValue, axis: axis)
  }
  /// Lengths along `axis` between `minValue` and `maxValue`.
  public static func minMaxNorm(
    _ minValue: Double = 0, maxValue: Double = 1, rate: Double = 1, axis: AxisSetting = 0
  ) -> Constraint {
    Constraints.MinMaxNorm(minValue, maxValue: maxValue, rate: rate, axis: axis)
  }
  /// Length 1 along `axis`.
  public static func unitNorm(_ axis: AxisSetting = 0) -> Constraint { Constraints.UnitNorm(axis) }
  /// No negative elements.
  public static var nonNeg: Constraint { Constraints.NonNeg() }
}
