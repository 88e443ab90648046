/// A function of tensors with weights: the base of all layers and models.
///
/// A layer of your own overrides `build`, which makes its weights once the shapes of its inputs are
/// known, and `call`; `config` and `init(config:)` where it is to be saved. Weights and layers held
/// in its properties are found by themselves.
open class Layer: KerasObject {
  open class var module: String { "keras.layers" }
  open class var className: String { String(describing: Self.self) }
  open class var aliases: [String] { [] }

  /// The layer's name.
  public let name: String
  /// The dtypes in which it computes and keeps its weights.
  public let dtypePolicy: DTypePolicy
  /// What is added to the loss for its outputs.
  public var activityRegularizer: Regularizer?
  /// Whether its weights, and those of the layers in it, are to be trained.
  public var trainable: Bool {
    didSet { for (_, layer) in sublayers { layer.trainable = trainable } }
  }
  /// Whether its weights are made.
  public internal(set) var isBuilt = false
  /// The shapes it was built for.
  public internal(set) var builtShapes: [Shape] = []
  /// Its own variables, in the order they were made.
  public internal(set) var ownVariables: [Variable] = []
  /// The calls of it in models that are there.
  public var inboundNodes: [Node] { calls.nodes }
  private var calls = Calls()
  /// How often it was called in models.
  var callCount: Int { calls.count }
  func note(_ call: Node) { calls.append(call) }
  /// What it added to the loss outside of any scope.
  var addedLosses: [Tensor] = []
  /// The path of its owner, while it is being built.
  var pathPrefix = ""
  /// What its inputs given by position must be like, each of them; anything if `nil`.
  open var inputSpec: InputSpec? { nil }
  /// The names of the arguments of `call`, by which they may be given instead of by position.
  open var callSignature: CallSignature { CallSignature(["inputs"]) }
  /// Whether masks may pass it.
  open var supportsMasking: Bool { false }
  /// Whether a call is one of training where nobody says: false but for random changes of images.
  open var trainsByDefault: Bool { false }
  /// Whether its floating-point inputs are cast to the compute dtype.
  open var autocastsInputs: Bool { true }

  /// A layer with a name, by default the class's with a number, and a policy, by default the
  /// process's.
  public init(
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil,
    activityRegularizer: Regularizer? = nil
  ) {
    self.name = name ?? AutoNames.next(KerasClasses.snakeCase(Self.className))
    self.trainable = trainable
    self.dtypePolicy = dtype ?? Settings.dtypePolicy
    self.activityRegularizer = activityRegularizer
  }

  /// The layer that `config` describes. A subclass reads its own fields first, then calls this.
  public required init(config: Config) throws {
    name =
      try config.get("name", String?.none) ?? AutoNames.next(KerasClasses.snakeCase(Self.className))
    trainable = try config.get("trainable", true)
    dtypePolicy = try DTypePolicy(serialized: config["dtype"]) ?? Settings.dtypePolicy
    activityRegularizer = try config.object("activity_regularizer")
  }

  /// What describes this layer: Keras's `get_config`. A subclass adds its fields.
  open var config: JSONObject {
    var fields: JSONObject = [
      "name": .string(name), "trainable": .bool(trainable), "dtype": serialize(dtypePolicy),
    ]
    if let activityRegularizer { fields["activity_regularizer"] = serialize(activityRegularizer) }
    return fields
  }

  open var classNameInFiles: String { Self.className }
  /// The class's name in the paths of weights, which is Keras's own where that differs from the
  /// public one.
  package var classNameInPaths: String { classNameInFiles }
  /// Writes what is neither config nor weights, by the names of files: Keras's `save_assets`.
  open func saveAssets() throws -> [String: [UInt8]] { [:] }
  /// Takes back what `saveAssets` wrote: Keras's `load_assets`.
  open func loadAssets(_ files: [String: [UInt8]]) throws {}

  /// Whether files hold the shapes it was built for; false for layers for which nothing is built.
  open var recordsBuildShapes: Bool { true }

  open var filedBeside: JSONObject {
    guard isBuilt, recordsBuildShapes, !builtShapes.isEmpty else { return [:] }
    if builtShapes.count == 1 { return ["build_config": ["input_shape": json(builtShapes[0])]] }
    return ["build_config": ["input_shape": .array(builtShapes.map { json($0) })]]
  }

  /// Makes the weights for inputs of these shapes. Called once, before the first call.
  open func build(_ inputShapes: [Shape]) {}

  /// The result for one tensor: what most layers override.
  open func call(_ x: Tensor, training: Bool) -> Tensor {
    ErrorScope.report(
      TensorError(name, "", [x.type], "\(Self.className) has no call; override it"))
    return .invalid
  }

