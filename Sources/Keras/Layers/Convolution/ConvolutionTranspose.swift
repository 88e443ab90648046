/// What `Conv1DTranspose`, `Conv2DTranspose` and `Conv3DTranspose` have in common.
public class BaseConvTranspose: BaseConvolution {
  /// The number of channels of the result.
  public let filters: Int
  let outputPadding: [Int]?
  let kernelOptions: WeightOptions
  /// Spatial axes, then filters, then channels of the input.
  @Weight public var kernel: Tensor

  init(
    _ filters: Int, _ window: ConvolutionSettings, outputPadding: (any AxisList)?,
    _ activation: Activation, useBias: Bool, _ kernelOptions: WeightOptions,
    _ biasOptions: WeightOptions, activityRegularizer: Regularizer?, name: String?,
    trainable: Bool, dtype: DTypePolicy?
  ) {
    (self.filters, self.kernelOptions) = (filters, kernelOptions)
    self.outputPadding = outputPadding.map {
      perAxis(
        $0, window.kernelSize.count, "outputPadding", of: "transposed convolution", least: 0)
    }
    super.init(
      window, activation, useBias: useBias, biasOptions, activityRegularizer: activityRegularizer,
      name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }

  override init(config c: Config, rank: Int) throws {
    filters = try c.get("filters")
    outputPadding = try c.get("output_padding", IntegerOrList?.none).map {
      perAxis($0, rank, "output_padding", of: c.owner, least: 0)
    }
    kernelOptions = try WeightOptions(c, "kernel", .glorotUniform())
    try super.init(config: c, rank: rank)
    checkSettings()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    throw ConfigError("\(c.owner) must say along how many axes it moves; it does not")
  }

  private func checkSettings() {
    if filters < 1 { fail("filters must be positive, got \(filters)") }
    for (extra, stride) in zip(outputPadding ?? [], window.strides) where extra >= stride {
      fail("outputPadding \(outputPadding ?? []) must be below the strides \(window.strides)")
      break
    }
  }

  public override var config: JSONObject {
    super.config.merging(["filters": filters.json, "output_padding": outputPadding.json])
      .merging(kernelOptions.config("kernel"))
  }

  public override func build(_ inputShapes: [Shape]) {
    guard let channels = channels(inputShapes) else { return }
    addWeight($kernel, "kernel", window.kernelSize + [filters, channels], kernelOptions)
    addBias(filters)
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    finished(
      convTranspose(
        x, kernel, strides: window.strides, padding: window.padding, outputPadding: outputPadding,
        dataFormat: window.dataFormat, dilationRate: window.dilationRate))
  }
}
