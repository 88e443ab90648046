/// A step of a simple recurrent layer: `activation(x · kernel + state · recurrentKernel + bias)`.
///
/// Shape: input [batch, inputs], state and output [batch, units].
public final class SimpleRNNCell: UnitsCell {
  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ units: Int, activation: Activation = .tanh, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform(),
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    dropout: Double = 0, recurrentDropout: Double = 0, seed: Int? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      UnitsOptions(
        units: units, activation: activation, recurrentActivation: nil, useBias: useBias,
        kernel: WeightOptions(kernelInitializer, kernelRegularizer, kernelConstraint),
        recurrent: WeightOptions(recurrentInitializer, recurrentRegularizer, recurrentConstraint),
        bias: WeightOptions(biasInitializer, biasRegularizer, biasConstraint), dropout: dropout,
        recurrentDropout: recurrentDropout, seed: seed),
      name: name, trainable: trainable, dtype: dtype)
  }
  override init(_ options: UnitsOptions, name: String?, trainable: Bool, dtype: DTypePolicy?) {
    super.init(options, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    try super.init(config: c, UnitsOptions(c, hasGates: false))
  }

  override func advance(
    _ x: Tensor, _ states: [Tensor], training: Bool
  ) -> (output: Tensor, states: [Tensor]) {
    let y = options.activation(x + matmul(seen(states[0]), recurrentKernel))
    return (y, [y])
  }
}
