/// What `DepthwiseConv1D` and `DepthwiseConv2D` have in common.
public class BaseDepthwiseConv: BaseConvolution {
  /// How many channels each channel of the input becomes.
  public let depthMultiplier: Int
  let depthwiseOptions: WeightOptions
  /// Spatial axes, then channels, then `depthMultiplier`.
  @Weight public var kernel: Tensor

  init(
    _ window: ConvolutionSettings, depthMultiplier: Int, _ activation: Activation, useBias: Bool,
    _ depthwiseOptions: WeightOptions, _ biasOptions: WeightOptions,
    activityRegularizer: Regularizer?, name: String?, trainable: Bool, dtype: DTypePolicy?
  ) {
    (self.depthMultiplier, self.depthwiseOptions) = (depthMultiplier, depthwiseOptions)
    super.init(
      window, activation, useBias: useBias, biasOptions, activityRegularizer: activityRegularizer,
      name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }

  override init(config c: Config, rank: Int) throws {
    depthMultiplier = try c.get("depth_multiplier", 1)
    depthwiseOptions = try WeightOptions(c, "depthwise", .glorotUniform())
    try super.init(config: c, rank: rank)
    checkSettings()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    throw ConfigError("\(c.owner) must say along how many axes it moves; it does not")
  }

  private func checkSettings() {
    if depthMultiplier < 1 { fail("depthMultiplier must be positive, got \(depthMultiplier)") }
  }

  public override var config: JSONObject {
    super.config.merging(["depth_multiplier": depthMultiplier.json])
      .merging(depthwiseOptions.config("depthwise"))
  }

  public override func build(_ inputShapes: [Shape]) {
    guard let channels = channels(inputShapes) else { return }
    addWeight($kernel, "kernel", window.kernelSize + [channels, depthMultiplier], depthwiseOptions)
    addBias(channels * depthMultiplier)
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    finished(
      depthwiseConv(
        x, kernel, strides: window.strides, padding: window.padding,
        dataFormat: window.dataFormat, dilationRate: window.dilationRate))
  }
}
