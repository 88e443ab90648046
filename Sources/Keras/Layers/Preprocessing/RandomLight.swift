import NumPy

/// A layer that in training inverts the colours above a threshold, after making images brighter.
///
/// Both numbers are drawn for each image, as shares of the range, from 0 to a factor or from the range
/// given. Shape: that of the input.
public final class Solarization: RandomImageLayer {
  let additionFactor, thresholdFactor: RandomFactor
  let valueRange: ValueRange

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ additionFactor: RandomFactor = 0, _ thresholdFactor: RandomFactor = 0,
    valueRange: (Double, Double) = (0, 255), seed: Int? = nil, dataFormat: DataFormat? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.additionFactor, self.thresholdFactor) = (additionFactor, thresholdFactor)
    self.valueRange = ValueRange(valueRange.0, valueRange.1)
    super.init(seed, dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    additionFactor = try c.get("addition_factor", 0)
    thresholdFactor = try c.get("threshold_factor", 0)
    valueRange = try ValueRange(c)
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    check("additionFactor", additionFactor, 0...1, symmetric: false)
    check("thresholdFactor", thresholdFactor, 0...1, symmetric: false)
  }
  public override var config: JSONObject {
    super.config.merging([
      "addition_factor": additionFactor.listed(symmetric: false),
      "threshold_factor": thresholdFactor.listed(symmetric: false),
      "value_range": valueRange.json,
    ])
  }
  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let keys = Random.split(key)
    func drawn(_ factor: RandomFactor, _ key: Tensor) -> Tensor {
      let (low, high) = factor.ends(symmetric: false)
      // Keras takes the lower end as a colour, and the upper one as a share.
      return wide(each(images, key, (low, high * 255)))
    }
    let brighter = clip(
      valueRange.scaled(images, to: 255) + drawn(additionFactor, keys[0]), Tensor(weak: 0.0),
      Tensor(weak: 255.0))
    let isBelow = less(brighter, drawn(thresholdFactor, keys[1]))
    return valueRange.unscaled(NumPy.where(isBelow, brighter, 255 - brighter), from: 255)
  }
}

/// A layer that in training makes images sharper or softer, by a number drawn for each.
///
/// With twice the number being 1 an image stays as it is, with 0 it is smoothed. Shape: that of the
/// input.
public final class RandomSharpness: RandomColourLayer {
  override class var isThreeChannels: Bool { false }

  override func recoloured(_ images: Tensor, _ key: Tensor) -> Tensor {
    let channels = images.shape[3]
    let (side, centre) = (Float(1.0 / 13), Float(5.0 / 13))
    let weights = Tensor([side, side, side, side, centre, side, side, side, side])
    let kernel = cast(
      tile(reshape(weights, [3, 3, 1, 1]), [1, 1, channels, 1]), dtype: images.dtype)
    let smooth = depthwiseConv(images, kernel, padding: .same)
    let sharpened = images + (1 - drawn(images, key) * 2) * (smooth - images)
    return clipped(sharpened, valueRange[0], valueRange[1])
  }
}

