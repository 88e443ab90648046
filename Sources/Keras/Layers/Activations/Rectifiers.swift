// Layers that bend numbers at 0.

/// A layer that keeps what is above a threshold: `relu` with its settings.
///
/// f(x) = maxValue for x ≥ maxValue, x for threshold < x < maxValue, and
/// negativeSlope·(x - threshold) below. Shape: that of the input.
public final class ReLU: Layer {
  let maxValue: Double?
  let negativeSlope, threshold: Double

  /// The layer with these settings.
  public init(
    maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.maxValue, self.negativeSlope, self.threshold) = (maxValue, negativeSlope, threshold)
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    maxValue = try c.get("max_value")
    negativeSlope = try c.get("negative_slope", 0.0)
    threshold = try c.get("threshold", 0.0)
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    for (name, value) in [
      ("maxValue", maxValue ?? 0), ("negativeSlope", negativeSlope), ("threshold", threshold),
    ] where !(value >= 0) {
      fail("\(name) must not be negative, got \(value)")
    }
  }
  public override var config: JSONObject {
    super.config.merging([
      "max_value": maxValue.json, "negative_slope": negativeSlope.json,
      "threshold": threshold.json,
    ])
  }
  public override var supportsMasking: Bool { true }
  public override var recordsBuildShapes: Bool { false }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    rectified(x, maxValue: maxValue, negativeSlope: negativeSlope, threshold: threshold)
  }
}

/// `relu` with Keras's settings.
func rectified(
  _ x: Tensor, maxValue: Double?, negativeSlope: Double, threshold: Double
) -> Tensor {
  if maxValue == nil, threshold == 0 {
    return negativeSlope == 0 ? relu(x) : leakyRelu(x, negativeSlope: negativeSlope)
  }
  let below = negativeSlope * relu(threshold - x)
  var above =
    threshold == 0
    ? relu(x) : NumPy.where(greater(x, Tensor(weak: threshold)), x, zerosLike(x))
  if let maxValue {
    above = NumPy.where(less(above, Tensor(weak: maxValue)), above, Tensor(weak: maxValue))
  }
  return negativeSlope == 0 ? above : above - below
}

/// A layer that lets some of what is negative through: x, or negativeSlope·x below 0.
///
/// Shape: that of the input.
public final class LeakyReLU: Layer {
  let negativeSlope: Double

  /// The layer with these settings.
  public init(
    _ negativeSlope: Double = 0.3, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    self.negativeSlope = negativeSlope
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    // Files of Keras 2 say alpha.
    negativeSlope = try c.get("negative_slope", try c.get("alpha", 0.3))
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if !(negativeSlope >= 0) { fail("negativeSlope must not be negative, got \(negativeSlope)") }
  }
  public override var config: JSONObject {
    super.config.merging(["negative_slope": negativeSlope.json])
  }
  public override var supportsMasking: Bool { true }
  public override var recordsBuildShapes: Bool { false }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    leakyRelu(x, negativeSlope: negativeSlope)
  }
}

/// A layer that bends numbers smoothly: x, or alpha·(exp(x) - 1) below 0.
///
/// Shape: that of the input.
public final class ELU: Layer {
  let alpha: Double

  /// The layer with these settings.
  public init(
    _ alpha: Double = 1, name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.alpha = alpha
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    alpha = try c.get("alpha", 1.0)
    try super.init(config: c)
  }
  public override var config: JSONObject { super.config.merging(["alpha": alpha.json]) }
  public override var supportsMasking: Bool { true }
  public override var recordsBuildShapes: Bool { false }
  public override func call(_ x: Tensor, training: Bool) -> Tensor { elu(x, alpha: alpha) }
}
