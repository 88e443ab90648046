/// What `Conv1D`, `Conv2D` and `Conv3D` have in common.
public class BaseConv: BaseConvolution {
  /// The number of channels of the result.
  public let filters: Int
  let groups: Int
  let kernelOptions: WeightOptions
  /// Spatial axes, then channels of a group, then filters.
  @Weight public var kernel: Tensor

  init(
    _ filters: Int, _ window: ConvolutionSettings, groups: Int, _ activation: Activation,
    useBias: Bool, _ kernelOptions: WeightOptions, _ biasOptions: WeightOptions,
    activityRegularizer: Regularizer?, name: String?, trainable: Bool, dtype: DTypePolicy?
  ) {
    (self.filters, self.groups, self.kernelOptions) = (filters, groups, kernelOptions)
    super.init(
      window, activation, useBias: useBias, biasOptions, activityRegularizer: activityRegularizer,
      name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }

  override init(config c: Config, rank: Int) throws {
    filters = try c.get("filters")
    groups = try c.get("groups", 1)
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
    if groups < 1 || filters % groups != 0 {
      fail("groups must be positive and divide the \(filters) filters, got \(groups)")
    }
  }

  public override var config: JSONObject {
    super.config.merging(["filters": filters.json, "groups": groups.json])
      .merging(kernelOptions.config("kernel"))
  }

  public override func build(_ inputShapes: [Shape]) {
    guard let channels = channels(inputShapes) else { return }
    guard channels % groups == 0 else {
      return fail("the \(channels) channels of the input do not divide into \(groups) groups")
    }
    addWeight($kernel, "kernel", window.kernelSize + [channels / groups, filters], kernelOptions)
    addBias(filters)
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    finished(
      conv(
        x, kernel, strides: window.strides, padding: window.padding,
        dataFormat: window.dataFormat, dilationRate: window.dilationRate))
  }
}
