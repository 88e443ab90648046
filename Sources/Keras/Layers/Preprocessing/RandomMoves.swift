/// What layers have in common that move the pixels of images at random.
public class RandomMoves: RandomImageLayer {
  let fillMode: FillMode
  let interpolation: Interpolation
  let fillValue: Double

  init(
    _ fillMode: FillMode, _ interpolation: Interpolation, seed: Int?, fillValue: Double,
    _ dataFormat: DataFormat?, name: String?, trainable: Bool, dtype: DTypePolicy?
  ) {
    (self.fillMode, self.interpolation, self.fillValue) = (fillMode, interpolation, fillValue)
    super.init(seed, dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkInterpolation(interpolation)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    fillMode = try c.get("fill_mode", .reflect)
    interpolation = try c.get("interpolation", .bilinear)
    fillValue = try c.get("fill_value", 0.0)
    try super.init(config: c)
    checkInterpolation(interpolation)
  }
  public override var config: JSONObject {
    super.config.merging([
      "fill_mode": fillMode.json, "interpolation": interpolation.json,
      "fill_value": fillValue.json,
    ])
  }

  /// `images`, pixel (x, y) taken from (a₀x + a₁y + a₂, a₃x + a₄y + a₅); each a one number an image.
  func moved(_ images: Tensor, _ a: [Tensor]) -> Tensor {
    let zero = zerosLike(a[0])
    return affineTransform(
      images, stack(a + [zero, zero], axis: 1), interpolation: interpolation,
      fillMode: fillMode, fillValue: fillValue)
  }
}

/// A layer that in training turns each image about its middle by a random angle.
///
/// `factor` is a share of a full turn, counterclockwise: between -factor and factor, or in the range
/// given. See `affineTransform` for what lies around images. Shape: that of the input.
public final class RandomRotation: RandomMoves {
  let factor: RandomFactor

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ factor: RandomFactor, fillMode: FillMode = .reflect,
    interpolation: Interpolation = .bilinear, seed: Int? = nil, fillValue: Double = 0,
    dataFormat: DataFormat? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    self.factor = factor
    super.init(
      fillMode, interpolation, seed: seed, fillValue: fillValue, dataFormat, name: name,
      trainable: trainable, dtype: dtype)
    check("factor", factor, -1...1, symmetric: true)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    factor = try c.get("factor")
    try super.init(config: c)
    check("factor", factor, -1...1, symmetric: true)
  }
  public override var config: JSONObject {
    super.config.merging(["factor": factor.listed(symmetric: true)])
  }
  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let angle = each(images, key, factor.ends(symmetric: true)) * (2 * Double.pi)
    let (c, s) = (cos(angle), sin(angle))
    let (h, w) = (Double(images.shape[1] - 1), Double(images.shape[2] - 1))
    return moved(
      images,
      [c, -s, (w - (c * w - s * h)) / 2, s, c, (h - (s * w + c * h)) / 2])
  }
}

/// A layer that in training moves each image by random shares of its height and width.
///
/// Positive shares go down and right: between -factor and factor, or in the range given. Shape: that
/// of the input.
public final class RandomTranslation: RandomMoves {
  let heightFactor, widthFactor: RandomFactor

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ heightFactor: RandomFactor, _ widthFactor: RandomFactor, fillMode: FillMode = .reflect,
    interpolation: Interpolation = .bilinear, seed: Int? = nil, fillValue: Double = 0,
    dataFormat: DataFormat? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.heightFactor, self.widthFactor) = (heightFactor, widthFactor)
    super.init(
      fillMode, interpolation, seed: seed, fillValue: fillValue, dataFormat, name: name,
      trainable: trainable, dtype: dtype)
    checkFactors()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    heightFactor = try c.get("height_factor")
    widthFactor = try c.get("width_factor")
    try super.init(config: c)
    checkFactors()
  }
  private func checkFactors() {
    check("heightFactor", heightFactor, -1...1, symmetric: true)
    check("widthFactor", widthFactor, -1...1, symmetric: true)
  }
  public override var config: JSONObject {
    super.config.merging([
      "height_factor": heightFactor.json, "width_factor": widthFactor.json,
    ])
  }
  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let keys = Random.split(key)
    let down = each(images, keys[0], heightFactor.ends(symmetric: true)) * Double(images.shape[1])
    let right = each(images, keys[1], widthFactor.ends(symmetric: true)) * Double(images.shape[2])
    let (one, zero) = (onesLike(down), zerosLike(down))
    return moved(images, [one, zero, -right, zero, one, -down])
  }
}

/// A layer that in training makes each image smaller or larger about its middle at random.
///
/// Positive factors show more, negative ones less: 1 + factor times the height and the width, factor
/// between -factor and factor, or in the range given. Without `widthFactor` the ratio of height to
/// width stays. Shape: that of the input.
public final class RandomZoom: RandomMoves {
  let heightFactor: RandomFactor
  let widthFactor: RandomFactor?

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ heightFactor: RandomFactor, _ widthFactor: RandomFactor? = nil,
    fillMode: FillMode = .reflect, interpolation: Interpolation = .bilinear, seed: Int? = nil,
    fillValue: Double = 0, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.heightFactor, self.widthFactor) = (heightFactor, widthFactor)
    super.init(
      fillMode, interpolation, seed: seed, fillValue: fillValue, dataFormat, name: name,
      trainable: trainable, dtype: dtype)
    checkFactors()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    heightFactor = try c.get("height_factor")
    widthFactor = try c.get("width_factor")
    try super.init(config: c)
    checkFactors()
  }
  private func checkFactors() {
    check("heightFactor", heightFactor, -1...1, symmetric: true)
    if let widthFactor { check("widthFactor", widthFactor, -1...1, symmetric: true) }
  }
  public override var config: JSONObject {
    super.config.merging([
      "height_factor": heightFactor.json, "width_factor": widthFactor.json,
    ])
  }
  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let keys = Random.split(key)
    let tall = 1 + each(images, keys[0], heightFactor.ends(symmetric: true))
    let broad = widthFactor.map { 1 + each(images, keys[1], $0.ends(symmetric: true)) } ?? tall
    let zero = zerosLike(tall)
    let (h, w) = (Double(images.shape[1] - 1), Double(images.shape[2] - 1))
    return moved(
      images, [broad, zero, (1 - broad) * (w / 2), zero, tall, (1 - tall) * (h / 2)])
  }
}
