import NumPy

/// What layers have in common that in training change the colours of each image by a random number
/// out of `factor`.
public class RandomColourLayer: RandomImageLayer {
  let factor: RandomFactor
  let valueRange: [Double]
  /// Between which bounds numbers of `factor` lie.
  class var bounds: ClosedRange<Double> { 0...1 }
  class var isThreeChannels: Bool { true }

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ factor: RandomFactor, valueRange: (Double, Double) = (0, 255),
    dataFormat: DataFormat? = nil, seed: Int? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.factor, self.valueRange) = (factor, [valueRange.0, valueRange.1])
    super.init(seed, dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    factor = try c.get("factor")
    valueRange = try c.get("value_range", [0.0, 255])
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    let (low, high) = ends
    let bounds = Self.bounds
    if !(low <= high && bounds.contains(low) && bounds.contains(high)) {
      fail(
        "factor must be a number, or two in rising order, between \(bounds.lowerBound) and "
          + "\(bounds.upperBound); got \(factor.json.text())")
    }
    if valueRange.count != 2 || !(valueRange[0] < valueRange[1]) {
      fail("valueRange must be two numbers, the lower first, got \(valueRange)")
    }
  }
  public override var config: JSONObject {
    super.config.merging([
      "factor": [.number(ends.0), .number(ends.1)], "value_range": valueRange.json,
    ])
  }

  /// The ends of `factor`; those of one number lie on both sides of 0, as far as `bounds` let.
  var ends: (Double, Double) {
    guard !factor.value.isList, let value = factor.value.values.first else {
      return factor.ends(symmetric: true)
    }
    return (Swift.max(-value, Self.bounds.lowerBound), value)
  }
  /// A number out of `factor` for each image, as an image that broadcasts.
  func drawn(_ images: Tensor, _ key: Tensor) -> Tensor { wide(each(images, key, ends)) }

  final override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    guard !Self.isThreeChannels || images.shape[3] == 3 else {
      fail("images must have three channels, red, green and blue", [images.type])
      return .invalid
    }
    return recoloured(images, key)
  }
  /// What training makes of a batch [batch, rows, columns, channels].
  func recoloured(_ images: Tensor, _ key: Tensor) -> Tensor { images }

  /// Numbers of `valueRange` as numbers from 0 to `top`.
  func scaled(_ x: Tensor, to top: Double) -> Tensor {
    (x - valueRange[0]) * (top / (valueRange[1] - valueRange[0]))
  }
  /// Numbers from 0 to `top` as numbers of `valueRange`.
  func unscaled(_ x: Tensor, from top: Double) -> Tensor {
    x * ((valueRange[1] - valueRange[0]) / top) + valueRange[0]
  }
  func clipped(_ x: Tensor, _ low: Double, _ high: Double) -> Tensor {
    NumPy.clip(x, Tensor(weak: low), Tensor(weak: high))
  }
}
