/// A figure gathered over batches: Keras's `keras.metrics`.
///
/// A metric of your own makes its variables in `init`, adds to them in `updateState`, and tells what
/// they come to in `result`.
open class Metric: KerasObject {
  open class var module: String { "keras.metrics" }
  open class var className: String { String(describing: Self.self) }
  open class var aliases: [String] { [] }
  /// The name, under which `fit` reports it.
  public internal(set) var name: String
  /// The dtype in which the metric is computed.
  public let dtype: DType
  /// What it gathers.
  public private(set) var variables: [Variable] = []
  private var initializers: [Initializer] = []

  public init(name: String? = nil, dtype: DType? = nil) {
    self.name = name ?? AutoNames.next(KerasClasses.snakeCase(Self.className))
    self.dtype = dtype ?? Settings.floatx
  }

  public required init(config c: Config) throws {
    name = try c.get("name", String?.none) ?? AutoNames.next(KerasClasses.snakeCase(Self.className))
    dtype = try DTypePolicy(serialized: c.fields["dtype"])?.computeDType ?? Settings.floatx
  }

  open var config: JSONObject { ["name": .string(name), "dtype": dtype.json] }

  /// Adds a variable that begins, and begins anew at each reset, with what `initializer` makes.
  public func addVariable(
    _ shape: [Int], _ initializer: Initializer = .zeros, dtype: DType? = nil, name: String
  ) -> Variable {
    let variable = Variable(
      eagerly { initializer(shape, dtype: dtype ?? self.dtype) }, name: name,
      path: self.name + "/" + name, trainable: false, autocast: false)
    variables.append(variable)
    initializers.append(initializer)
    return variable
  }

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

/// Keras's `keras.metrics`.
public enum Metrics {}

extension KerasClasses {
  static let metrics: [any KerasObject.Type] = [Metrics.Mean.self]
}

extension Metrics {
  /// The weighted mean of values.
  public final class Mean: Metric {
    private var total: Variable?
    private var count: Variable?

    public override init(name: String? = "mean", dtype: DType? = nil) {
      super.init(name: name, dtype: dtype)
      begin()
    }
    public required init(config: Config) throws {
      try super.init(config: config)
      begin()
    }
    private func begin() {
      total = addVariable([], name: "total")
      count = addVariable([], name: "count")
    }

    /// Adds values.
    public func updateState(_ values: Tensor, sampleWeight: Tensor? = nil) {
      let values = cast(values, dtype: dtype)
      guard let weight = sampleWeight else {
        total?.assignAdd(sum(values))
        count?.assignAdd(.full(TensorType(dtype), values.type.count))
        return
      }
      let (v, w) = alignedRanks(values, cast(weight, dtype: dtype))
      let spread = broadcastTo(w, v.shape)
      total?.assignAdd(sum(v * spread))
      count?.assignAdd(sum(spread))
    }
    public override func result() -> Tensor {
      guard let total, let count else { return .invalid }
      return divideNoNan(total.rawValue, count.rawValue)
    }
  }
}
