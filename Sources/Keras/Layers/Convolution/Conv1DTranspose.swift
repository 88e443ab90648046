/// A transposed convolution over steps, which makes pictures larger.
///
/// Shape: [batch, steps, channels], channels becoming filters; with `channelsFirst`
/// [batch, channels, steps]. With padding `same` an axis of size n becomes n·stride, with `valid` (n - 1)·stride +
/// max(kernel, stride), `outputPadding` replacing what that adds at the end.
public final class Conv1DTranspose: BaseConvTranspose {
  public override class var aliases: [String] { ["Convolution1DTranspose"] }

  /// The layer with these settings.
  public init(
    _ filters: Int, kernelSize: any AxisList, strides: any AxisList = 1,
    padding: Padding = .valid, outputPadding: (any AxisList)? = nil,
    dataFormat: DataFormat? = nil, dilationRate: any AxisList = 1,
    activation: Activation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    super.init(
      filters,
      ConvolutionSettings(
        rank: 1, kernelSize, strides, padding, dataFormat, dilationRate, of: "Conv1DTranspose",
        isTransposed: true),
      outputPadding: outputPadding, activation, useBias: useBias,
      WeightOptions(kernelInitializer, kernelRegularizer, kernelConstraint),
      WeightOptions(biasInitializer, biasRegularizer, biasConstraint),
      activityRegularizer: activityRegularizer, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 1) }
}
