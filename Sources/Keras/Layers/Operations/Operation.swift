/// An operation of `keras.ops` that functional models may hold: what Keras's class of it takes, and
/// what it computes.
struct Operation: Sendable {
  /// Keras's module of the class, below `keras.src.ops`.
  enum Module: String {
    case numpy, math, nn, core, linalg, image, einops
  }

  /// Keras's name of its class.
  let name: String
  /// Keras's module of its class.
  let module: String
  /// The names of what its call takes, in order.
  let parameters: [String]
  /// Whether the first of these is a list of tensors.
  let takesList: Bool
  /// What its constructor takes, with the defaults.
  let settings: JSONObject
  /// What its constructor must be given.
  let required: [String]
  /// What it computes.
  let run: @Sendable (Operands) throws -> [Tensor]

  /// An operation whose call takes `parameters`, names with spaces between; a list is written `xs[]`,
  /// all that come `*x`.
  init(
    _ name: String, _ module: Module, _ parameters: String, needs required: String = "",
    _ settings: JSONObject = [:], _ run: @escaping @Sendable (Operands) throws -> [Tensor]
  ) {
    self.init(
      name, in: "keras.src.ops." + module.rawValue, parameters, needs: required, settings, run)
  }
  /// The same of a class that stands elsewhere in Keras.
  init(
    _ name: String, in module: String, _ parameters: String, needs required: String = "",
    _ settings: JSONObject, _ run: @escaping @Sendable (Operands) throws -> [Tensor]
  ) {
    func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
    (self.name, self.module, self.settings, self.run) = (name, module, settings, run)
    takesList = parameters.contains("[]") && words(parameters)[0].hasSuffix("[]")
    self.parameters = words(parameters).map {
      $0.hasSuffix("[]") ? String($0.dropLast(2)) : $0
    }
    self.required = words(required)
  }

  static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  static let all: [Operation] =
    unary + binary + predicates + reductions + runningReductions + sorting + statistics + shapes
    + joining + creating + indexing + algebra + products + signals + activations + losses
    + normalizations + windows + colours + resampling

  /// The operation of this name, or an error that names those nearest to it.
  static func named(_ name: String, in module: String) throws -> Operation {
    if let operation = byName[name] { return operation }
    if let reason = withoutForm[name] { throw ConfigError("the operation '\(name)' \(reason)") }
    throw ConfigError(
      "the operation '\(name)' of \(module) is unknown" + NearNames.hint(name, among: byName.keys))
  }

  /// Operations that no file can carry into a model, and why.
  private static let withoutForm: [String: String] = {
    let function =
      "calls functions of Python, and nothing of a file is run; write it as a layer of your own"
    let open =
      "has a result whose size depends on the values, which a compiled model cannot have"
    var reasons = [
      "Nonzero": open, "Bincount": open, "Arange": open,
      "ElasticTransform":
        "draws random numbers without a seed of its own; RandomElasticTransform does",
    ]
    for name in [
      "AssociativeScan", "Cond", "ForiLoop", "Map", "Scan", "Switch", "VectorizedMap", "WhileLoop",
      "JVP",
    ] {
      reasons[name] = function
    }
    return reasons
  }()

  /// Whether `module` is one whose classes are operations.
  static func isModule(_ module: String) -> Bool {
    module.hasPrefix("keras.src.ops.") || module == "keras.src.activations.activations"
  }

  static func unary(
    _ name: String, _ module: Module = .numpy, _ f: @escaping @Sendable (Tensor) -> Tensor
  ) -> Operation {
    Operation(name, module, "x") { [f(try $0.tensor(0))] }
  }
  static func binary(
    _ name: String, _ module: Module = .numpy, _ parameters: String = "x1 x2",
    _ f: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Operation {
    Operation(name, module, parameters) { [f(try $0.tensor(0), try $0.tensor(1))] }
  }
  /// A reduction of axes, which keeps them with `keepdims`.
  static func reduction(
    _ name: String, _ module: Module = .numpy,
    _ f: @escaping @Sendable (Tensor, (any AxisList)?, Bool) -> Tensor
  ) -> Operation {
    Operation(name, module, "x", ["axis": nil, "keepdims": false]) {
      [f(try $0.tensor(0), try $0.axes(), try $0.flag("keepdims"))]
    }
  }
}
