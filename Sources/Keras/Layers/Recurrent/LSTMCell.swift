/// A step of long short-term memory.
///
/// From `z = x · kernel + h · recurrentKernel + bias`, in four parts i, f, g, o: the memory becomes
/// `σ(f) · c + σ(i) · activation(g)`, and the output `σ(o) · activation(c)`, σ being the recurrent
/// activation. With `unitForgetBias` the bias of f begins with 1. Shape: input [batch, inputs];
/// states h and c, and the output, [batch, units]. Source: S. Hochreiter and J. Schmidhuber, Long
/// Short-Term Memory, 1997, with the forget gates of F. Gers et al., 2000.
public final class LSTMCell: UnitsCell {
  let unitForgetBias: Bool

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform(),
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    unitForgetBias: Bool = true, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, recurrentConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, dropout: Double = 0, recurrentDropout: Double = 0,
    seed: Int? = nil, name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.unitForgetBias = unitForgetBias
    super.init(
      UnitsOptions(
        units: units, activation: activation, recurrentActivation: recurrentActivation,
        useBias: useBias,
        kernel: WeightOptions(kernelInitializer, kernelRegularizer, kernelConstraint),
        recurrent: WeightOptions(recurrentInitializer, recurrentRegularizer, recurrentConstraint),
        bias: WeightOptions(biasInitializer, biasRegularizer, biasConstraint), dropout: dropout,
        recurrentDropout: recurrentDropout, seed: seed),
      name: name, trainable: trainable, dtype: dtype)
  }
  init(
    _ options: UnitsOptions, unitForgetBias: Bool, name: String?, trainable: Bool,
    dtype: DTypePolicy?
  ) {
    self.unitForgetBias = unitForgetBias
    super.init(options, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    unitForgetBias = try c.get("unit_forget_bias", true)
    try super.init(config: c, UnitsOptions(c, hasGates: true))
  }
  public override var config: JSONObject {
    super.config.merging(["unit_forget_bias": unitForgetBias.json])
  }
  public override var stateShapes: [[Int]] { [[units], [units]] }
  override var gates: Int { 4 }
  override var biasOptions: WeightOptions {
    unitForgetBias ? options.bias.withForgetBias : options.bias
  }

  override func advance(
    _ x: Tensor, _ states: [Tensor], training: Bool
  ) -> (output: Tensor, states: [Tensor]) {
    let z = equalParts(x + matmul(seen(states[0]), recurrentKernel), 4)
    return memoryStep(z, states[1], options.activation, options.recurrentActivation ?? .sigmoid)
  }
}

/// Output and states of long short-term memory from its four parts and the memory before.
func memoryStep(
  _ z: [Tensor], _ memory: Tensor, _ activation: Activation, _ gate: Activation
) -> (output: Tensor, states: [Tensor]) {
  let c = gate(z[1]) * memory + gate(z[0]) * activation(z[2])
  let h = gate(z[3]) * activation(c)
  return (h, [h, c])
}

extension WeightOptions {
  /// The same for the bias of four gates, with ones for the second.
  var withForgetBias: WeightOptions {
    WeightOptions(ForgetBias(initializer), regularizer, constraint)
  }
}

/// What `others` makes, but ones in the second quarter.
private final class ForgetBias: Initializer {
  private let others: Initializer

  init(_ others: Initializer) {
    self.others = others
    super.init()
  }
  required init(config: Config) throws {
    throw ConfigError("the bias of gates is no initializer of its own")
  }
  override func callAsFunction(_ shape: [Int], dtype: DType = .f32) -> Tensor {
    let n = (shape.first ?? 0) / 4
    return concatenate(
      [others([n], dtype: dtype), NumPy.ones([n], dtype: dtype), others([2 * n], dtype: dtype)])
  }
}
