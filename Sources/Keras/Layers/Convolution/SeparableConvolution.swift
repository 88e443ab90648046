/// What `SeparableConv1D` and `SeparableConv2D` have in common.
public class BaseSeparableConv: BaseConvolution {
  /// The number of channels of the result.
  public let filters: Int
  /// How many channels each channel becomes before they are mixed.
  public let depthMultiplier: Int
  let depthwiseOptions, pointwiseOptions: WeightOptions
  /// Spatial axes, then channels, then `depthMultiplier`.
  @Weight public var depthwiseKernel: Tensor
  /// Spatial axes of size 1, then channels times `depthMultiplier`, then filters.
  @Weight public var pointwiseKernel: Tensor

  init(
    _ filters: Int, _ window: ConvolutionSettings, depthMultiplier: Int, _ activation: Activation,
    useBias: Bool, _ depthwiseOptions: WeightOptions, _ pointwiseOptions: WeightOptions,
    _ biasOptions: WeightOptions, activityRegularizer: Regularizer?, name: String?,
    trainable: Bool, dtype: DTypePolicy?
  ) {
    (self.filters, self.depthMultiplier) = (filters, depthMultiplier)
    (self.depthwiseOptions, self.pointwiseOptions) = (depthwiseOptions, pointwiseOptions)
    super.init(
      window, activation, useBias: useBias, biasOptions, activityRegularizer: activityRegularizer,
      name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }

  override init(config c: Config, rank: Int) throws {
    filters = try c.get("filters")
    depthMultiplier = try c.get("depth_multiplier", 1)
    depthwiseOptions = try WeightOptions(c, "depthwise", .glorotUniform())
    pointwiseOptions = try WeightOptions(c, "pointwise", .glorotUniform())
    try super.init(config: c, rank: rank)
    checkSettings()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    throw ConfigError("\(c.owner) must say along how many axes it moves; it does not")
  }

  private func checkSettings() {
    if filters < 1 { fail("filters must be positive, got \(filters)") }
    if depthMultiplier < 1 { fail("depthMultiplier must be positive, got \(depthMultiplier)") }
  }

  public override var config: JSONObject {
    super.config.merging(["filters": filters.json, "depth_multiplier": depthMultiplier.json])
      .merging(depthwiseOptions.config("depthwise")).merging(pointwiseOptions.config("pointwise"))
  }

  public override func build(_ inputShapes: [Shape]) {
    guard let channels = channels(inputShapes) else { return }
    addWeight(
      $depthwiseKernel, "depthwise_kernel", window.kernelSize + [channels, depthMultiplier],
      depthwiseOptions)
    addWeight(
      $pointwiseKernel, "pointwise_kernel",
      window.kernelSize.map { _ in 1 } + [channels * depthMultiplier, filters], pointwiseOptions)
    addBias(filters)
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    finished(
      separableConv(
        x, depthwiseKernel, pointwiseKernel, strides: window.strides, padding: window.padding,
        dataFormat: window.dataFormat, dilationRate: window.dilationRate))
  }
}
