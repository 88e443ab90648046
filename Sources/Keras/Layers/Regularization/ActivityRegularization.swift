/// A layer that adds to the loss for the size of what passes it: l1·Σ|x| + l2·Σx², divided by the
/// size of the batch.
///
/// Shape: that of the input, which passes unchanged.
public final class ActivityRegularization: Layer {
  let l1, l2: Double

  /// The layer with these settings.
  public init(
    l1: Double = 0, l2: Double = 0, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.l1, self.l2) = (l1, l2)
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    l1 = try c.get("l1", 0.0)
    l2 = try c.get("l2", 0.0)
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging(["l1": l1.json, "l2": l2.json])
  }
  public override var supportsMasking: Bool { true }
  public override var recordsBuildShapes: Bool { false }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    addLoss((l1 * sum(abs(x)) + l2 * sum(square(x))) / Double(max(x.shape.first ?? 1, 1)))
    return x
  }
}
