/// A layer that gives each channel mean 0 and variance 1 over the batch, times gamma and plus beta.
///
/// In training the batch's own statistics count, and moving ones are brought nearer to them by
/// 1 - momentum; elsewhere, and where the layer is not trainable, the moving ones count. What a mask
/// leaves out has no part in the statistics. 16-bit inputs are worked out as `f32`. With `renorm` the
/// batch is corrected toward the statistics of earlier batches (S. Ioffe, Batch Renormalization,
/// 2017, algorithm 1). Shape: that of the input. Specification: `batch_norm_training`.
public final class BatchNormalization: Layer {
  let axis: Int
  let momentum, epsilon: Double
  let center, scale: Bool
  let betaOptions, gammaOptions: WeightOptions
  let movingMeanInitializer, movingVarianceInitializer: Initializer
  let synchronized: Bool
  let renorm: Renorm?
  /// The scale of each channel.
  @Weight public var gamma: Tensor
  /// The shift of each channel.
  @Weight public var beta: Tensor
  /// The mean of each channel over the batches of training.
  @Weight public var movingMean: Tensor
  /// The variance of each channel over the batches of training.
  @Weight public var movingVariance: Tensor
  @Weight var movingStddev: Tensor
  @Weight var renormMean: Tensor
  @Weight var renormStddev: Tensor

  /// How batches are corrected toward earlier ones.
  struct Renorm {
    /// Bounds of the correction: `rmin` and `rmax` of its factor, `dmax` of its shift.
    let clipping: [String: Double]?
    let momentum: Double
  }

