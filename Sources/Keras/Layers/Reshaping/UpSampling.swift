// Layers that make spatial axes longer.

/// A layer that repeats each step `size` times.
///
/// Shape: [batch, steps, channels] becomes [batch, steps · size, channels].
public final class UpSampling1D: Layer {
  let size: Int

  /// The layer with these settings.
  public init(
    _ size: Int = 2, name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.size = perAxis(size, 1, "size", of: "UpSampling1D")[0]
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    size = perAxis(try c.axes("size", 2), 1, "size", of: c.owner)[0]
    try super.init(config: c)
  }
  public override var config: JSONObject { super.config.merging(["size": size.json]) }
  public override var inputSpec: InputSpec? { InputSpec(ndim: 3) }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    NumPy.repeat(x, size, axis: 1)
  }
}

/// A layer that makes pictures `size` times as large.
///
/// Shape: [batch, rows, columns, channels], rows and columns growing; with `channelsFirst`
/// [batch, channels, rows, columns].
public final class UpSampling2D: Layer {
  let size: [Int]
  let dataFormat: DataFormat
  let interpolation: Interpolation

  /// The layer with these settings.
  public init(
    _ size: any AxisList = 2, dataFormat: DataFormat? = nil,
    interpolation: Interpolation = .nearest, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    self.size = perAxis(size, 2, "size", of: "UpSampling2D")
    self.dataFormat = dataFormat ?? Settings.imageDataFormat
    self.interpolation = interpolation
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    size = perAxis(try c.axes("size", 2), 2, "size", of: c.owner)
    dataFormat = try c.get("data_format", DataFormat?.none) ?? Settings.imageDataFormat
    interpolation = try c.get("interpolation", .nearest)
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging([
      "size": size.json, "data_format": dataFormat.json, "interpolation": interpolation.json,
    ])
  }
  public override var inputSpec: InputSpec? { InputSpec(ndim: 4) }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    let axes = dataFormat.spatialAxes(4)
    guard interpolation != .nearest else {
      return NumPy.repeat(NumPy.repeat(x, size[0], axis: axes[0]), size[1], axis: axes[1])
    }
    for (axis, size) in zip(axes, size)
    where !affords([x.shape[axis], x.shape[axis], size], "size \(self.size)") {
      return .invalid
    }
    return resize(
      x, zip(axes, size).map { x.shape[$0] * $1 }, interpolation: interpolation,
      dataFormat: dataFormat)
  }
}

/// A layer that repeats each place of a volume `size` times along each spatial axis.
///
/// Shape: [batch, …, channels] with three spatial axes, which grow; with `channelsFirst`
/// [batch, channels, …].
public final class UpSampling3D: Layer {
  let size: [Int]
  let dataFormat: DataFormat

  /// The layer with these settings.
  public init(
    _ size: any AxisList = 2, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.size = perAxis(size, 3, "size", of: "UpSampling3D")
    self.dataFormat = dataFormat ?? Settings.imageDataFormat
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    size = perAxis(try c.axes("size", 2), 3, "size", of: c.owner)
    dataFormat = try c.get("data_format", DataFormat?.none) ?? Settings.imageDataFormat
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging(["size": size.json, "data_format": dataFormat.json])
  }
  public override var inputSpec: InputSpec? { InputSpec(ndim: 5) }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    zip(dataFormat.spatialAxes(5), size).reduce(x) { NumPy.repeat($0, $1.1, axis: $1.0) }
  }
}
