/// A convolution over steps of each channel by itself.
///
/// Shape: [batch, steps, channels], channels becoming channels · depthMultiplier; with `channelsFirst`
/// [batch, channels, steps]. An axis of size n becomes ⌈n / stride⌉ with padding `same`, and
/// ⌊(n - dilation·(kernel - 1) - 1) / stride⌋ + 1 with `valid`.
public final class DepthwiseConv1D: BaseDepthwiseConv {
  /// The layer with these settings.
  public init(
    _ kernelSize: any AxisList, strides: any AxisList = 1, padding: Padding = .valid,
    depthMultiplier: Int = 1, dataFormat: DataFormat? = nil, dilationRate: any AxisList = 1,
    activation: Activation = .linear, useBias: Bool = true,
    depthwiseInitializer: Initializer = .glorotUniform(), biasInitializer: Initializer = .zeros,
    depthwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, depthwiseConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    super.init(
      ConvolutionSettings(
        rank: 1, kernelSize, strides, padding, dataFormat, dilationRate, of: "DepthwiseConv1D"),
      depthMultiplier: depthMultiplier, activation, useBias: useBias,
      WeightOptions(depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint),
      WeightOptions(biasInitializer, biasRegularizer, biasConstraint),
      activityRegularizer: activityRegularizer, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 1) }
}
