extension Metrics {
  /// The weighted mean of values.
  ///
  /// Each value is first the mean over all axes that the weights lack, then over all but the first.
  open class Mean: Metric {
    /// The sum of the weighted values.
    private var total: Variable?
    /// The sum of the weights.
    private var count: Variable?
    /// The name of those that are given none.
    class var defaultName: String { KerasClasses.snakeCase(className) }

    public override init(name: String? = nil, dtype: DType? = nil) {
      super.init(name: name ?? Self.defaultName, dtype: dtype)
      begin()
    }
    /// The object that `config` describes.
    public required init(config: Config) throws {
      try super.init(config: config)
      if config["name"]?.string == nil { name = Self.defaultName }
      begin()
    }
    private func begin() {
      total = addVariable([], name: "total")
      count = addVariable([], name: "count")
    }

    /// Adds values.
    public func updateState(_ values: Tensor, sampleWeight: Tensor? = nil) {
      let (values, weights) = valuesOfSamples(
        values, sampleWeight, dtype, reduce: { mean($0, axis: $1) })
      total?.assignAdd(sum(values))
      if let weights {
        count?.assignAdd(sum(weights))
      } else {
        count?.assignAdd(.full(TensorType(dtype), values.shape.first ?? 1))
      }
    }
    open override func result() -> Tensor {
      guard let total, let count else { return .invalid }
      return divideNoNan(total.rawValue, count.rawValue)
    }
  }

  /// The weighted sum of values.
  public final class Sum: Metric {
    private var total: Variable?

    public override init(name: String? = nil, dtype: DType? = nil) {
      super.init(name: name ?? "sum", dtype: dtype)
      total = addVariable([], name: "total")
    }
    /// The object that `config` describes.
    public required init(config: Config) throws {
      try super.init(config: config)
      if config["name"]?.string == nil { name = "sum" }
      total = addVariable([], name: "total")
    }

    /// Adds values.
    public func updateState(_ values: Tensor, sampleWeight: Tensor? = nil) {
      total?.assignAdd(
        sum(
          valuesOfSamples(values, sampleWeight, dtype, reduce: { NumPy.sum($0, axis: $1) }).values))
    }
    public override func result() -> Tensor { total?.rawValue ?? .invalid }
  }

  /// The weighted mean of a function of targets and predictions.
  open class MeanMetricWrapper: Mean {
    private let function: MetricFunction?

    /// The mean of `function`, under its name unless another is given.
    public init(_ function: MetricFunction, name: String? = nil, dtype: DType? = nil) {
      self.function = function
      super.init(name: name ?? function.name, dtype: dtype)
    }
    /// For the metrics of Keras, each of which knows its function.
    public override init(name: String? = nil, dtype: DType? = nil) {
      function = nil
      super.init(name: name, dtype: dtype)
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      let isPlain = Self.self == MeanMetricWrapper.self
      function = isPlain ? try c.get("fn", as: MetricFunction.self) : nil
      try super.init(config: c)
    }
    /// A loss is to become less; of another function nothing is known.
    open override var direction: Direction? { function?.isLoss == true ? .down : nil }
    open override var config: JSONObject {
      function.map { super.config.merging(["fn": $0.json]) } ?? super.config
    }

    /// The values for targets and predictions.
    func values(_ t: Tensor, _ p: Tensor) -> Tensor {
      guard let function else {
        fail("a mean of values needs the function that gives them: MeanMetricWrapper(.…)")
        return .invalid
      }
      return function.body(t, p)
    }

    open override func updateState(
      _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil
    ) {
      let (t, p) = squeezedToMatch(cast(yTrue, dtype: dtype), cast(yPred, dtype: dtype))
      updateState(values(t, p), sampleWeight: sampleWeight)
    }
  }
}

/// A value for each sample, and its weight: Keras's `reduce_to_samplewise_values`.
private func valuesOfSamples(
  _ values: Tensor, _ weights: Tensor?, _ dtype: DType, reduce: (Tensor, [Int]) -> Tensor
) -> (values: Tensor, weights: Tensor?) {
  var values = cast(values, dtype: dtype)
  var weights = weights.map { cast($0, dtype: dtype) }
  if let given = weights {
    let (v, w) = squeezedToMatch(values, given)
    values = v.rank > w.rank ? reduce(v, Array(w.rank..<v.rank)) : v
    var spread = broadcastTo(w, values.shape)
    values = values * spread
    if spread.rank > 1 { spread = reduce(spread, Array(1..<spread.rank)) }
    weights = spread
  }
  if values.rank > 1 { values = reduce(values, Array(1..<values.rank)) }
  return (values, weights)
}
