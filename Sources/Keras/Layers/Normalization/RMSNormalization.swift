/// A layer that divides each sample by the root of its mean square along `axis`, times a scale.
///
/// Shape: that of the input. Source: B. Zhang and R. Sennrich, Root Mean Square Layer Normalization,
/// 2019.
public final class RMSNormalization: Layer {
  let axis: [Int]
  private let given: IntegerOrList
  let epsilon: Double
  /// The scale, of the sizes of `axis`.
  @Weight public var scale: Tensor

  /// The layer with these settings.
  public init(
    axis: any AxisList = -1, epsilon: Double = 1e-6, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (given, self.axis) = (IntegerOrList(axis), axis.axisList.sorted())
    self.epsilon = epsilon
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    given = try c.axes("axis", -1)
    axis = given.axisList.sorted()
    epsilon = try c.get("epsilon", 1e-6)
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging([
      // As Keras: a number before the weights are made, a list after.
      "axis": isBuilt ? axis.json : given.json, "epsilon": epsilon.json,
    ])
  }
  public override var callSignature: CallSignature { CallSignature(["x"]) }
  public override func build(_ inputShapes: [Shape]) {
    guard let sizes = knownSizes(inputShapes, axes: axis) else { return }
    addWeight($scale, "scale", sizes, .ones)
  }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard checkAxes(axis, x) else { return .invalid }
    return rmsNormalization(x, scale: scale, axis: axis, epsilon: epsilon)
  }
}
