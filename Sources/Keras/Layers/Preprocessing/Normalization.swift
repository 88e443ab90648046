/// A layer that brings numbers to mean 0 and variance 1: `(x - mean) / √variance`.
///
/// `axis` says along which axes there is a mean and a variance for each place, `nil` that there is one
/// for all. They are given, or found by `adapt` in data, as weights; before it they are 0 and 1. With
/// `invert` the layer does the reverse. Shape: that of the input.
public final class Normalization: Layer {
  let axis: [Int]
  let invert: Bool
  private let givenMean, givenVariance: NumberOrList?
  /// Whether mean and variance are given, so that nothing is found by `adapt`.
  var isGiven: Bool { givenMean != nil }
  /// The mean found by `adapt`.
  @Weight public var mean: Tensor
  /// The variance found by `adapt`.
  @Weight public var variance: Tensor
  private var count: Variable?
  private var keptAxes: [Int] = []

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    axis: (any AxisList)? = -1, mean: Double? = nil, variance: Double? = nil,
    invert: Bool = false, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.axis, self.invert) = (axis?.axisList ?? [], invert)
    (givenMean, givenVariance) = (mean.map { NumberOrList($0) }, variance.map { NumberOrList($0) })
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkGiven()
  }
  /// The layer with a mean and a variance for each place along `axis`.
  public init(
    axis: (any AxisList)? = -1, mean: [Double], variance: [Double], invert: Bool = false,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.axis, self.invert) = (axis?.axisList ?? [], invert)
    (givenMean, givenVariance) = (NumberOrList(mean), NumberOrList(variance))
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkGiven()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    axis = try c.get("axis", IntegerOrList?.some(IntegerOrList(-1)))?.axisList ?? []
    invert = try c.get("invert", false)
    givenMean = try c.get("mean")
    givenVariance = try c.get("variance")
    try super.init(config: c)
    checkGiven()
  }
  private func checkGiven() {
    if (givenMean == nil) != (givenVariance == nil) {
      fail("give both mean and variance, or neither and call adapt")
    }
  }
  public override var config: JSONObject {
    super.config.merging([
      "axis": axis.json, "invert": invert.json, "mean": givenMean.json,
      "variance": givenVariance.json,
    ])
  }

  public override var supportsMasking: Bool { true }
  public override func build(_ inputShapes: [Shape]) {
    guard let shape = inputShapes.first else { return }
    let axes = axis.map { $0 < 0 ? $0 + shape.count : $0 }
    guard axes.allSatisfy({ shape.indices.contains($0) }) else {
      return fail("axis \(axis) is not one of an input of the shape \(pythonTuple(shape))")
    }
    keptAxes = axes.sorted()
    let sizes = keptAxes.compactMap { shape[$0] }
    guard sizes.count == keptAxes.count else {
      return fail(
        "the sizes of the axes \(axis) must be known, the shape is \(pythonTuple(shape))")
    }
    guard givenMean == nil else {
      let size = sizes.reduce(1, *)
      for given in [givenMean, givenVariance] where (given?.values.count ?? 1) != 1 {
        if given?.values.count != size {
          fail("mean and variance must have \(size) numbers, got \(given?.values.count ?? 0)")
        }
      }
      return
    }
    addWeight($mean, "mean", sizes, .zeros, trainable: false)
    addWeight($variance, "variance", sizes, .ones, trainable: false)
    count = addWeight(nil, "count", [], .zeros, dtype: .i32, trainable: false)
  }

  /// Sets mean and variance to those of `data`.
  public func adapt(_ data: Tensor) {
    guard givenMean == nil else {
      return fail("mean and variance are given; adapt is for a layer that has neither")
    }
    guard data.type.count > 0 else { return fail("adapt needs data, got none", [data.type]) }
    buildIfNeeded([data.shape.enumerated().map { $0 == 0 && !axis.contains(0) ? nil : $1 }])
    guard isBuilt else { return }
    let x = cast(data, dtype: dtypePolicy.variableDType)
    let reduced = x.shape.indices.filter { !keptAxes.contains($0) }
    $mean.assign(NumPy.mean(x, axis: reduced))
    $variance.assign(NumPy.var(x, axis: reduced))
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    let dtype = dtypePolicy.computeDType
    let x = cast(x, dtype: dtype)
    var shape = [Int](repeating: 1, count: x.rank)
    for axis in keptAxes where axis < x.rank { shape[axis] = x.shape[axis] }
    func placed(_ value: Tensor) -> Tensor {
      let value = cast(value, dtype: dtype)
      return value.type.count == 1
        ? reshape(value, [Int](repeating: 1, count: x.rank)) : reshape(value, shape)
    }
    let mean = placed(givenMean?.tensor(dtype) ?? self.mean)
    let deviation = sqrt(placed(givenVariance?.tensor(dtype) ?? variance))
    // As Keras, a variance of 0 is taken for a very small one.
    let safe = maximum(deviation, Tensor(weak: Settings.epsilon))
    return invert ? mean + x * safe : (x - mean) / safe
  }
}
