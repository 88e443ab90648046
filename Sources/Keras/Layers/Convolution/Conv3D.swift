/// A convolution over three spatial axes: `activation(conv(x, kernel) + bias)`.
///
/// Shape: [batch, …, channels] with three spatial axes, channels becoming filters; with `channelsFirst`
/// [batch, channels, …]. An axis of size n becomes ⌈n / stride⌉ with padding `same`, and
/// ⌊(n - dilation·(kernel - 1) - 1) / stride⌋ + 1 with `valid`.
public final class Conv3D: BaseConv {
  public override class var aliases: [String] { ["Convolution3D"] }

  /// The layer with these settings.
  public init(
    _ filters: Int, kernelSize: any AxisList, strides: any AxisList = 1,
    padding: Padding = .valid, dataFormat: DataFormat? = nil, dilationRate: any AxisList = 1,
    groups: Int = 1, activation: Activation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    super.init(
      filters,
      ConvolutionSettings(
        rank: 3, kernelSize, strides, padding, dataFormat, dilationRate, of: "Conv3D"),
      groups: groups, activation, useBias: useBias,
      WeightOptions(kernelInitializer, kernelRegularizer, kernelConstraint),
      WeightOptions(biasInitializer, biasRegularizer, biasConstraint),
      activityRegularizer: activityRegularizer, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 3) }
}
