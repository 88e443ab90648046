/// A chain of layers.
public final class Sequential: Model {
  /// The layers without that of the input.
  public private(set) var chain: [Layer] = []
  private var inputLayer: InputLayer?
  /// The first and the last tensor once the chain is built.
  private var ends: (KerasTensor, KerasTensor)?

  public override var inputNames: [String] { inputLayer.map { [$0.name] } ?? [] }
  public override var outputNames: [String] { chain.last.map { [$0.name] } ?? [] }
  /// The first tensor, once the chain is built.
  public override var inputs: [KerasTensor] { ends.map { [$0.0] } ?? [] }
  /// The last tensor, once the chain is built.
  public override var outputs: [KerasTensor] { ends.map { [$0.1] } ?? [] }

  /// The chain of `layers`.
  public init(_ layers: [Layer] = [], name: String? = nil, trainable: Bool = true) {
    super.init(name: name, trainable: trainable)
    layers.forEach(append)
    buildFromInput()
  }

  /// The chain of the layers that `layers` lists.
  public convenience init(
    name: String? = nil, trainable: Bool = true, @LayersBuilder _ layers: () -> [Layer]
  ) {
    self.init(layers(), name: name, trainable: trainable)
  }

  /// Appends a layer.
  public func add(_ layer: Layer) {
    append(layer)
    if let (first, last) = ends {
      ends = (first, layer(last))
      layer.pathPrefix = path
      layer.renamePaths()
    } else {
      buildFromInput()
    }
  }
  /// Removes the last layer.
  @discardableResult public func pop() -> Layer? {
    let last = chain.popLast()
    if let node = last?.inboundNodes.last, let (first, _) = ends {
      ends = (first, node.arguments.leaves.first ?? first)
    }
    return last
  }

  private func append(_ layer: Layer) {
    if let input = layer as? InputLayer, chain.isEmpty, inputLayer == nil {
      inputLayer = input
    } else {
      chain.append(layer)
    }
  }
  /// With an input the chain can be built before it is called.
  private func buildFromInput() {
    if let inputLayer, !chain.isEmpty { buildIfNeeded([inputLayer.batchShape]) }
  }

  public override var layers: [Layer] { chain }
  public override var sublayers: [(attribute: String, layer: Layer)] {
    chain.map { ("layers", $0) }
  }
  public override var supportsMasking: Bool { true }

  /// The object that `config` describes.
  public required init(config c: Config) throws {
    try super.init(config: c)
    guard let layers = try c.get("layers", JSON.null).array else {
      throw c.unexpected("layers", "a list of layers", c["layers"] ?? .null)
    }
    for layer in layers { append(try deserialize(layer, as: Layer.self)) }
    buildFromInput()
  }

  public override var config: JSONObject {
    var fields = super.config
    fields["layers"] = .array(((inputLayer.map { [$0] } ?? []) + chain).map { serialize($0) })
    if let shape = builtShapes.first { fields["build_input_shape"] = json(shape) }
    return fields
  }

  public override func build(_ inputShapes: [Shape]) {
    guard let shape = inputShapes.first else { return }
    if inputLayer == nil { inputLayer = InputLayer(batchShape: [nil] + shape.dropFirst()) }
    guard let inputLayer else { return }
    var x = inputLayer.output
    for layer in chain { x = layer(x) }
    ends = (inputLayer.output, x)
    // Layers from files were built before they were put here.
    for layer in chain { layer.pathPrefix = path }
    renamePaths()
  }

  public override func call(_ inputs: Inputs) -> [Tensor] { callMasked(inputs).map(\.tensor) }

  override func callMasked(_ inputs: Inputs) -> [Masked] {
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
  /// The layers listed.
  public static func buildExpression(_ layer: Layer) -> [Layer] { [layer] }
  /// The layers listed.
  public static func buildExpression(_ input: KerasTensor) -> [Layer] {
    input.history.map { [$0.node.layer] } ?? []
  }
  /// The layers listed.
  public static func buildBlock(_ parts: [Layer]...) -> [Layer] { parts.flatMap { $0 } }
  /// The layers listed.
  public static func buildArray(_ parts: [[Layer]]) -> [Layer] { parts.flatMap { $0 } }
  /// The layers listed.
  public static func buildOptional(_ part: [Layer]?) -> [Layer] { part ?? [] }
  /// The layers listed.
  public static func buildEither(first: [Layer]) -> [Layer] { first }
  /// The layers listed.
  public static func buildEither(second: [Layer]) -> [Layer] { second }
}
