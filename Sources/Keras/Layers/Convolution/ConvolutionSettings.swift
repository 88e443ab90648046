/// The window of a convolution: how large it is, and how it moves.
struct ConvolutionSettings {
  let kernelSize, strides, dilationRate: [Int]
  let padding: Padding
  let dataFormat: DataFormat

  init(
    rank: Int, _ kernelSize: any AxisList, _ strides: any AxisList, _ padding: Padding,
    _ dataFormat: DataFormat?, _ dilationRate: any AxisList, of owner: String,
    isTransposed: Bool = false
  ) {
    self.kernelSize = perAxis(kernelSize, rank, "kernelSize", of: owner)
    self.strides = perAxis(strides, rank, "strides", of: owner)
    self.dilationRate = perAxis(dilationRate, rank, "dilationRate", of: owner)
    self.padding = padding
    self.dataFormat = dataFormat ?? Settings.imageDataFormat
    if padding == .causal, rank > 1 || isTransposed || owner != "Conv1D" {
      report(owner, "padding must be .valid or .same; .causal is for Conv1D alone")
    }
    if self.strides.contains(where: { $0 > 1 }), self.dilationRate.contains(where: { $0 > 1 }) {
      report(
        owner,
        "strides \(self.strides) and dilationRate \(self.dilationRate) must not both be "
          + "above 1")
    }
  }

  init(_ c: Config, rank: Int) throws {
    self.init(
      rank: rank, try c.axes("kernel_size"), try c.axes("strides", 1),
      try c.get("padding", Padding.valid), try c.get("data_format", DataFormat?.none),
      try c.axes("dilation_rate", 1), of: c.owner, isTransposed: c.owner.hasSuffix("Transpose"))
  }

  var config: JSONObject {
    [
      "kernel_size": kernelSize.json, "strides": strides.json, "padding": padding.json,
      "data_format": dataFormat.json, "dilation_rate": dilationRate.json,
    ]
  }
}

/// What all convolutions have in common: a window, a bias, an activation.
public class BaseConvolution: Layer {
  let window: ConvolutionSettings
  let activation: Activation
  let useBias: Bool
  let biasOptions: WeightOptions
  /// One number for each channel of the result.
  @Weight public var bias: Tensor

  var rank: Int { window.kernelSize.count }

  init(
    _ window: ConvolutionSettings, _ activation: Activation, useBias: Bool,
    _ biasOptions: WeightOptions, activityRegularizer: Regularizer?, name: String?,
    trainable: Bool, dtype: DTypePolicy?
  ) {
    (self.window, self.activation, self.useBias) = (window, activation, useBias)
    self.biasOptions = biasOptions
    super.init(
      name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }

  init(config c: Config, rank: Int) throws {
    window = try ConvolutionSettings(c, rank: rank)
    activation = try c.get("activation", .linear)
    useBias = try c.get("use_bias", true)
    biasOptions = try WeightOptions(c, "bias", .zeros)
    try super.init(config: c)
  }

  /// The object that a config describes.
  public required init(config c: Config) throws {
    throw ConfigError("\(c.owner) must say along how many axes it moves; it does not")
  }

  public override var config: JSONObject {
    super.config.merging(window.config).merging([
      "activation": activation.json, "use_bias": useBias.json,
      "activity_regularizer": serialize(activityRegularizer),
    ]).merging(biasOptions.config("bias"))
  }

  public override var inputSpec: InputSpec? { InputSpec(ndim: rank + 2) }

  /// How many channels an input has; reports it where that is open.
  func channels(_ shapes: [Shape]) -> Int? {
    knownSize(shapes, axis: window.dataFormat.channelAxis)
  }

  func addBias(_ channels: Int) {
    if useBias { addWeight($bias, "bias", [channels], biasOptions) }
  }

  /// `y` with the bias added, and activated.
  func finished(_ y: Tensor) -> Tensor {
    guard useBias else { return activation(y) }
    let ones = [Int](repeating: 1, count: rank)
    let bias = bias
    let shape =
      window.dataFormat == .channelsLast ? [1] + ones + bias.shape : [1] + bias.shape + ones
    return activation(y + reshape(bias, shape))
  }
}
