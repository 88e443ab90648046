/// A layer around another one: the base of layers that change what one does.
open class Wrapper: Layer {
  /// The layer inside.
  public let layer: Layer

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ layer: Layer, name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil,
    activityRegularizer: Regularizer? = nil
  ) {
    self.layer = layer
    super.init(
      name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    guard let layer = try c.object("layer", Layer.self) else {
      throw c.unexpected("layer", "a layer", c["layer"] ?? .null)
    }
    self.layer = layer
    try super.init(config: c)
  }
  open override var config: JSONObject { super.config.merging(["layer": serialize(layer)]) }

  open override func build(_ inputShapes: [Shape]) { layer.buildIfNeeded(inputShapes) }
  open override func call(_ inputs: Inputs) -> [Tensor] {
    layer.apply(inputs.arguments, masks: inputs.masks, training: inputs.training).map(\.tensor)
  }
}
