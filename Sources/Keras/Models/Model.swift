/// A layer that is trained: Keras's `Model`.
///
/// Made of a graph by `Model(inputs:outputs:)`, or by a subclass that overrides `call`.
open class Model: Layer {
  open override class var module: String { "keras" }
  /// The graph of a functional model.
  private(set) var graph: Graph?
  /// The names of the outputs, if they were given.
  private(set) var givenOutputNames: [String]?
  /// How the model is trained; `nil` before `compile`.
  var compiled: Compiled?
  var predictor: StepFunction?
  /// The `fit` that runs.
  var progress: FitProgress?
  /// Whether the model was traced once, so that every layer in it has its weights.
  var hasAllWeights = false
  /// Set by a callback to end `fit` after the batch.
  public var stopTraining = false
  /// What `fit` recorded last.
  public internal(set) var history: History?

  /// The model that computes `outputs` from `inputs`.
  ///
  /// With `outputNames`, one for each, the outputs are in the order of their names, as those of a
  /// dictionary are in Keras.
  public init(
    inputs: [KerasTensor], outputs: [KerasTensor], outputNames: [String]? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    let named = outputNames.map { zip($0, outputs).sorted { $0.0 < $1.0 } }
    givenOutputNames = named?.map(\.0)
    super.init(
      name: name ?? AutoNames.next("functional"), trainable: trainable)
    if let outputNames, outputNames.count != outputs.count || Set(outputNames).count < outputs.count
    {
      fail(
        "outputNames must be different names, one for each of \(outputs.count) outputs, got "
          + "\(outputNames)")
      return
    }
    do { try adopt(try Graph(inputs, named?.map(\.1) ?? outputs)) } catch { fail("\(error)") }
  }

  /// The model that computes `outputs` from `inputs`.
  public convenience init(
    inputs: KerasTensor, outputs: KerasTensor, name: String? = nil, trainable: Bool = true
  ) {
    self.init(inputs: [inputs], outputs: [outputs], name: name, trainable: trainable)
  }

