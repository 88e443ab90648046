/// A layer that in training mirrors images at random, each with probability ½.
///
/// Shape: that of the input. Integers become the compute dtype.
public final class RandomFlip: RandomImageLayer {
  /// How images are mirrored.
  public enum Mode: String, CaseIterable, ConfigValue, Sendable {
    /// Left and right.
    case horizontal
    /// Top and bottom.
    case vertical
    /// Both, each by itself.
    case horizontalAndVertical = "horizontal_and_vertical"
  }
  let mode: Mode

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ mode: Mode = .horizontalAndVertical, seed: Int? = nil, dataFormat: DataFormat? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.mode = mode
    super.init(seed, dataFormat, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    mode = try c.get("mode", .horizontalAndVertical)
    try super.init(config: c)
  }
  public override var config: JSONObject { super.config.merging(["mode": mode.json]) }

  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let coins = Random.bernoulli(key, 0.5, [2, images.shape[0]])
    var y = images
    if mode != .vertical { y = NumPy.where(wide(coins[0]), flip(y, axis: 2), y) }
    if mode != .horizontal { y = NumPy.where(wide(coins[1]), flip(y, axis: 1), y) }
    return y
  }
}
