/// A layer that makes each sample a vector.
///
/// Shape: [batch, …] becomes [batch, size]; [batch] becomes [batch, 1]. With `channelsFirst` the
/// channels are moved to the end first, so that a vector is the same for either format.
public final class Flatten: Layer {
  let dataFormat: DataFormat

  /// The layer with these settings.
  public init(
    dataFormat: DataFormat? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    self.dataFormat = dataFormat ?? Settings.imageDataFormat
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    dataFormat = try c.get("data_format", DataFormat?.none) ?? Settings.imageDataFormat
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging(["data_format": dataFormat.json])
  }
  public override var inputSpec: InputSpec? { InputSpec(minNdim: 1) }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    let y = dataFormat == .channelsFirst && x.rank > 1 ? moveaxis(x, 1, -1) : x
    return reshape(y, [x.shape[0], x.shape.dropFirst().reduce(1, *)])
  }
}
