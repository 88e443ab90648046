/// A layer that takes the middle of images.
///
/// An image with fewer rows or columns is resized, by lines, after its middle with the target's ratio
/// of height to width. Shape: [batch, height, width, channels]; one image stays one. Integers become
/// the compute dtype.
public final class CenterCrop: ImageLayer {
  let height, width: Int

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ height: Int, _ width: Int, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.height, self.width) = (height, width)
    super.init(dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkTarget(height, width)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    height = try c.get("height")
    width = try c.get("width")
    try super.init(config: c)
    checkTarget(height, width)
  }
  public override var config: JSONObject {
    super.config.merging(["height": height.json, "width": width.json])
  }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard affordsResizing(x, height, width) else { return .invalid }
    return asBatch(cast(x, dtype: dtypePolicy.computeDType)) { images in
      images.shape[1] >= height && images.shape[2] >= width
        ? middle(images, height, width)
        : resize(images, [height, width], cropToAspectRatio: true)
    }
  }
}
