/// A layer that in training takes a part of the images at random, one place for the whole batch.
///
/// Images that are not larger than wanted in both directions give the middle part with the target's
/// ratio of height to width, resized by lines. In inference images stay as they are, although the shape
/// that a model infers is that of training: so has Keras 3.15 it. Shape: [batch, height, width,
/// channels]. Specification: `keras edges`.
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
    let (rows, columns) = (images.shape[1], images.shape[2])
    if rows > height, columns > width {
      let keys = Random.split(key)
      let zero = Tensor(0 as Int32)
      return dynamicSlice(
        images,
        at: [
          zero, Random.randint(keys[0], [], 0, rows - height + 1),
          Random.randint(keys[1], [], 0, columns - width + 1), zero,
        ], sizes: [images.shape[0], height, width, images.shape[3]])
    }
    // The middle of the largest part with the ratio wanted, of which no more than the target is taken.
    func part(_ size: Int, _ other: Int, _ ratio: Double) -> Int {
      Int(Swift.max(Swift.min(Double(size), Double(other) * ratio), 1))
    }
    let partRows = part(rows, columns, Double(height) / Double(width))
    let partColumns = part(columns, rows, Double(width) / Double(height))
    let (top, left) = ((rows - partRows) / 2, (columns - partColumns) / 2)
    let sizes = (Swift.min(height, rows - top), Swift.min(width, columns - left))
    let window = slice(
      images, [0, top, left, 0], [images.shape[0], sizes.0, sizes.1, images.shape[3]])
    guard sizes != (height, width) else { return window }
    for (have, want) in [(sizes.0, height), (sizes.1, width)]
    where !affords([have, want], "height \(height) and width \(width)") {
      return .invalid
    }
    return resize(window, [height, width])
  }

  public override func computeOutputSpec(
    _ arguments: CallArguments<KerasTensor>
  ) throws -> [KerasTensor] {
    arguments.positionalLeaves.prefix(1).map { x in
      var shape = x.shape
      let first = dataFormat == .channelsLast ? shape.count - 3 : shape.count - 2
      if first >= 0 { (shape[first], shape[first + 1]) = (height, width) }
      return KerasTensor(shape, dtype: dtypePolicy.computeDType)
    }
  }
}
