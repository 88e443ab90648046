/// Long short-term memory whose products are convolutions over volumes.
///
/// Shape: [batch, steps, planes, rows, columns, channels]; with `channelsFirst` the channels come
/// before space. The result has `filters` channels, and with `returnSequences` keeps the steps; see
/// `RNN` for masks and states. Source: X. Shi et al., Convolutional LSTM Network, 2015.
public final class ConvLSTM3D: BaseConvLSTM {
  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ filters: Int, kernelSize: any AxisList, strides: any AxisList = 1,
    padding: Padding = .valid, dataFormat: DataFormat? = nil, dilationRate: any AxisList = 1,
    activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform(),
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    unitForgetBias: Bool = true, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    dropout: Double = 0, recurrentDropout: Double = 0, seed: Int? = nil,
    returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    stateful: Bool = false, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    super.init(
      ConvolutionSettings(
        rank: 3, kernelSize, strides, padding, dataFormat, dilationRate, of: "ConvLSTM3D"),
      UnitsOptions(
        units: filters, activation: activation, recurrentActivation: recurrentActivation,
        useBias: useBias,
        kernel: WeightOptions(kernelInitializer, kernelRegularizer, kernelConstraint),
        recurrent: WeightOptions(recurrentInitializer, recurrentRegularizer, recurrentConstraint),
        bias: WeightOptions(biasInitializer, biasRegularizer, biasConstraint), dropout: dropout,
        recurrentDropout: recurrentDropout, seed: seed),
      unitForgetBias: unitForgetBias, returnSequences: returnSequences, returnState: returnState,
      goBackwards: goBackwards, stateful: stateful, activityRegularizer: activityRegularizer,
      name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 3) }
}