  /// The results for whatever is given: overridden by layers of several inputs or results, and by
  /// those that look at masks.
  open func call(_ inputs: Inputs) -> [Tensor] {
    [call(inputs.x, training: inputs.training)]
  }

  /// The results with their masks.
  func callMasked(_ inputs: Inputs) -> [Masked] {
    let outputs = call(inputs)
    return zip(outputs, computeMask(inputs, outputs)).map { Masked(tensor: $0, mask: $1) }
  }

  /// The masks of the results.
  ///
  /// By default that of the first input where `supportsMasking`, and else none.
  open func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] {
    supportsMasking
      ? outputs.indices.map { $0 < inputs.masks.count ? inputs.masks[$0] : nil }
      : outputs.map { _ in nil }
  }

  /// The shapes and dtypes of the results; by default found by tracing `call`.
  open func computeOutputSpec(_ arguments: CallArguments<KerasTensor>) throws -> [KerasTensor] {
    try tracedSpec(arguments)
  }

  /// The layers in this one, under the names of the properties that hold them, in their order.
  open var sublayers: [(attribute: String, layer: Layer)] { reflectedSublayers }

  /// The sources of random numbers in this layer.
  open var seedGenerators: [SeedGenerator] { reflectedSeedGenerators }

  /// Sets or makes anew what a file says the layer was built for.
  open func build(fromConfig config: JSONObject) throws {
    var shapes: [Shape] = []
    if let json = config["input_shape"], !json.isNull {
      guard let parsed = Layer.shapes(json) else {
        throw ConfigError(
          "input_shape of \(name) must be a shape or a list of shapes, got \(json.kind)")
      }
      shapes = parsed
    } else if let named = config["shapes_dict"]?.object {
      for (key, json) in named.fields {
        guard let parsed = Layer.shapes(json), parsed.count == 1 else {
          throw ConfigError("'\(key)' of \(name)'s shapes_dict must be a shape, got \(json.kind)")
        }
        shapes += parsed
      }
    }
    guard !shapes.isEmpty else { return }
    try checking { buildIfNeeded(shapes) }
  }
}

extension Layer {
  /// Adds a variable to this layer: Keras's `add_weight`. Called in `build`.
  @discardableResult
  public func addWeight(
    _ weight: Weight? = nil, _ name: String, _ shape: [Int],
    _ initializer: Initializer = .glorotUniform(),
    dtype: DType? = nil, trainable: Bool = true, autocast: Bool = true,
    regularizer: Regularizer? = nil, constraint: Constraint? = nil
  ) -> Variable {
    let dtype = dtype ?? dtypePolicy.variableDType
    // Initial values are no part of a program that is being traced.
    let initial: Tensor
    if let budget = WeightBudget.current {
      let problem = budget.take(dtype, shape)
      if let problem { fail(problem) }
      initial = problem != nil ? .invalid : eagerly { .full(TensorType(dtype, shape), 0) }
    } else {
      initial = eagerly { initializer(shape, dtype: dtype) }
    }
    let variable = Variable(
      initial, name: name, path: path + "/" + name, trainable: trainable, autocast: autocast,
      regularizer: regularizer, constraint: constraint)
    ownVariables.append(variable)
    weight?.variable = variable
    return variable
  }

  /// The names of the layers around it, and its own.
  public var path: String { pathPrefix.isEmpty ? name : pathPrefix + "/" + name }

  /// Adds `loss` to the loss of the model around: Keras's `add_loss`.
  public func addLoss(_ loss: Tensor) {
    if let scope = CallContext.current.stateless {
      scope.losses.append(loss)
    } else {
      addedLosses.append(loss)
    }
  }

  /// Makes the weights for inputs of these shapes, unless they are there.
  public func buildIfNeeded(_ shapes: [Shape]) {
    guard !isBuilt else { return }
    if let complaint = shapes.lazy.compactMap(SizeLimit.complaint).first { return fail(complaint) }
    builtShapes = shapes
    for (_, layer) in sublayers where layer.pathPrefix.isEmpty { layer.pathPrefix = path }
    let before = ownVariables.count
    build(shapes)
    isBuilt = ErrorScope.current?.first == nil
    if !isBuilt { ownVariables.removeSubrange(before...) }
    for (_, layer) in sublayers where layer.pathPrefix.isEmpty { layer.pathPrefix = path }
  }

  func json(_ shape: Shape) -> JSON { .array(shape.map { $0.map { .integer($0) } ?? .null }) }

  /// The shape or shapes that `json` holds.
  static func shapes(_ json: JSON) -> [Shape]? {
    guard let items = json.array else { return nil }
    if let shape = [Int?](config: json) { return [shape] }
    let shapes = items.compactMap { [Int?](config: $0) }
    return shapes.count == items.count ? shapes : nil
  }
}
