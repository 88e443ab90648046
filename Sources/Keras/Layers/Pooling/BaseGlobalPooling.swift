/// What layers have in common that keep one number of each channel.
public class BaseGlobalPooling: Layer {
  let rank: Int
  let dataFormat: DataFormat
  let keepdims: Bool

  init(
    rank: Int, _ dataFormat: DataFormat?, _ keepdims: Bool, name: String?, trainable: Bool,
    dtype: DTypePolicy?
  ) {
    (self.rank, self.keepdims) = (rank, keepdims)
    self.dataFormat = dataFormat ?? Settings.imageDataFormat
    super.init(name: name, trainable: trainable, dtype: dtype)
  }

  init(config c: Config, rank: Int) throws {
    self.rank = rank
    dataFormat = try c.get("data_format", DataFormat?.none) ?? Settings.imageDataFormat
    keepdims = try c.get("keepdims", false)
    try super.init(config: c)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    throw ConfigError("\(c.owner) must say along how many axes it works; it does not")
  }

  public override var config: JSONObject {
    super.config.merging(["data_format": dataFormat.json, "keepdims": keepdims.json])
  }
  public override var recordsBuildShapes: Bool { false }
  public override var inputSpec: InputSpec? { InputSpec(ndim: rank + 2) }

  var spatialAxes: [Int] { dataFormat.spatialAxes(rank + 2) }
}
