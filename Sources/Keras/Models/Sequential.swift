/// A chain of layers.
public final class Sequential: Model {
  /// The layers without that of the input.
  public private(set) var chain: [Layer] = []
  private var inputLayer: InputLayer?

  /// The chain of `layers`.
  public init(_ layers: [Layer] = [], name: String? = nil, trainable: Bool = true) {
    super.init(name: name, trainable: trainable)
    layers.forEach(add)
  }

  /// The chain of the layers that `layers` lists.
  public convenience init(
    name: String? = nil, trainable: Bool = true, @LayersBuilder _ layers: () -> [Layer]
  ) {
    self.init(layers(), name: name, trainable: trainable)
  }

  /// Appends a layer.
  public func add(_ layer: Layer) {
    if let input = layer as? InputLayer, chain.isEmpty, inputLayer == nil {
      inputLayer = input
    } else {
      chain.append(layer)
    }
  }
  /// Removes the last layer.
  @discardableResult public func pop() -> Layer? { chain.popLast() }

  public override var layers: [Layer] { chain }
  public override var sublayers: [(attribute: String, layer: Layer)] {
    chain.map { ("layers", $0) }
  }
  public override var supportsMasking: Bool { true }

  public required init(config c: Config) throws {
    try super.init(config: c)
    guard let layers = try c.get("layers", JSON.null).array else {
      throw c.unexpected("layers", "a list of layers", c.fields["layers"] ?? .null)
    }
    for layer in layers { add(try deserialize(layer, as: Layer.self)) }
  }

  public override var config: JSONObject {
    var fields = super.config
    fields["layers"] = .array(((inputLayer.map { [$0] } ?? []) + chain).map { serialize($0) })
    if let shape = builtShapes.first { fields["build_input_shape"] = json(shape) }
    return fields
  }

  public override func build(_ inputShapes: [Shape]) {
    guard let shape = inputShapes.first else { return }
    var x = KerasTensor(inputLayer?.batchShape ?? shape)
    for layer in chain { x = layer(x) }
  }

  public override func call(_ inputs: Inputs) -> [Tensor] { run(inputs).map(\.tensor) }
  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] {
    outputs.map { _ in nil }
  }

  private func run(_ inputs: Inputs) -> [Masked] {
    var current = zip(inputs.tensors, inputs.masks).map { Masked(tensor: $0, mask: $1) }
    for layer in chain {
      current = layer.apply(
        CallArguments(current.map { .tensor($0.tensor) }), masks: current.map(\.mask))
    }
    return current
  }
}

/// Lists layers.
@resultBuilder
public enum LayersBuilder {
  public static func buildExpression(_ layer: Layer) -> [Layer] { [layer] }
  public static func buildExpression(_ input: KerasTensor) -> [Layer] {
    input.history.map { [$0.node.layer] } ?? []
  }
  public static func buildBlock(_ parts: [Layer]...) -> [Layer] { parts.flatMap { $0 } }
  public static func buildArray(_ parts: [[Layer]]) -> [Layer] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [Layer]?) -> [Layer] { part ?? [] }
  public static func buildEither(first: [Layer]) -> [Layer] { first }
  public static func buildEither(second: [Layer]) -> [Layer] { second }
}
