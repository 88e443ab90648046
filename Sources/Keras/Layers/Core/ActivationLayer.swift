/// A layer that applies an activation: Keras's `Activation`.
///
/// Its name in files is `Activation`; in Swift that is the function. Shape: that of the input.
public final class ActivationLayer: Layer {
  public override class var className: String { "Activation" }
  let activation: Activation

  /// The layer with these settings.
  public init(
    _ activation: Activation, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    self.activation = activation
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    activation = try c.get("activation", .linear)
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging(["activation": activation.json])
  }
  public override var supportsMasking: Bool { true }
  public override var recordsBuildShapes: Bool { false }
  public override func call(_ x: Tensor, training: Bool) -> Tensor { activation(x) }
}
