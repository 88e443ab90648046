/// A layer that in training changes a batch of images by `numOps` of eleven changes chosen at random.
///
/// They are shear, translation, rotation, brightness, colourfulness, contrast, sharpness, posterization,
/// solarization, automatic contrast and equalization, as strong as `factor` says; see the layers of these
/// names. The choice is one for the batch, what is drawn is each image's. Only images come: targets and
/// boxes are not changed. Shape: that of the input, which has three channels.
///
/// Source: E. Cubuk et al., RandAugment: Practical Automated Data Augmentation with a Reduced Search
/// Space, 2019.
public final class RandAugment: ChosenImageChanges {
  let numOps: Int

  private static let all: [ImageChange] = [
    .shear, .translation, .rotation, .brightness, .colorDegeneration, .contrast, .sharpness,
    .posterization, .solarization, .autoContrast, .equalization,
  ]

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    valueRange: (Double, Double) = (0, 255), numOps: Int = 2, factor: RandomFactor = 0.5,
    interpolation: Interpolation = .bilinear, seed: Int? = nil, dataFormat: DataFormat? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.numOps = numOps
    super.init(
      Self.all, valueRange: valueRange, factor: factor, interpolation: interpolation, seed: seed,
      dataFormat: dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkCount("numOps", numOps)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    numOps = try c.get("num_ops", 2)
    try super.init(config: c, Self.all, factor: 0.5)
    checkCount("numOps", numOps)
  }
  public override var config: JSONObject { super.config.merging(["num_ops": numOps.json]) }

  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let keys = (0...choices).map { Random.foldIn(key, $0) }
    let picks = Random.randint(keys[choices], [numOps], 0, choices)
    return (0..<numOps).reduce(images) { changed($0, by: picks[$1], keys) }
  }
}
