/// Layers applied one after the other, as one layer: most often random changes of images.
///
/// Unlike a `Sequential` it is no model. Called by itself it trains, as its layers do.
public final class Pipeline: Layer {
  /// The layers in their order.
  public let layers: [Layer]

  /// The layers `layers`, one after the other.
  public init(_ layers: [Layer], name: String? = nil) {
    self.layers = layers
    super.init(name: name)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    guard let items = c["layers"]?.array else {
      throw c.unexpected("layers", "a list of layers", c["layers"] ?? .null)
    }
    layers = try items.map { try deserialize($0, as: Layer.self) }
    try super.init(config: c)
  }
  public override var config: JSONObject {
    ["name": .string(name), "layers": .array(layers.map { serialize($0) })]
  }
  public override var trainsByDefault: Bool { true }
  public override var supportsMasking: Bool { true }
  public override var autocastsInputs: Bool { false }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    layers.reduce(x) { $1($0, training: training) }
  }
}