  /// A model whose subclass overrides `call`.
  public override init(
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil,
    activityRegularizer: Regularizer? = nil
  ) {
    super.init(
      name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }

  /// The object that `config` describes.
  public required init(config: Config) throws {
    try super.init(config: config)
    if config["input_layers"] != nil {
      let parsed = try FunctionalConfig.read(config)
      givenOutputNames = parsed.outputNames
      try adopt(parsed.graph)
    }
  }

  private func adopt(_ graph: Graph) throws {
    self.graph = graph
    isBuilt = true
    builtShapes = graph.inputs.map(\.shape)
    for layer in graph.layers where layer.pathPrefix.isEmpty { layer.pathPrefix = path }
    for layer in graph.layers { layer.renamePaths() }
  }

  open override var config: JSONObject {
    guard let graph else { return super.config }
    return FunctionalConfig.write(graph, self)
  }
  open override var classNameInFiles: String {
    graph != nil && type(of: self) == Model.self ? "Functional" : Self.className
  }
  open override class var aliases: [String] { self == Model.self ? ["Functional"] : [] }
  open override var filedBeside: JSONObject {
    var fields: JSONObject =
      classNameInFiles == "Functional"
      ? [
        "module": "keras.src.models.functional", "registered_name": "Functional",
        "build_config": ["input_shape": .null],
      ] : super.filedBeside
    fields["compile_config"] = .object(compiled?.config ?? [:])
    return fields
  }

  /// One step of training: the loss and its gradients, the optimizer, the metrics.
  ///
  /// Overridden for training of another kind: use `gradients(_:_:)` and `optimizer`, and return what
  /// is to be reported. The step is traced, so it may read and assign variables, and no elements.
  open func trainStep(_ batch: Batch) throws -> [(String, Tensor)] { try defaultTrainStep(batch) }
  /// One step of testing: the loss and the metrics.
  open func testStep(_ batch: Batch) throws -> [(String, Tensor)] { try defaultTestStep(batch) }
  /// The outputs for a batch.
  open func predictStep(_ batch: Batch) -> [Tensor] { defaultPredictStep(batch) }

  /// The layers directly in the model.
  open var layers: [Layer] { graph?.layers ?? sublayers.map(\.layer) }
  open override var sublayers: [(attribute: String, layer: Layer)] {
    graph.map { $0.layers.map { ("layers", $0) } } ?? super.sublayers
  }
  /// The inputs of a functional model.
  open var inputs: [KerasTensor] { graph?.inputs ?? [] }
  /// The outputs of a functional model.
  open var outputs: [KerasTensor] { graph?.outputs ?? [] }
  /// The names of the inputs: those of their layers.
  open var inputNames: [String] {
    graph?.inputs.map { $0.history?.node.layer.name ?? $0.name } ?? []
  }
  /// The names of the outputs: given, or those of the layers that make them.
  open var outputNames: [String] {
    givenOutputNames ?? graph?.outputs.map { $0.history?.node.layer.name ?? $0.name } ?? []
  }

  /// The layer of this name.
  public func getLayer(name: String) throws -> Layer {
    guard let layer = layers.first(where: { $0.name == name }) else {
      throw ConfigError(
        "\(self.name) has no layer '\(name)'; it has \(layers.map(\.name).joined(separator: ", "))")
    }
    return layer
  }
  /// The layer at this place.
  public func getLayer(index: Int) throws -> Layer {
    guard let layer = layers[safe: index] else {
      throw ConfigError("\(name) has \(layers.count) layers, and none at \(index)")
    }
    return layer
  }

  open override func call(_ inputs: Inputs) -> [Tensor] {
    guard graph != nil else { return super.call(inputs) }
    return run(inputs).map(\.tensor)
  }
  override func callMasked(_ inputs: Inputs) -> [Masked] {
    graph == nil ? super.callMasked(inputs) : run(inputs)
  }
  open override var autocastsInputs: Bool { graph == nil && super.autocastsInputs }

  /// The outputs with their masks, from the graph.
  func run(_ inputs: Inputs) -> [Masked] {
    guard let graph else { return [] }
    let tensors = inputs.tensors
    guard tensors.count == graph.inputs.count else {
      fail(
        "the model has \(graph.inputs.count) inputs (\(inputNames.joined(separator: ", "))), got "
          + "\(tensors.count) tensors", tensors.map(\.type))
      return graph.outputs.map { _ in Masked(tensor: .invalid, mask: nil) }
    }
    var values: [Masked] = []
    for (i, tensor) in tensors.enumerated() {
      values.append(
        Masked(
          tensor: adjusted(tensor, to: graph.inputs[i], named: inputNames[i]),
          mask: inputs.masks[safe: i].flatMap { $0 }))
    }
    do { return try graph.run(values) } catch {
      fail("\(error)")
      return []
    }
  }

  /// `x` in the dtype of `input`, with an axis of size 1 added or dropped where only that is missing.
  private func adjusted(_ x: Tensor, to input: KerasTensor, named name: String) -> Tensor {
    guard !x.isInvalid else { return x }
    var x = x
    if x.rank == input.rank + 1, x.shape.last == 1 { x = squeeze(x, axis: -1) }
    if x.rank == input.rank - 1, input.shape.last == 1 { x = expandDims(x, -1) }
    guard x.rank == input.rank,
      zip(x.shape, input.shape).dropFirst().allSatisfy({ $1 == nil || $0 == $1 })
    else {
      fail("the input '\(name)' has the shape \(pythonTuple(input.shape)), got \(x.type)")
      return .invalid
    }
    guard !x.dtype.isComplex || input.dtype.isComplex else {
      fail(
        "the input '\(name)' is \(input.dtype.kerasName), got \(x.type), whose imaginary part would be lost"
      )
      return .invalid
    }
    return x.dtype == input.dtype ? x : cast(x, dtype: input.dtype)
  }
}

/// Keras's name for a model made of a graph.
public typealias Functional = Model

extension Layer {
  /// Gives variables the path that they have in the model around.
  func renamePaths() {
    for variable in ownVariables where !variable.path.hasPrefix(path + "/") {
      variable.path = path + "/" + variable.name
    }
    for (_, layer) in sublayers {
      if layer.pathPrefix.isEmpty || !layer.pathPrefix.hasPrefix(path) { layer.pathPrefix = path }
      layer.renamePaths()
    }
  }
}
