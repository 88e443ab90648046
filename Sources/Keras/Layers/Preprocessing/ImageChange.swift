/// The changes of images that layers choose from at random.
enum ImageChange {
  case shear, translation, rotation, brightness, colorDegeneration, contrast, sharpness
  case posterization, solarization, autoContrast, equalization

  /// What the changes of one layer have in common.
  struct Options {
    var factor: RandomFactor
    var valueRange: ValueRange
    var interpolation: Interpolation
    var dtype: DTypePolicy?
  }

  /// The layer that makes the change, of images whose channels come last.
  func layer(_ options: Options) -> ImageLayer {
    let factor = options.factor
    let (range, dtype) = ((options.valueRange.low, options.valueRange.high), options.dtype)
    // Named, so that they take no numbers from layers of the user's.
    switch self {
    case .shear:
      return RandomShear(
        factor, factor, interpolation: options.interpolation, dataFormat: .channelsLast,
        name: "random_shear", dtype: dtype)
    case .translation:
      return RandomTranslation(
        factor, factor, interpolation: options.interpolation, dataFormat: .channelsLast,
        name: "random_translation", dtype: dtype)
    case .rotation:
      return RandomRotation(
        factor, interpolation: options.interpolation, dataFormat: .channelsLast,
        name: "random_rotation", dtype: dtype)
    case .brightness:
      return RandomBrightness(
        factor, valueRange: range, name: "random_brightness", dtype: dtype)
    case .colorDegeneration:
      return RandomColorDegeneration(
        factor, valueRange: range, dataFormat: .channelsLast, name: "random_color_degeneration",
        dtype: dtype)
    case .contrast:
      return RandomContrast(factor, valueRange: range, name: "random_contrast", dtype: dtype)
    case .sharpness:
      return RandomSharpness(
        factor, valueRange: range, dataFormat: .channelsLast, name: "random_sharpness",
        dtype: dtype)
    case .posterization:
      let bits = Swift.max(1, Int(8 * factor.ends(symmetric: false).1))
      return RandomPosterization(
        RandomFactor(Double(bits)), valueRange: range, dataFormat: .channelsLast,
        name: "random_posterization", dtype: dtype)
    case .solarization:
      return Solarization(
        factor, factor, valueRange: range, dataFormat: .channelsLast, name: "solarization",
        dtype: dtype)
    case .autoContrast:
      return AutoContrast(
        valueRange: range, dataFormat: .channelsLast, name: "auto_contrast", dtype: dtype)
    case .equalization:
      return Equalization(
        valueRange: range, dataFormat: .channelsLast, name: "equalization", dtype: dtype)
    }
  }
}

/// What layers have in common that change images by layers chosen at random.
public class ChosenImageChanges: RandomImageLayer {
  let valueRange: ValueRange
  let factor: RandomFactor
  let interpolation: Interpolation
  /// What is chosen from.
  private let changes: [ImageLayer]

  init(
    _ changes: [ImageChange], valueRange: (Double, Double), factor: RandomFactor,
    interpolation: Interpolation, seed: Int?, dataFormat: DataFormat?, name: String?,
    trainable: Bool, dtype: DTypePolicy?
  ) {
    self.valueRange = ValueRange(valueRange.0, valueRange.1)
    (self.factor, self.interpolation) = (Self.range(factor), interpolation)
    let options = ImageChange.Options(
      factor: self.factor, valueRange: self.valueRange, interpolation: interpolation, dtype: dtype)
    self.changes = Self.isValid(self.factor) ? changes.map { $0.layer(options) } : []
    super.init(seed, dataFormat, name: name, trainable: trainable, dtype: dtype)
    check("factor", self.factor, 0...1, symmetric: false)
  }
  /// The object that `config` describes.
  public required convenience init(config c: Config) throws {
    throw ConfigError("\(c.owner) is not chosen from by itself")
  }
  init(config c: Config, _ changes: [ImageChange], factor fallback: RandomFactor) throws {
    valueRange = try ValueRange(c)
    factor = Self.range(try c.get("factor", fallback))
    interpolation = try c.get("interpolation", .bilinear)
    let options = ImageChange.Options(
      factor: factor, valueRange: valueRange, interpolation: interpolation,
      dtype: try DTypePolicy(serialized: c["dtype"]))
    self.changes = Self.isValid(factor) ? changes.map { $0.layer(options) } : []
    try super.init(config: c)
    check("factor", factor, 0...1, symmetric: false)
  }
  /// One number stands for the range from 0 on.
  private static func range(_ factor: RandomFactor) -> RandomFactor {
    let (low, high) = factor.ends(symmetric: false)
    return .range(low, high)
  }
  private static func isValid(_ factor: RandomFactor) -> Bool {
    let (low, high) = factor.ends(symmetric: false)
    return 0 <= low && low <= high && high <= 1
  }
  public override var config: JSONObject {
    super.config.merging([
      "value_range": valueRange.json, "factor": factor.json, "interpolation": interpolation.json,
    ])
  }
  // They draw by this layer's seed, and are no layers of their own.
  public override var sublayers: [(attribute: String, layer: Layer)] { [] }
  public override var seedGenerators: [SeedGenerator] { [seedGenerator] }

  /// How many changes there are to choose from.
  var choices: Int { changes.count }

  /// `images` after the change that `choice` says, a scalar; as they are for the number after the last.
  ///
  /// Each change draws by the key of its number.
  func changed(_ images: Tensor, by choice: Tensor, _ keys: [Tensor]) -> Tensor {
    let branches = changes.enumerated().map { number, layer in
      { (images: Tensor) -> Tensor in
        let result =
          (layer as? RandomImageLayer)?.changed(images, keys[number])
          ?? layer.call(images, training: true)
        return cast(result, dtype: images.dtype)
      }
    }
    return Touchstone.switch(choice, branches + [{ $0 }], images)
  }

  /// Reports a number that is not between 1 and 100.
  func checkCount(_ name: String, _ count: Int) {
    if !(1...100).contains(count) { fail("\(name) must lie between 1 and 100, got \(count)") }
  }
}
