/// A layer that brings images to `height` rows and `width` columns.
///
/// See `resize` for the interpolations, and for how the ratio of height to width is kept. Shape:
/// [batch, height, width, channels]; one image stays one. Integers are rounded, and
/// become the compute dtype.
public final class Resizing: ImageLayer {
  let height, width: Int
  let interpolation: Interpolation
  let cropToAspectRatio, padToAspectRatio: Bool
  let fillValue: Double
  let antialias: Bool
  private let fillMode: String

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ height: Int, _ width: Int, interpolation: Interpolation = .bilinear,
    cropToAspectRatio: Bool = false, padToAspectRatio: Bool = false, fillValue: Double = 0,
    antialias: Bool = false, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.height, self.width, self.interpolation) = (height, width, interpolation)
    (self.cropToAspectRatio, self.padToAspectRatio) = (cropToAspectRatio, padToAspectRatio)
    (self.fillValue, self.antialias, fillMode) = (fillValue, antialias, "constant")
    super.init(dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkTarget(height, width)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    height = try c.get("height")
    width = try c.get("width")
    interpolation = try c.get("interpolation", .bilinear)
    cropToAspectRatio = try c.get("crop_to_aspect_ratio", false)
    padToAspectRatio = try c.get("pad_to_aspect_ratio", false)
    fillMode = try c.get("fill_mode", "constant")
    guard fillMode == "constant" else {
      throw c.unexpected("fill_mode", "'constant'", .string(fillMode))
    }
    fillValue = try c.get("fill_value", 0.0)
    antialias = try c.get("antialias", false)
    try super.init(config: c)
    checkTarget(height, width)
  }
  public override var config: JSONObject {
    super.config.merging([
      "height": height.json, "width": width.json, "interpolation": interpolation.json,
      "crop_to_aspect_ratio": cropToAspectRatio.json,
      "pad_to_aspect_ratio": padToAspectRatio.json, "fill_mode": .string(fillMode),
      "fill_value": fillValue.json, "antialias": antialias.json,
    ])
  }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard affordsResizing(x, height, width) else { return .invalid }
    return cast(
      resize(
        x, [height, width], interpolation: interpolation, antialias: antialias,
        cropToAspectRatio: cropToAspectRatio, padToAspectRatio: padToAspectRatio,
        fillValue: fillValue, dataFormat: dataFormat), dtype: dtypePolicy.computeDType)
  }
}

extension FillMode: ConfigValue {
  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) {
    guard let name = json.string, let value = FillMode(rawValue: name) else { return nil }
    self = value
  }
  /// What the field must be.
  public static var expectation: String {
    "one of " + allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
  }
  /// What the field holds.
  public var json: JSON { .string(rawValue) }
}
