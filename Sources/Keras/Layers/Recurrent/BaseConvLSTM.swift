/// What layers of convolutional long short-term memory have in common.
public class BaseConvLSTM: RNN {
  private var convolution: ConvLSTMCell? { cell as? ConvLSTMCell }

  init(
    _ window: ConvolutionSettings, _ options: UnitsOptions, unitForgetBias: Bool,
    returnSequences: Bool, returnState: Bool, goBackwards: Bool, stateful: Bool,
    activityRegularizer: Regularizer?, name: String?, trainable: Bool, dtype: DTypePolicy?
  ) {
    super.init(
      ConvLSTMCell(
        window, options, unitForgetBias: unitForgetBias, name: "conv_lstm_cell",
        trainable: trainable, dtype: dtype),
      returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
      stateful: stateful, activityRegularizer: activityRegularizer, name: name,
      trainable: trainable, dtype: dtype)
  }

  init(config c: Config, rank: Int) throws {
    var cell = c
    cell["units"] = c["filters"]
    guard cell["units"] != nil else {
      throw ConfigError("the config of \(c.owner) has no 'filters'")
    }
    try super.init(
      config: c,
      cell: ConvLSTMCell(
        ConvolutionSettings(c, rank: rank),
        UnitsOptions(cell, hasGates: true),
        unitForgetBias: c.get("unit_forget_bias", true), name: "conv_lstm_cell",
        trainable: c.get("trainable", true), dtype: DTypePolicy(serialized: c["dtype"])))
  }

  /// The object that `config` describes.
  public required convenience init(config c: Config) throws {
    throw ConfigError("\(c.owner) must say along how many axes it moves; it does not")
  }

  public override var config: JSONObject {
    guard let convolution else { return super.config }
    var fields = super.config.merging(convolution.window.config).merging(
      convolution.options.config
    ).merging([
      "unit_forget_bias": convolution.unitForgetBias.json,
      "activity_regularizer": serialize(activityRegularizer),
    ])
    fields["filters"] = fields["units"]
    return fields.filter { $0 != "units" && $0 != "cell" }
  }
  public override var inputSpec: InputSpec? {
    convolution.map { InputSpec(ndim: $0.window.kernelSize.count + 3) }
  }
}