  /// `renormClipping` may bound the correction by `rmin`, `rmax` and `dmax`. `synchronized` is kept
  /// for files: statistics are those of the whole batch wherever it is.
  public init(
    axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true,
    scale: Bool = true, betaInitializer: Initializer = .zeros,
    gammaInitializer: Initializer = .ones, movingMeanInitializer: Initializer = .zeros,
    movingVarianceInitializer: Initializer = .ones, betaRegularizer: Regularizer? = nil,
    gammaRegularizer: Regularizer? = nil, betaConstraint: Constraint? = nil,
    gammaConstraint: Constraint? = nil, renorm: Bool = false,
    renormClipping: [String: Double]? = nil, renormMomentum: Double = 0.99,
    synchronized: Bool = false, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.axis, self.momentum, self.epsilon) = (axis, momentum, epsilon)
    (self.center, self.scale, self.synchronized) = (center, scale, synchronized)
    betaOptions = WeightOptions(betaInitializer, betaRegularizer, betaConstraint)
    gammaOptions = WeightOptions(gammaInitializer, gammaRegularizer, gammaConstraint)
    self.movingMeanInitializer = movingMeanInitializer
    self.movingVarianceInitializer = movingVarianceInitializer
    self.renorm = renorm ? Renorm(clipping: renormClipping, momentum: renormMomentum) : nil
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }

  /// The object that a config describes.
  public required init(config c: Config) throws {
    // Files of Keras 2 hold a list of one.
    axis = try c.axes("axis", -1).axisList.first ?? -1
    momentum = try c.get("momentum", 0.99)
    epsilon = try c.get("epsilon", 1e-3)
    center = try c.get("center", true)
    scale = try c.get("scale", true)
    betaOptions = try WeightOptions(c, "beta", .zeros)
    gammaOptions = try WeightOptions(c, "gamma", .ones)
    movingMeanInitializer = try c.object("moving_mean_initializer") ?? .zeros
    movingVarianceInitializer = try c.object("moving_variance_initializer") ?? .ones
    synchronized = try c.get("synchronized", false)
    renorm =
      try c.get("renorm", false)
      ? Renorm(
        clipping: Self.clipping(c), momentum: c.get("renorm_momentum", 0.99)) : nil
    try super.init(config: c)
    checkSettings()
  }

  private static func clipping(_ c: Config) throws -> [String: Double]? {
    guard let fields = c["renorm_clipping"]?.object else { return nil }
    return Dictionary(
      uniqueKeysWithValues: try fields.fields.map { key, json in
        guard let value = json.number else {
          throw c.unexpected("renorm_clipping.\(key)", "a number", json)
        }
        return (key, value)
      })
  }

  private func checkSettings() {
    if let keys = renorm?.clipping?.keys.filter({ !["rmin", "rmax", "dmax"].contains($0) }),
      !keys.isEmpty
    {
      fail("renormClipping may hold rmin, rmax and dmax, got \(keys.sorted())")
    }
  }

  public override var config: JSONObject {
    let clipping = renorm?.clipping.map { pairs in
      JSON.object(JSONObject(pairs.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }))
    }
    return super.config.merging([
      "axis": axis.json, "momentum": momentum.json, "epsilon": epsilon.json,
      "center": center.json, "scale": scale.json,
      "moving_mean_initializer": serialize(movingMeanInitializer),
      "moving_variance_initializer": serialize(movingVarianceInitializer),
      "synchronized": synchronized.json, "renorm": .bool(renorm != nil),
      "renorm_clipping": clipping ?? .null,
      "renorm_momentum": (renorm?.momentum ?? 0.99).json,
    ]).merging(betaOptions.config("beta")).merging(gammaOptions.config("gamma"))
  }
  public override var supportsMasking: Bool { true }

  public override func build(_ inputShapes: [Shape]) {
    guard let size = knownSize(inputShapes, axis: axis) else { return }
    // The statistics need all 32 bits, whatever the policy.
    if scale { addWeight($gamma, "gamma", [size], gammaOptions, autocast: false) }
    if center { addWeight($beta, "beta", [size], betaOptions, autocast: false) }
    func statistic(_ weight: Weight, _ name: String, _ initializer: Initializer) {
      addWeight(weight, name, [size], initializer, trainable: false, autocast: false)
    }
    statistic($movingMean, "moving_mean", movingMeanInitializer)
    statistic($movingVariance, "moving_variance", movingVarianceInitializer)
    guard renorm != nil else { return }
    let roots = RootOf(movingVarianceInitializer)
    statistic($movingStddev, "moving_stddev", roots)
    statistic($renormMean, "renorm_mean", movingMeanInitializer)
    statistic($renormStddev, "renorm_stddev", roots)
  }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    let given = inputs.x
    let axis = self.axis < 0 ? self.axis + given.rank : self.axis
    guard axis >= 0, axis < given.rank, given.shape[axis] == movingMean.shape[0] else {
      fail("axis \(self.axis) must have the size \(movingMean.shape[0])", [given.type])
      return [.invalid]
    }
    if let mask = inputs.mask, mask.rank != given.rank - 1 {
      fail("the mask must have one axis less than the input", [given.type, mask.type])
      return [.invalid]
    }
    // Integers would round the statistics, and half precision overflows.
    let x = given.dtype == .f64 ? given : convert(given, to: .f32)
    var (mean, variance) = (movingMean, movingVariance)
    var (offset, factor) = (center ? beta : nil, scale ? gamma : nil)
    if inputs.training, trainable {
      let axes = (0..<x.rank).filter { $0 != axis }
      (mean, variance) =
        inputs.mask.map { statistics(x, axes, $0) } ?? statistics(x, axes)
      if let renorm {
        (factor, offset) = corrected(renorm, mean, variance, factor, offset)
        update(renorm, mean, variance)
      } else {
        $movingMean.assign(moved(movingMean, mean, momentum))
        $movingVariance.assign(moved(movingVariance, variance, momentum))
      }
    }
    let y = batchNormalization(
      x, mean, variance, axis: axis, offset: offset, scale: factor, epsilon: epsilon)
    return [cast(y, dtype: dtypePolicy.computeDType)]
  }

  /// Mean and variance of the batch, whichever devices have parts of it.
  private func statistics(_ x: Tensor, _ axes: [Int]) -> (mean: Tensor, variance: Tensor) {
    let (own, spread) = moments(x, axes)
    guard CallContext.current.replicas != nil else { return (own, spread) }
    let mean = meanAcrossReplicas(own)
    return (mean, meanAcrossReplicas(spread + square(own - mean)))
  }

  /// Mean and variance of what the mask keeps.
  private func statistics(
    _ x: Tensor, _ axes: [Int], _ mask: Tensor
  ) -> (mean: Tensor, variance: Tensor) {
    let isThere = broadcastTo(expandDims(cast(mask, dtype: .i1), -1), x.shape)
    let count =
      acrossReplicas(sum(cast(isThere, dtype: x.dtype), axis: axes, keepdims: true))
      + Settings.epsilon
    let kept = NumPy.where(isThere, x, zerosLike(x))
    let mean = acrossReplicas(sum(kept, axis: axes, keepdims: true)) / count
    let centred = NumPy.where(isThere, x - mean, zerosLike(x))
    let variance = acrossReplicas(sum(square(centred), axis: axes)) / squeeze(count, axis: axes)
    return (squeeze(mean, axis: axes), variance)
  }

  /// `old` brought nearer to `new`.
  private func moved(_ old: Tensor, _ new: Tensor, _ momentum: Double) -> Tensor {
    old * momentum + new * (1 - momentum)
  }

  /// Scale and shift with the correction of the batch in them.
  private func corrected(
    _ renorm: Renorm, _ mean: Tensor, _ variance: Tensor, _ scale: Tensor?, _ offset: Tensor?
  ) -> (scale: Tensor, offset: Tensor) {
    // Early in training the deviation may still be near 0.
    let known = maximum(renormStddev, Tensor(weak: epsilon.squareRoot()))
    var r = sqrt(variance + epsilon) / known
    var d = (mean - renormMean) / known
    if let low = renorm.clipping?["rmin"] { r = maximum(r, Tensor(weak: low)) }
    if let high = renorm.clipping?["rmax"] { r = minimum(r, Tensor(weak: high)) }
    if let most = renorm.clipping?["dmax"] {
      d = minimum(maximum(d, Tensor(weak: -most)), Tensor(weak: most))
    }
    (r, d) = (stopGradient(r), stopGradient(d))
    let factor = scale.map { r * $0 } ?? r
    let shift = scale.map { d * $0 } ?? d
    return (factor, offset.map { shift + $0 } ?? shift)
  }

  private func update(_ renorm: Renorm, _ mean: Tensor, _ variance: Tensor) {
    let stddev = sqrt(variance + epsilon)
    $renormMean.assign(moved(renormMean, mean, renorm.momentum))
    $renormStddev.assign(moved(renormStddev, stddev, renorm.momentum))
    $movingMean.assign(moved(movingMean, mean, momentum))
    let next = moved(movingStddev, stddev, momentum)
    $movingStddev.assign(next)
    // Rounding may take it below 0.
    $movingVariance.assign(relu(next * next - epsilon))
  }
}

/// The square roots of what another initializer makes.
private final class RootOf: Initializer {
  private let squares: Initializer
  init(_ squares: Initializer) {
    self.squares = squares
    super.init()
  }
  required init(config: Config) throws {
    throw ConfigError("\(config.owner) is made by layers and stands in no file")
  }
  override func callAsFunction(_ shape: [Int], dtype: DType) -> Tensor {
    sqrt(squares(shape, dtype: dtype))
  }
}
