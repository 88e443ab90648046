/// A simple recurrent layer: each output is the next state.
///
/// A `SimpleRNNCell` run along a sequence; see `RNN` for shapes, masks and states.
public final class SimpleRNN: RNN {
  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ units: Int, activation: Activation = .tanh, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform(),
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, recurrentConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, dropout: Double = 0, recurrentDropout: Double = 0,
    returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    stateful: Bool = false, unroll: Bool = false, seed: Int? = nil,
    zeroOutputForMask: Bool = false, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    super.init(
      SimpleRNNCell(
        units, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
        recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer,
        kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
        biasRegularizer: biasRegularizer, kernelConstraint: kernelConstraint,
        recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint,
        dropout: dropout, recurrentDropout: recurrentDropout, seed: seed, name: "simple_rnn_cell",
        trainable: trainable, dtype: dtype),
      returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
      stateful: stateful, unroll: unroll, zeroOutputForMask: zeroOutputForMask,
      activityRegularizer: activityRegularizer, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    try super.init(
      config: c,
      cell: SimpleRNNCell(
        UnitsOptions(c, hasGates: false), name: "simple_rnn_cell",
        trainable: c.get("trainable", true), dtype: DTypePolicy(serialized: c["dtype"])))
  }
  public override var config: JSONObject {
    // Keras leaves the seed of this layer out of its files.
    unitsConfig.filter { $0 != "seed" }
  }
}

extension RNN {
  /// The config of a layer of units: those of its cell among its own.
  var unitsConfig: JSONObject {
    guard let cell = cell as? UnitsCell else { return layerConfig.merging(loopConfig) }
    return layerConfig.merging(loopConfig).merging(cell.options.config).merging([
      "activity_regularizer": serialize(activityRegularizer)
    ])
  }
  /// What every layer's config has.
  private var layerConfig: JSONObject {
    ["name": .string(name), "trainable": trainable.json, "dtype": serialize(dtypePolicy)]
  }
}

extension JSONObject {
  /// The fields whose names `isIncluded` wants.
  func filter(_ isIncluded: (String) -> Bool) -> JSONObject {
    JSONObject(fields.filter { isIncluded($0.key) }.map { ($0.key, $0.value) })
  }
}
