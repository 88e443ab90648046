import NumPy

/// A layer that in training shears images: rows move along themselves, and columns.
///
/// The shares are drawn for each image between -factor and factor, or from the range given. See
/// `affineTransform` for what lies around images. Shape: that of the input.
public final class RandomShear: RandomMoves {
  let xFactor, yFactor: RandomFactor

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ xFactor: RandomFactor = 0, _ yFactor: RandomFactor = 0,
    interpolation: Interpolation = .bilinear, fillMode: FillMode = .reflect, fillValue: Double = 0,
    dataFormat: DataFormat? = nil, seed: Int? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.xFactor, self.yFactor) = (xFactor, yFactor)
    super.init(
      fillMode, interpolation, seed: seed, fillValue: fillValue, dataFormat, name: name,
      trainable: trainable, dtype: dtype)
    checkFactors()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    xFactor = try c.get("x_factor", 0)
    yFactor = try c.get("y_factor", 0)
    try super.init(config: c)
    checkFactors()
  }
  private func checkFactors() {
    check("xFactor", xFactor, -1...1, symmetric: true)
    check("yFactor", yFactor, -1...1, symmetric: true)
  }
  public override var config: JSONObject {
    super.config.merging([
      "x_factor": xFactor.listed(symmetric: true), "y_factor": yFactor.listed(symmetric: true),
    ])
  }
  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let keys = Random.split(key, 3)
    let side = NumPy.where(
      greater(each(images, keys[0], (0, 1)), Tensor(weak: 0.5)), Tensor(weak: -1.0),
      Tensor(weak: 1.0))
    let y = each(images, keys[1], yFactor.ends(symmetric: true)) * side
    let x = each(images, keys[2], xFactor.ends(symmetric: true)) * side
    let (zero, one) = (zerosLike(x), onesLike(x))
    return moved(images, [one, x, zero, y, one, zero])
  }
}

/// A layer that in training looks at images from another side, each with a probability drawn from
/// `factor`.
///
/// The corners move by up to half of `scale` of their distance from the upper left one. Shape: that of
/// the input.
public final class RandomPerspective: RandomImageLayer {
  let factor: RandomFactor
  let scale, fillValue: Double
  let interpolation: Interpolation

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ factor: RandomFactor = 1, scale: Double = 1, interpolation: Interpolation = .bilinear,
    fillValue: Double = 0, seed: Int? = nil, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.factor, self.scale, self.fillValue) = (factor, scale, fillValue)
    self.interpolation = interpolation
    super.init(seed, dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    factor = try c.get("factor", 1)
    scale = try c.get("scale", 1.0)
    interpolation = try c.get("interpolation", .bilinear)
    fillValue = try c.get("fill_value", 0.0)
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    check("factor", factor, 0...1, symmetric: false)
    if !(0...1).contains(scale) { fail("scale must lie between 0 and 1, got \(scale)") }
    checkInterpolation(interpolation)
  }
  public override var config: JSONObject {
    super.config.merging([
      "factor": factor.listed(symmetric: false), "scale": scale.json,
      "interpolation": interpolation.json, "fill_value": fillValue.json,
    ])
  }
  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let keys = Random.split(key, 3)
    let chance = each(images, keys[0], factor.ends(symmetric: false))
    let isChosen = wide(less(each(images, keys[1], (0, 1)), chance))
    let (bottom, right) = (Float(images.shape[1] - 1), Float(images.shape[2] - 1))
    let corners = Tensor([0, 0, right, 0, 0, bottom, right, bottom], shape: [1, 4, 2])
    let from = broadcastTo(cast(corners, dtype: images.dtype), [images.shape[0], 4, 2])
    let moves = cast(
      Random.uniform(keys[2], [images.shape[0], 4, 2], minval: -0.5 * scale, maxval: 0.5 * scale),
      dtype: images.dtype)
    let seen = perspectiveTransform(
      images, from, from + from * moves, interpolation: interpolation, fillValue: fillValue)
    return NumPy.where(isChosen, seen, images)
  }
}

extension RandomImageLayer {
  /// Where in each image a box lies whose sides are `shares` [batch, 2] of the image's, as a mask.
  func boxes(_ images: Tensor, _ shares: Tensor, _ keys: [Tensor]) -> Tensor {
    func isInside(_ axis: Int, _ share: Tensor, _ key: Tensor) -> Tensor {
      let size = images.shape[axis]
      let length = wide(share) * Double(size)
      let start = wide(each(images, key, (0, 1))) * (Double(size) - length)
      var shape = [1, 1, 1, 1]
      shape[axis] = size
      let places = cast(reshape(arange(size), shape), dtype: images.dtype)
      return logicalAnd(greaterEqual(places, start), less(places, start + length))
    }
    return logicalAnd(
      isInside(2, shares[0..., 0], keys[0]), isInside(1, shares[0..., 1], keys[1]))
  }
}

