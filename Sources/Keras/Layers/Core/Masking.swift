/// A layer that masks the steps of a sequence all of whose numbers are `maskValue`.
///
/// The masked steps become 0. Shape: that of the input; the mask has no last axis.
public final class Masking: Layer {
  let maskValue: Double

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    maskValue: Double = 0, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    self.maskValue = maskValue
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    maskValue = try c.get("mask_value", 0.0)
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging(["mask_value": maskValue.json])
  }
  public override var supportsMasking: Bool { true }
  public override var recordsBuildShapes: Bool { false }

  private func isThere(_ x: Tensor) -> Tensor {
    NumPy.any(notEqual(x, Tensor(weak: maskValue)), axis: -1, keepdims: true)
  }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    x * cast(isThere(x), dtype: x.dtype)
  }
  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] {
    [squeeze(isThere(inputs.x), axis: -1)]
  }
}
