/// What layers have in common that keep one number of each window: `MaxPooling2D`, ….
public class BasePooling: Layer {
  let poolSize, strides: [Int]
  let padding: Padding
  let dataFormat: DataFormat

  init(
    rank: Int, _ poolSize: any AxisList, _ strides: (any AxisList)?, _ padding: Padding,
    _ dataFormat: DataFormat?, name: String?, trainable: Bool, dtype: DTypePolicy?, of owner: String
  ) {
    self.poolSize = perAxis(poolSize, rank, "poolSize", of: owner)
    self.strides = perAxis(strides ?? self.poolSize, rank, "strides", of: owner)
    self.padding = padding
    self.dataFormat = dataFormat ?? Settings.imageDataFormat
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }

  init(config c: Config, rank: Int, poolSize size: (any AxisList)?) throws {
    poolSize = perAxis(
      try size.map { try c.axes("pool_size", $0) } ?? c.axes("pool_size"), rank, "pool_size",
      of: c.owner)
    strides = perAxis(try c.axes("strides", poolSize), rank, "strides", of: c.owner)
    padding = try c.get("padding", .valid)
    dataFormat = try c.get("data_format", DataFormat?.none) ?? Settings.imageDataFormat
    try super.init(config: c)
    checkSettings()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    throw ConfigError("\(c.owner) must say along how many axes it moves; it does not")
  }

  private func checkSettings() {
    if padding == .causal { fail("padding must be .valid or .same, got .causal") }
  }

  public override var config: JSONObject {
    super.config.merging([
      "pool_size": poolSize.json, "padding": padding.json, "strides": strides.json,
      "data_format": dataFormat.json,
    ])
  }
  public override var recordsBuildShapes: Bool { false }
  public override var inputSpec: InputSpec? { InputSpec(ndim: poolSize.count + 2) }
}

/// What layers have in common that keep the greatest element of each window.
public class BaseMaxPooling: BasePooling {
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    maxPool(x, poolSize, strides: strides, padding: padding, dataFormat: dataFormat)
  }
}

/// What layers have in common that keep the mean of each window.
public class BaseAveragePooling: BasePooling {
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    averagePool(x, poolSize, strides: strides, padding: padding, dataFormat: dataFormat)
  }
}
