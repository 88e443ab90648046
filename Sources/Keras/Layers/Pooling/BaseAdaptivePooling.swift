/// What layers have in common whose windows cover the spatial axes evenly.
public class BaseAdaptivePooling: Layer {
  let outputSize: [Int]
  let dataFormat: DataFormat

  init(
    rank: Int, _ outputSize: any AxisList, _ dataFormat: DataFormat?, name: String?,
    trainable: Bool, dtype: DTypePolicy?, of owner: String
  ) {
    self.outputSize = perAxis(outputSize, rank, "outputSize", of: owner)
    self.dataFormat = dataFormat ?? Settings.imageDataFormat
    super.init(name: name, trainable: trainable, dtype: dtype)
  }

  init(config c: Config, rank: Int) throws {
    outputSize = perAxis(try c.axes("output_size"), rank, "output_size", of: c.owner)
    dataFormat = try c.get("data_format", DataFormat?.none) ?? Settings.imageDataFormat
    try super.init(config: c)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    throw ConfigError("\(c.owner) must say along how many axes it works; it does not")
  }

  public override var config: JSONObject {
    super.config.merging(["output_size": outputSize.json, "data_format": dataFormat.json])
  }
  public override var inputSpec: InputSpec? { InputSpec(ndim: outputSize.count + 2) }

  /// Whether the tables of windows over `x` are small enough; reports it where they are not.
  func affordsWindows(_ x: Tensor) -> Bool {
    zip(dataFormat.spatialAxes(x.rank), outputSize).allSatisfy {
      affords([x.shape[$0], $1], "outputSize \(outputSize)")
    }
  }
}
