/// A layer that gives what it is given.
public final class Identity: Layer {
  public override init(
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil,
    activityRegularizer: Regularizer? = nil
  ) {
    super.init(
      name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }
  /// The layer with these settings.
  public required init(config: Config) throws { try super.init(config: config) }
  public override var supportsMasking: Bool { true }
  public override var recordsBuildShapes: Bool { false }
  public override func call(_ inputs: Inputs) -> [Tensor] { inputs.tensors }
}
