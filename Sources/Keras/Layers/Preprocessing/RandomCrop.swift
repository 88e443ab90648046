/// A layer that in training takes a part of the images at random, one place for the whole batch.
///
/// A part of images with fewer rows or columns than wanted is resized, by lines. In inference the
/// largest middle part with the target's ratio of height to width is resized to it, as Keras documents
/// (Keras 3.15 itself then leaves images as they are). Shape: [batch, height, width, channels].
public final class RandomCrop: RandomImageLayer {
  let height, width: Int

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ height: Int, _ width: Int, seed: Int? = nil, dataFormat: DataFormat? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.height, self.width) = (height, width)
    // Keras writes the seed that it drew.
    super.init(
      seed ?? RandomSeeds.next(), dataFormat, name: name, trainable: trainable, dtype: dtype)
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

  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let (rows, columns) = (
      Swift.min(height, images.shape[1]), Swift.min(width, images.shape[2])
    )
    let keys = Random.split(key)
    func start(_ key: Tensor, _ spare: Int) -> Tensor { Random.randint(key, [], 0, spare + 1) }
    let zero = Tensor(0 as Int32)
    let part = dynamicSlice(
      images,
      at: [
        zero, start(keys[0], images.shape[1] - rows), start(keys[1], images.shape[2] - columns),
        zero,
      ], sizes: [images.shape[0], rows, columns, images.shape[3]])
    return resize(part, [height, width])
  }
  override func unchanged(_ images: Tensor) -> Tensor {
    resize(images, [height, width], cropToAspectRatio: true)
  }
}
