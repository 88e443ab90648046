/// A layer that divides each sample by its Euclidean norm along `axis`.
///
/// A norm below 1e-12 counts as 1e-12. Shape: that of the input.
public final class UnitNormalization: Layer {
  let axis: IntegerOrList

  /// The layer with these settings.
  public init(
    axis: any AxisList = -1, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    self.axis = IntegerOrList(axis)
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    axis = try c.axes("axis", -1)
    try super.init(config: c)
  }
  public override var config: JSONObject { super.config.merging(["axis": axis.json]) }
  public override var supportsMasking: Bool { true }
  public override var recordsBuildShapes: Bool { false }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard checkAxes(axis.axisList, x) else { return .invalid }
    return normalize(x, axis: axis, epsilon: 1e-12)
  }
}
