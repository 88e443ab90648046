/// A layer that gives each sample mean 0 and variance 1 along `axis`, times gamma and plus beta.
///
/// Gamma and beta have the sizes of `axis`. 16-bit inputs are worked out as `f32`. With `rmsScaling`,
/// which old files may ask for, samples are divided by the root of their variance alone, times gamma.
/// Shape: that of the input. Source: J. Ba et al., Layer Normalization, 2016, section 3.
public final class LayerNormalization: Layer {
  let axis: [Int]
  private let given: IntegerOrList
  let epsilon: Double
  let center, scale, rmsScaling: Bool
  let betaOptions, gammaOptions: WeightOptions
  /// The scale.
  @Weight public var gamma: Tensor
  /// The shift.
  @Weight public var beta: Tensor

  /// The layer with these settings.
  public init(
    axis: any AxisList = -1, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
    betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil,
    betaConstraint: Constraint? = nil, gammaConstraint: Constraint? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (given, self.axis) = (IntegerOrList(axis), axis.axisList.sorted())
    (self.epsilon, self.center, self.scale, rmsScaling) = (epsilon, center, scale, false)
    betaOptions = WeightOptions(betaInitializer, betaRegularizer, betaConstraint)
    gammaOptions = WeightOptions(gammaInitializer, gammaRegularizer, gammaConstraint)
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    given = try c.axes("axis", -1)
    axis = given.axisList.sorted()
    epsilon = try c.get("epsilon", 1e-3)
    center = try c.get("center", true)
    scale = try c.get("scale", true)
    rmsScaling = try c.get("rms_scaling", false)
    betaOptions = try WeightOptions(c, "beta", .zeros)
    gammaOptions = try WeightOptions(c, "gamma", .ones)
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging([
      // As Keras: a number before the weights are made, a list after.
      "axis": isBuilt ? axis.json : given.json,
      "epsilon": epsilon.json, "center": center.json, "scale": scale.json,
      "rms_scaling": rmsScaling.json,
    ]).merging(betaOptions.config("beta")).merging(gammaOptions.config("gamma"))
  }
  public override var supportsMasking: Bool { true }
  public override var autocastsInputs: Bool { false }

  public override func build(_ inputShapes: [Shape]) {
    guard let sizes = knownSizes(inputShapes, axes: axis) else { return }
    if scale || rmsScaling { addWeight($gamma, "gamma", sizes, gammaOptions, autocast: false) }
    if center, !rmsScaling { addWeight($beta, "beta", sizes, betaOptions, autocast: false) }
  }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard checkAxes(axis, x) else { return .invalid }
    let y: Tensor
    if rmsScaling {
      let wide = x.dtype.bitWidth < 32 ? convert(x, to: .f32) : x
      let (_, variance) = moments(wide, axis, keepdims: true)
      let shape = x.shape.indices.map { i in
        axis.contains { ($0 < 0 ? $0 + x.rank : $0) == i } ? x.shape[i] : 1
      }
      y = wide * rsqrt(variance + epsilon) * reshape(gamma, shape)
    } else {
      y = layerNormalization(
        x, gamma: scale ? gamma : nil, beta: center ? beta : nil, axis: axis, epsilon: epsilon)
    }
    return cast(y, dtype: dtypePolicy.computeDType)
  }
}

extension Layer {
  /// The sizes of several axes of the only input; reports where one is open.
  func knownSizes(_ shapes: [Shape], axes: [Int]) -> [Int]? {
    var sizes: [Int] = []
    for axis in axes {
      guard let size = knownSize(shapes, axis: axis) else { return nil }
      sizes.append(size)
    }
    return sizes
  }

  /// Whether `x` has these axes; reports where it has not.
  func checkAxes(_ axes: [Int], _ x: Tensor) -> Bool {
    let isThere = axes.allSatisfy { -x.rank..<x.rank ~= $0 }
    if !isThere { fail("the axes \(axes) must be among the \(x.rank) of the input", [x.type]) }
    return isThere
  }
}