/// A layer that in training covers a box of each image, with a probability drawn from `factor`.
///
/// The box has a share of the rows and of the columns whose squares are drawn from `scale`; it is filled
/// with `fillValue`, one number or one for each channel, or with noise. Shape: that of the input.
public final class RandomErasing: RandomImageLayer {
  let factor, scale: RandomFactor
  let fillValue: NumberOrList?
  let valueRange: ValueRange

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ factor: RandomFactor = 1, scale: RandomFactor = .range(0.02, 0.33),
    fillValue: [Double]? = nil, valueRange: (Double, Double) = (0, 255), seed: Int? = nil,
    dataFormat: DataFormat? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.factor, self.scale) = (factor, scale)
    self.fillValue = fillValue.map { $0.count == 1 ? NumberOrList($0[0]) : NumberOrList($0) }
    self.valueRange = ValueRange(valueRange.0, valueRange.1)
    super.init(seed, dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    factor = try c.get("factor", 1)
    scale = try c.get("scale", .range(0.02, 0.33))
    fillValue = try c.get("fill_value")
    valueRange = try ValueRange(c)
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    check("factor", factor, 0...1, symmetric: false)
    check("scale", scale, 0...1, symmetric: false)
  }
  public override var config: JSONObject {
    super.config.merging([
      "factor": factor.listed(symmetric: false), "scale": scale.listed(symmetric: false),
      "fill_value": fillValue.json, "value_range": valueRange.json,
    ])
  }
  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let keys = Random.split(key, 6)
    if let fillValue, fillValue.isList, fillValue.values.count != images.shape[3] {
      fail("fillValue has \(fillValue.values.count) numbers for \(images.shape[3]) channels")
      return .invalid
    }
    let (low, high) = scale.ends(symmetric: false)
    let areas = Random.uniform(keys[0], [images.shape[0], 2], minval: low, maxval: high)
    let isCovered = boxes(images, cast(sqrt(areas), dtype: images.dtype), [keys[1], keys[2]])
    let chance = each(images, keys[3], factor.ends(symmetric: false))
    let isChosen = wide(less(each(images, keys[4], (0, 1)), chance))
    let filling =
      fillValue.map { Tensor($0.values.map { Float($0) }) }
      ?? Random.normal(keys[5], images.shape) * valueRange.high
    return NumPy.where(
      logicalAnd(isChosen, isCovered),
      cast(valueRange.clipped(filling), dtype: images.dtype), images)
  }
}

/// A layer that in training mixes each image with another of the batch.
///
/// The share is drawn for each image from the beta distribution with both parameters `alpha`; the
/// others come in random order. Targets are not mixed: only images come. Shape: that of the input.
///
/// Source: H. Zhang et al., mixup: Beyond Empirical Risk Minimization, 2018.
public final class MixUp: RandomImageLayer {
  let alpha: Double

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    alpha: Double = 0.2, dataFormat: DataFormat? = nil, seed: Int? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.alpha = alpha
    super.init(seed, dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkAlpha()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    alpha = try c.get("alpha", 0.2)
    try super.init(config: c)
    checkAlpha()
  }
  private func checkAlpha() {
    if !(alpha > 0 && alpha.isFinite) { fail("alpha must be positive, got \(alpha)") }
  }
  public override var config: JSONObject { super.config.merging(["alpha": alpha.json]) }

  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let keys = Random.split(key)
    let others = Random.permutation(keys[0], images)
    let share = wide(
      cast(Random.beta(keys[1], alpha, alpha, [images.shape[0]]), dtype: images.dtype))
    return share * images + (1 - share) * others
  }
}

/// A layer that in training puts a box of another image of the batch into each.
///
/// The share of the image that stays is drawn from a beta distribution whose parameter is drawn from
/// `factor`. Targets are not mixed: only images come. Shape: that of the input.
///
/// Source: S. Yun et al., CutMix: Regularization Strategy to Train Strong Classifiers, 2019.
public final class CutMix: RandomImageLayer {
  let factor: RandomFactor

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ factor: RandomFactor = 1, seed: Int? = nil, dataFormat: DataFormat? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.factor = factor
    super.init(seed, dataFormat, name: name, trainable: trainable, dtype: dtype)
    check("factor", factor, 0...1, symmetric: false)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    factor = try c.get("factor", 1)
    try super.init(config: c)
    check("factor", factor, 0...1, symmetric: false)
  }
  public override var config: JSONObject {
    super.config.merging(["factor": factor.listed(symmetric: false)])
  }
  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let keys = Random.split(key, 5)
    let (low, high) = factor.ends(symmetric: false)
    let alpha = Random.uniform(keys[0], [], minval: low, maxval: high) + 1e-6
    let share = Random.beta(keys[1], alpha, alpha, [images.shape[0]])
    let side = cast(sqrt(1 - share), dtype: images.dtype)
    let isOther = boxes(images, stack([side, side], axis: 1), [keys[2], keys[3]])
    return NumPy.where(isOther, Random.permutation(keys[4], images), images)
  }
}