/// A layer that in training blurs images, each with a probability drawn from `factor`.
///
/// The widths of the bell, one along the rows and one along the columns, are drawn from `sigma` for the
/// whole batch. Shape: that of the input.
public final class RandomGaussianBlur: RandomImageLayer {
  let factor, sigma: RandomFactor
  let kernelSize: AxisSetting
  let valueRange: ValueRange

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ factor: RandomFactor = 1, kernelSize: AxisSetting = 3, sigma: RandomFactor = 1,
    valueRange: (Double, Double) = (0, 255), dataFormat: DataFormat? = nil, seed: Int? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.factor, self.kernelSize, self.sigma) = (factor, kernelSize, sigma)
    self.valueRange = ValueRange(valueRange.0, valueRange.1)
    super.init(seed, dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    factor = try c.get("factor", 1)
    kernelSize = try c.get("kernel_size", 3)
    sigma = try c.get("sigma", 1)
    valueRange = try ValueRange(c)
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    check("factor", factor, 0...1, symmetric: false)
    check("sigma", sigma, 0...1, symmetric: false)
    let sizes = kernelSize.axisList
    if sizes.isEmpty || sizes.count > 2 || !sizes.allSatisfy({ $0 > 0 && $0 % 2 == 1 }) {
      fail("kernelSize must be an odd number or two, got \(sizes)")
    }
  }
  private var sizes: (width: Int, height: Int) {
    let sizes = kernelSize.axisList
    return (sizes[0], sizes[sizes.count - 1])
  }
  public override var config: JSONObject {
    super.config.merging([
      "factor": factor.listed(symmetric: false), "sigma": sigma.listed(symmetric: false),
      "kernel_size": [.integer(sizes.width), .integer(sizes.height)],
      "value_range": valueRange.json,
    ])
  }
  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let keys = Random.split(key, 3)
    let chance = each(images, keys[0], factor.ends(symmetric: false))
    let isChosen = wide(less(each(images, keys[1], (0, 1)), chance))
    let (low, high) = sigma.ends(symmetric: false)
    let widths = Random.uniform(keys[2], [2], minval: low, maxval: high) + 1e-6
    let kernel = outer(bell(sizes.height, widths[1]), bell(sizes.width, widths[0]))
    let forAll = tile(expandDims(kernel, [2, 3]), [1, 1, images.shape[3], 1])
    let blurred = depthwiseConv(images, cast(forAll, dtype: images.dtype), padding: .same)
    return valueRange.clipped(NumPy.where(isChosen, blurred, images))
  }
  private func bell(_ size: Int, _ width: Tensor) -> Tensor {
    let x = (arange(size, dtype: .f32) - Double(size - 1) / 2) / width
    let heights = exp(square(x) * -0.5)
    return heights / sum(heights)
  }
}

/// A layer that in training changes brightness, contrast, saturation and hue of images at random.
///
/// Each is left as it is without its factor; see `RandomBrightness`, `RandomContrast`,
/// `RandomSaturation` and `RandomHue`. Shape: that of the input.
public final class RandomColorJitter: RandomImageLayer {
  let valueRange: ValueRange
  let factors: [RandomFactor?]
  private let changes: [RandomImageLayer]

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    valueRange: (Double, Double) = (0, 255), brightnessFactor: RandomFactor? = nil,
    contrastFactor: RandomFactor? = nil, saturationFactor: RandomFactor? = nil,
    hueFactor: RandomFactor? = nil, seed: Int? = nil, dataFormat: DataFormat? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.valueRange = ValueRange(valueRange.0, valueRange.1)
    factors = [brightnessFactor, contrastFactor, saturationFactor, hueFactor]
    changes = Self.layers(factors, self.valueRange)
    super.init(seed, dataFormat, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    valueRange = try ValueRange(c)
    factors = try Self.keys.map { try c.get($0) }
    changes = Self.layers(factors, valueRange)
    try super.init(config: c)
  }
  private static let keys = [
    "brightness_factor", "contrast_factor", "saturation_factor", "hue_factor",
  ]
  private static func layers(
    _ factors: [RandomFactor?], _ range: ValueRange
  ) -> [RandomImageLayer] {
    let range = (range.low, range.high)
    return [
      factors[0].map { RandomBrightness($0, valueRange: range, name: "random_brightness") },
      factors[1].map { RandomContrast($0, valueRange: range, name: "random_contrast") },
      factors[2].map { RandomSaturation($0, valueRange: range, name: "random_saturation") },
      factors[3].map { RandomHue($0, valueRange: range, name: "random_hue") },
    ].compactMap { $0 }
  }
  public override var config: JSONObject {
    super.config.merging(["value_range": valueRange.json]).merging(
      JSONObject(zip(Self.keys, factors.map(\.json))))
  }
  // They draw by this layer's seed, and are no layers of their own.
  public override var sublayers: [(attribute: String, layer: Layer)] { [] }
  public override var seedGenerators: [SeedGenerator] { [seedGenerator] }

  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let keys = Random.split(key, Swift.max(changes.count, 1))
    return changes.enumerated().reduce(images) { $1.element.changed($0, keys[$1.offset]) }
  }
}
