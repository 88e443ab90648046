/// How far predictions are from what is wanted: Keras's `keras.losses`.
///
/// A loss of your own overrides `call`, which gives a value for each sample; the base class applies
/// masks and weights and reduces.
open class Loss: KerasObject {
  open class var module: String { "keras.losses" }
  open class var className: String { String(describing: Self.self) }
  open class var aliases: [String] { [] }
  /// The name.
  public let name: String
  /// How the values of the samples become one.
  public let reduction: Reduction
  /// The dtype in which the loss is computed.
  public let dtype: DType

  /// How values of samples become one.
  public enum Reduction: String, CaseIterable, ConfigValue, Sendable {
    /// The sum.
    case sum
    /// The sum divided by the number of values.
    case sumOverBatchSize = "sum_over_batch_size"
    /// The same under another name.
    case mean
    /// The sum divided by the sum of the weights as they are given: one that counts for several values
    /// is added once.
    case meanWithSampleWeight = "mean_with_sample_weight"
    /// The values themselves.
    case none
  }

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    name: String? = nil, reduction: Reduction = .sumOverBatchSize, dtype: DType? = nil
  ) {
    self.name = name ?? KerasClasses.snakeCase(Self.className)
    self.reduction = reduction
    self.dtype = dtype ?? Settings.floatx
  }

  /// The object that `config` describes.
  public required init(config c: Config) throws {
    name = try c.get("name", String?.none) ?? KerasClasses.snakeCase(Self.className)
    reduction = try c.get("reduction", Reduction?.some(.sumOverBatchSize)) ?? .none
    dtype = try DTypePolicy(serialized: c["dtype"])?.computeDType ?? Settings.floatx
  }

  open var config: JSONObject { ["name": .string(name), "reduction": reduction.json] }

  /// A loss with Keras's order of arguments; all but `dtype` must be named.
  public convenience init(reduction: Reduction, name: String, dtype: DType? = nil) {
    self.init(name: name, reduction: reduction, dtype: dtype)
  }

  /// Which of the values that `call` gives count; `nil` where all do.
  open func valueMask(_ yTrue: Tensor, _ yPred: Tensor, _ values: Tensor) -> Tensor? { nil }

  /// The value of each sample.
  open func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    ErrorScope.report(
      TensorError("loss", "", [yTrue.type, yPred.type], "\(name) has no call; override it"))
    return .invalid
  }

  /// The loss: values of samples where the mask holds, times their weights, reduced.
  ///
  /// A mask leaves values out. Where the mean over the batch is asked for, it is the mean of those that
  /// remain. No values at all have the loss 0.
  public func callAsFunction(
    _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil, mask: Tensor? = nil
  ) -> Tensor {
    let yPred = yPred.dtype == dtype ? yPred : cast(yPred, dtype: dtype)
    let yTrue = yTrue.dtype == dtype ? yTrue : cast(yTrue, dtype: dtype)
    let values = call(yTrue, yPred)
    var mask = mask
    if let own = valueMask(yTrue, yPred, values) {
      mask =
        mask.map {
          let (a, b) = alignedRanks(cast($0, dtype: .i1), own)
          return logicalAnd(a, b)
        } ?? own
    }
    return reduceWeighted(values, sampleWeight, mask, reduction, dtype)
  }
}

/// Keras's `keras.losses`.
public enum Losses {}

/// `values` times `weights` where `mask` holds, reduced.
func reduceWeighted(
  _ values: Tensor, _ weights: Tensor?, _ mask: Tensor?, _ reduction: Loss.Reduction,
  _ dtype: DType
) -> Tensor {
  var values = cast(values, dtype: dtype)
  var weights = weights.map { cast($0, dtype: dtype) }
  if let mask {
    var scaled = cast(mask, dtype: dtype)
    if reduction == .mean || reduction == .sumOverBatchSize {
      // An all-false mask gives 0, not NaN.
      scaled = scaled * (Double(mask.type.count) / (sum(scaled) + Settings.epsilon))
    }
    if let given = weights {
      let (m, w) = alignedRanks(scaled, given)
      weights = m * w
    } else {
      weights = scaled
    }
  }
  if let given = weights {
    let (v, w) = alignedRanks(values, given)
    (values, weights) = (v * w, w)
  }
  switch reduction {
  case .none: return values
  case .sum: return sum(values)
  case .mean, .sumOverBatchSize:
    return values.rank == 0 ? values : sum(values) / Double(max(values.type.count, 1))
  case .meanWithSampleWeight:
    guard let weights else { return sum(values) / Double(max(values.type.count, 1)) }
    return divideNoNan(sum(values), sum(weights))
  }
}

/// `x` and `y` with the same number of axes: one trailing axis of size 1 is dropped or added.
func alignedRanks(_ x: Tensor, _ y: Tensor) -> (Tensor, Tensor) {
  if x.rank == y.rank + 1, x.shape.last == 1 { return (squeeze(x, axis: -1), y) }
  if y.rank == x.rank + 1, y.shape.last == 1 { return (x, squeeze(y, axis: -1)) }
  var y = y
  while y.rank < x.rank, y.rank > 0 { y = expandDims(y, -1) }
  return (x, y)
}

/// `yTrue` and `yPred` with the same number of axes: Keras's `squeeze_or_expand_to_same_rank`.
func squeezedToMatch(_ yTrue: Tensor, _ yPred: Tensor) -> (Tensor, Tensor) {
  if yTrue.rank == yPred.rank + 1, yTrue.shape.last == 1 {
    return yPred.rank == 1
      ? (yTrue, expandDims(yPred, -1)) : (squeeze(yTrue, axis: -1), yPred)
  }
  if yPred.rank == yTrue.rank + 1, yPred.shape.last == 1 {
    return yTrue.rank == 1
      ? (expandDims(yTrue, -1), yPred) : (yTrue, squeeze(yPred, axis: -1))
  }
  return (yTrue, yPred)
}
