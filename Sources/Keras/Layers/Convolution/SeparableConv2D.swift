/// A convolution over rows and columns of each channel by itself, then a mixing of channels.
///
/// Shape: [batch, rows, columns, channels], channels becoming filters; with `channelsFirst`
/// [batch, channels, rows, columns]. An axis of size n becomes ⌈n / stride⌉ with padding `same`, and
/// ⌊(n - dilation·(kernel - 1) - 1) / stride⌋ + 1 with `valid`.
public final class SeparableConv2D: BaseSeparableConv {
  public override class var aliases: [String] { ["SeparableConvolution2D"] }

  /// The layer with these settings.
  public init(
    _ filters: Int, kernelSize: any AxisList, strides: any AxisList = 1,
    padding: Padding = .valid, dataFormat: DataFormat? = nil, dilationRate: any AxisList = 1,
    depthMultiplier: Int = 1, activation: Activation = .linear, useBias: Bool = true,
    depthwiseInitializer: Initializer = .glorotUniform(),
    pointwiseInitializer: Initializer = .glorotUniform(), biasInitializer: Initializer = .zeros,
    depthwiseRegularizer: Regularizer? = nil, pointwiseRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    depthwiseConstraint: Constraint? = nil, pointwiseConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    super.init(
      filters,
      ConvolutionSettings(
        rank: 2, kernelSize, strides, padding, dataFormat, dilationRate, of: "SeparableConv2D"),
      depthMultiplier: depthMultiplier, activation, useBias: useBias,
      WeightOptions(depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint),
      WeightOptions(pointwiseInitializer, pointwiseRegularizer, pointwiseConstraint),
      WeightOptions(biasInitializer, biasRegularizer, biasConstraint),
      activityRegularizer: activityRegularizer, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 2) }
}
