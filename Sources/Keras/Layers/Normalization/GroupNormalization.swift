/// A layer that gives each group of channels of a sample mean 0 and variance 1, times gamma and plus
/// beta.
///
/// As many `groups` as channels, or -1, is instance normalization; one group is nearly
/// `LayerNormalization`. Gamma and beta have one number for each channel. 16-bit inputs are worked
/// out as `f32`. Shape: that of the input. Source: Y. Wu and K. He, Group Normalization, 2018,
/// section 3.
public final class GroupNormalization: Layer {
  let groups, axis: Int
  private var actualGroups: Int
  let epsilon: Double
  let center, scale: Bool
  let betaOptions, gammaOptions: WeightOptions
  /// The scale of each channel.
  @Weight public var gamma: Tensor
  /// The shift of each channel.
  @Weight public var beta: Tensor

  /// The layer with these settings.
  public init(
    groups: Int = 32, axis: Int = -1, epsilon: Double = 1e-3, center: Bool = true,
    scale: Bool = true, betaInitializer: Initializer = .zeros,
    gammaInitializer: Initializer = .ones, betaRegularizer: Regularizer? = nil,
    gammaRegularizer: Regularizer? = nil, betaConstraint: Constraint? = nil,
    gammaConstraint: Constraint? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.groups, self.axis, actualGroups, self.epsilon) = (groups, axis, groups, epsilon)
    (self.center, self.scale) = (center, scale)
    betaOptions = WeightOptions(betaInitializer, betaRegularizer, betaConstraint)
    gammaOptions = WeightOptions(gammaInitializer, gammaRegularizer, gammaConstraint)
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    groups = try c.get("groups", 32)
    actualGroups = groups
    axis = try c.get("axis", -1)
    epsilon = try c.get("epsilon", 1e-3)
    center = try c.get("center", true)
    scale = try c.get("scale", true)
    betaOptions = try WeightOptions(c, "beta", .zeros)
    gammaOptions = try WeightOptions(c, "gamma", .ones)
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging([
      "groups": actualGroups.json, "axis": axis.json, "epsilon": epsilon.json,
      "center": center.json, "scale": scale.json,
    ]).merging(betaOptions.config("beta")).merging(gammaOptions.config("gamma"))
  }
  public override var supportsMasking: Bool { true }
  public override var autocastsInputs: Bool { false }
  public override var inputSpec: InputSpec? { InputSpec(minNdim: 2) }

  public override func build(_ inputShapes: [Shape]) {
    guard let channels = knownSize(inputShapes, axis: axis) else { return }
    actualGroups = groups == -1 ? channels : groups
    guard actualGroups > 0, channels % actualGroups == 0 else {
      return fail("groups must be -1 or divide the \(channels) channels, got \(groups)")
    }
    if scale { addWeight($gamma, "gamma", [channels], gammaOptions, autocast: false) }
    if center { addWeight($beta, "beta", [channels], betaOptions, autocast: false) }
  }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    let axis = self.axis < 0 ? self.axis + x.rank : self.axis
    guard checkAxes([self.axis], x), axis > 0 else {
      fail("axis \(self.axis) must not be that of the batch", [x.type])
      return .invalid
    }
    // Groups get an axis of their own, before that of their channels.
    var shape = x.shape
    guard shape[axis] % actualGroups == 0 else {
      fail("the channels must divide into \(actualGroups) groups", [x.type])
      return .invalid
    }
    shape[axis] /= actualGroups
    shape.insert(actualGroups, at: axis)
    let grouped = reshape(x.dtype.bitWidth < 32 ? convert(x, to: .f32) : x, shape)
    let axes = (1...x.rank).filter { $0 != axis }
    let (mean, variance) = moments(grouped, axes, keepdims: true)
    var factor = rsqrt(variance + epsilon)
    var channels = [Int](repeating: 1, count: x.rank + 1)
    (channels[axis], channels[axis + 1]) = (actualGroups, shape[axis + 1])
    if scale { factor = factor * reshape(gamma, channels) }
    var shift = -mean * factor
    if center { shift = shift + reshape(beta, channels) }
    return cast(reshape(grouped * factor + shift, x.shape), dtype: dtypePolicy.computeDType)
  }
}
