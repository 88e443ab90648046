/// A step of a gated recurrent unit.
///
/// The gates z and r are `σ(x · kernel + h · recurrentKernel + bias)`, σ being the recurrent
/// activation, and the state becomes `z · h + (1 - z) · activation(x · kernel + r · (h ·
/// recurrentKernel) + bias)`. With `resetAfter` r multiplies the product, and each has a bias of its
/// own; without it multiplies h before. Shape: input [batch, inputs], state and output
/// [batch, units]. Source: K. Cho et al., Learning Phrase Representations using RNN
/// Encoder–Decoder, 2014.
public final class GRUCell: UnitsCell {
  let resetAfter: Bool

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform(),
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    dropout: Double = 0, recurrentDropout: Double = 0, resetAfter: Bool = true,
    seed: Int? = nil, name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.resetAfter = resetAfter
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
    _ options: UnitsOptions, resetAfter: Bool, name: String?, trainable: Bool,
    dtype: DTypePolicy?
  ) {
    self.resetAfter = resetAfter
    super.init(options, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    // Files of Keras 1 and 2 that say nothing mean the other way; Keras 3 always says it.
    resetAfter = try c.get("reset_after", true)
    try super.init(config: c, UnitsOptions(c, hasGates: true))
  }
  public override var config: JSONObject {
    super.config.merging(["reset_after": resetAfter.json])
  }
  override var gates: Int { 3 }
  override var biasShape: [Int] { resetAfter ? [2, 3 * units] : [3 * units] }

  override func project(_ x: Tensor) -> Tensor {
    let y = matmul(x, kernel)
    return options.useBias ? y + (resetAfter ? bias[0] : bias) : y
  }

  override func advance(
    _ x: Tensor, _ states: [Tensor], training: Bool
  ) -> (output: Tensor, states: [Tensor]) {
    let state = states[0]
    let h = seen(state)
    let gate = options.recurrentActivation ?? .sigmoid
    let forInput = equalParts(x, 3)
    let z, candidate: Tensor
    if resetAfter {
      let product = matmul(h, recurrentKernel)
      let forState = equalParts(options.useBias ? product + bias[1] : product, 3)
      z = gate(forInput[0] + forState[0])
      let r = gate(forInput[1] + forState[1])
      candidate = forInput[2] + r * forState[2]
    } else {
      let kernels = equalParts(recurrentKernel, 3)
      z = gate(forInput[0] + matmul(h, kernels[0]))
      let r = gate(forInput[1] + matmul(h, kernels[1]))
      candidate = forInput[2] + matmul(r * h, kernels[2])
    }
    let next = z * state + (1 - z) * options.activation(candidate)
    return (next, [next])
  }
}
