/// A layer that in training takes a part of the images at random, one place for the whole batch.
///
/// Else it takes the middle. Images with fewer rows or columns than wanted are resized, by lines, after
/// their middle with the target's ratio. Shape: [batch, height, width, channels].
public final class RandomCrop: RandomImageLayer {
  let height, width: Int

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
  public required init(config c: Config) throws {
    height = try c.get("height")
    width = try c.get("width")
    try super.init(config: c)
    checkTarget(height, width)
  }
  public override var config: JSONObject {
    super.config.merging(["height": height.json, "width": width.json])
  }

  private func fits(_ images: Tensor) -> Bool {
    images.shape[1] >= height && images.shape[2] >= width
  }
  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    guard fits(images) else { return unchanged(images) }
    let keys = Random.split(key)
    func start(_ key: Tensor, _ spare: Int) -> Tensor {
      Random.randint(key, [], 0, spare + 1)
    }
    let zero = Tensor(0 as Int32)
    return dynamicSlice(
      images,
      at: [
        zero, start(keys[0], images.shape[1] - height), start(keys[1], images.shape[2] - width),
        zero,
      ], sizes: [images.shape[0], height, width, images.shape[3]])
  }
  override func unchanged(_ images: Tensor) -> Tensor {
    fits(images)
      ? middle(images, height, width) : resize(images, [height, width], cropToAspectRatio: true)
  }
}
