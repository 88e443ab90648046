/// A layer that in training makes each image brighter or darker by a random share of the range.
///
/// The share lies between -factor and factor, or in the range given; results stay in `valueRange`.
/// Shape: that of the input.
public final class RandomBrightness: RandomImageLayer {
  let factor: RandomFactor
  let valueRange: [Double]

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ factor: RandomFactor, valueRange: (Double, Double) = (0, 255), seed: Int? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.factor, self.valueRange) = (factor, [valueRange.0, valueRange.1])
    super.init(seed, nil, name: name, trainable: trainable, dtype: dtype)
    checkColours("factor", factor, valueRange: self.valueRange, symmetric: true)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    factor = try c.get("factor")
    valueRange = try c.get("value_range", [0.0, 255])
    try super.init(config: c)
    checkColours("factor", factor, valueRange: valueRange, symmetric: true)
  }
  public override var config: JSONObject {
    super.config.merging([
      "factor": factor.listed(symmetric: true), "value_range": valueRange.json,
    ])
  }
  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let share = each(images, key, factor.ends(symmetric: true))
    return NumPy.clip(
      images + wide(share) * (valueRange[1] - valueRange[0]), Tensor(weak: valueRange[0]),
      Tensor(weak: valueRange[1]))
  }
}

/// A layer that in training makes the contrast of each image greater or smaller at random.
///
/// Each channel's distance from its mean is multiplied by a number between 1 - a and 1 + b, (a, b)
/// being `factor`, (0, factor) if it is one number; results stay in `valueRange`. Shape: that of the
/// input.
public final class RandomContrast: RandomImageLayer {
  let factor: RandomFactor
  let valueRange: [Double]

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ factor: RandomFactor, valueRange: (Double, Double) = (0, 255), seed: Int? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.factor, self.valueRange) = (factor, [valueRange.0, valueRange.1])
    super.init(seed, nil, name: name, trainable: trainable, dtype: dtype)
    checkColours("factor", factor, valueRange: self.valueRange, symmetric: false)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    factor = try c.get("factor")
    valueRange = try c.get("value_range", [0.0, 255])
    try super.init(config: c)
    checkColours("factor", factor, valueRange: valueRange, symmetric: false)
  }
  public override var config: JSONObject {
    super.config.merging([
      "factor": factor.listed(symmetric: false), "value_range": valueRange.json,
    ])
  }
  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let (below, above) = factor.ends(symmetric: false)
    let strength = each(images, key, (1 - below, 1 + above))
    let middle = mean(images, axis: [1, 2], keepdims: true)
    return NumPy.clip(
      (images - middle) * wide(strength) + middle, Tensor(weak: valueRange[0]),
      Tensor(weak: valueRange[1]))
  }
}

extension Layer {
  func checkColours(
    _ name: String, _ factor: RandomFactor, valueRange: [Double], symmetric: Bool
  ) {
    check(name, factor, -1...1, symmetric: symmetric)
    if valueRange.count != 2 || !(valueRange[0] < valueRange[1]) {
      fail("valueRange must be two numbers, the lower first, got \(valueRange)")
    }
  }
}
