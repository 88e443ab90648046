/// A figure gathered over batches: Keras's `keras.metrics`.
///
/// A metric of your own makes its variables in `init`, adds to them in `updateState`, and tells what
/// they come to in `result`.
open class Metric: KerasObject {
  open class var module: String { "keras.metrics" }
  open class var className: String { String(describing: Self.self) }
  open class var aliases: [String] { [] }
  /// Which way it gets better; `nil` where that is not known.
  ///
  /// Callbacks that watch it in the mode `auto` ask.
  open var direction: Direction? { nil }
  /// The name, under which `fit` reports it.
  public internal(set) var name: String
  /// The dtype in which the metric is computed.
  public let dtype: DType
  /// What it gathers.
  public private(set) var variables: [Variable] = []
  private var initializers: [Initializer] = []

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(name: String? = nil, dtype: DType? = nil) {
    self.name = name ?? AutoNames.next(KerasClasses.snakeCase(Self.className))
    self.dtype = dtype ?? Settings.floatx
  }

  /// The object that `config` describes.
  public required init(config c: Config) throws {
    name = try c.get("name", String?.none) ?? AutoNames.next(KerasClasses.snakeCase(Self.className))
    dtype = try DTypePolicy(serialized: c["dtype"])?.computeDType ?? Settings.floatx
  }

  open var config: JSONObject { ["name": .string(name), "dtype": dtype.json] }

  /// Adds a variable that begins, and begins anew at each reset, with what `initializer` makes.
  public func addVariable(
    _ shape: [Int], _ initializer: Initializer = .zeros, dtype: DType? = nil, name: String
  ) -> Variable {
    let dtype = dtype ?? self.dtype
    var shape = shape
    if let complaint = SizeLimit.complaint(aboutState: shape, dtype) {
      fail(complaint)
      shape = []
    }
    let variable = Variable(
      eagerly { initializer(shape, dtype: dtype) }, name: name,
      path: self.name + "/" + name, trainable: false, autocast: false)
    variables.append(variable)
    initializers.append(initializer)
    return variable
  }

  /// Makes the variables whose shapes depend on what is compared, unless they are there.
  ///
  /// Called before the first batch; most metrics have theirs from the start.
  open func build(_ yTrue: Shape, _ yPred: Shape) {}

  /// Adds a batch.
  open func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) {
    ErrorScope.report(
      TensorError(
        "metric", "", [yTrue.type, yPred.type], "\(name) has no updateState; override it"))
  }

  /// What was gathered comes to.
  open func result() -> Tensor {
    ErrorScope.report(TensorError("metric", "", [], "\(name) has no result; override it"))
    return .invalid
  }

  /// Forgets what was gathered.
  open func resetState() {
    for (variable, initializer) in zip(variables, initializers) {
      variable.assign(initializer(variable.shape, dtype: variable.dtype))
    }
  }

  /// Adds a batch, and gives the result.
  public func callAsFunction(
    _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil
  ) -> Tensor {
    updateState(yTrue, yPred, sampleWeight: sampleWeight)
    return result()
  }
}

extension Metric {
  /// Which way a metric gets better: up for an accuracy, down for an error.
  public enum Direction: Sendable { case up, down }
}

extension Metric {
  /// What is gathered after a batch, as a function of what was before: Keras's
  /// `stateless_update_state`.
  public func statelessUpdateState(
    _ state: [Tensor], _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil
  ) -> [Tensor] {
    guard let scope = scope(state) else { return state }
    scope.run { updateState(yTrue, yPred, sampleWeight: sampleWeight) }
    return scope.values(of: variables)
  }

  /// What `state` comes to: Keras's `stateless_result`.
  public func statelessResult(_ state: [Tensor]) -> Tensor {
    scope(state)?.run { result() } ?? .invalid
  }

  /// What is gathered at first: Keras's `stateless_reset_state`.
  public func statelessResetState() -> [Tensor] {
    let scope = StatelessScope()
    scope.run { resetState() }
    return scope.values(of: variables)
  }

  private func scope(_ state: [Tensor]) -> StatelessScope? {
    guard state.count == variables.count else {
      fail("expected the values of its \(variables.count) variables, got \(state.count)")
      return nil
    }
    return StatelessScope(variables, state)
  }
}

/// Keras's `keras.metrics`.
public enum Metrics {}
