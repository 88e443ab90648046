// Layers that leave out whole channels: neighbours in a picture say nearly the same, so leaving out
// single numbers would take little away.

/// What layers have in common that leave out whole channels in training.
public class BaseSpatialDropout: BaseDropout {
  let dataFormat: DataFormat
  let rank: Int

  init(
    rank: Int, rate: Double, _ dataFormat: DataFormat?, seed: Int?, name: String?,
    dtype: DTypePolicy?
  ) {
    self.rank = rank
    self.dataFormat = dataFormat ?? Settings.imageDataFormat
    super.init(rate: rate, seed: seed, name: name, dtype: dtype)
  }
  init(config c: Config, rank: Int) throws {
    self.rank = rank
    dataFormat = try c.get("data_format", DataFormat?.none) ?? Settings.imageDataFormat
    try super.init(config: c)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    throw ConfigError("\(c.owner) must say along how many axes it works; it does not")
  }
  public override var config: JSONObject {
    var fields = super.config
    // As Keras, whose spatial layers write a name here, and not whether they are trainable.
    fields["trainable"] = nil
    fields["dtype"] = .string(dtypePolicy.name)
    if rank > 1 { fields["data_format"] = dataFormat.json }
    return fields
  }
  public override var inputSpec: InputSpec? { InputSpec(ndim: rank + 2) }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard training, rate > 0 else { return x }
    var shape = x.shape
    for axis in dataFormat.spatialAxes(x.rank) { shape[axis] = 1 }
    return dropped(x, shape)
  }
}

/// A layer that in training leaves out whole channels of sequences.
///
/// Shape: [batch, steps, channels], unchanged. Source: J. Tompson et al., Efficient Object
/// Localization Using Convolutional Networks, 2014.
public final class SpatialDropout1D: BaseSpatialDropout {
  /// The layer with these settings.
  public init(_ rate: Double, seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil) {
    super.init(rank: 1, rate: rate, .channelsLast, seed: seed, name: name, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 1) }
}

/// A layer that in training leaves out whole channels of pictures.
///
/// Shape: [batch, rows, columns, channels], or with `channelsFirst`
/// [batch, channels, rows, columns], unchanged.
public final class SpatialDropout2D: BaseSpatialDropout {
  /// The layer with these settings.
  public init(
    _ rate: Double, dataFormat: DataFormat? = nil, seed: Int? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    super.init(rank: 2, rate: rate, dataFormat, seed: seed, name: name, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 2) }
}

/// A layer that in training leaves out whole channels of volumes.
///
/// Shape: [batch, …, channels] with three spatial axes, or with `channelsFirst`
/// [batch, channels, …], unchanged.
public final class SpatialDropout3D: BaseSpatialDropout {
  /// The layer with these settings.
  public init(
    _ rate: Double, dataFormat: DataFormat? = nil, seed: Int? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    super.init(rank: 3, rate: rate, dataFormat, seed: seed, name: name, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 3) }
}
