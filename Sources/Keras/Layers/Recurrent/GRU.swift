/// A gated recurrent unit.
///
/// A `GRUCell` run along a sequence; see `RNN` for shapes, masks and states.
public final class GRU: RNN {
  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform(),
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, recurrentConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, dropout: Double = 0, recurrentDropout: Double = 0,
    seed: Int? = nil, returnSequences: Bool = false, returnState: Bool = false,
    goBackwards: Bool = false, stateful: Bool = false, unroll: Bool = false,
    resetAfter: Bool = true, zeroOutputForMask: Bool = false, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      GRUCell(
        units, activation: activation, recurrentActivation: recurrentActivation,
        useBias: useBias, kernelInitializer: kernelInitializer,
        recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer,
        kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
        biasRegularizer: biasRegularizer, kernelConstraint: kernelConstraint,
        recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint,
        dropout: dropout, recurrentDropout: recurrentDropout, resetAfter: resetAfter, seed: seed,
        name: "gru_cell", trainable: trainable, dtype: dtype),
      returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
      stateful: stateful, unroll: unroll, zeroOutputForMask: zeroOutputForMask,
      activityRegularizer: activityRegularizer, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    try super.init(
      config: c,
      cell: GRUCell(
        UnitsOptions(c, hasGates: true), resetAfter: c.get("reset_after", true),
        name: "gru_cell", trainable: c.get("trainable", true),
        dtype: DTypePolicy(serialized: c["dtype"])))
  }
  public override var config: JSONObject {
    unitsConfig.merging(["reset_after": ((cell as? GRUCell)?.resetAfter ?? true).json])
  }
}
