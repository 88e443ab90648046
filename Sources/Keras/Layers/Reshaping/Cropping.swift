// Layers that cut off the ends of spatial axes.

/// A layer that cuts off the ends of steps.
///
/// Shape: [batch, steps, channels], spatial sizes
/// shrinking by the sum of their ends.
public final class Cropping1D: BaseCropping {
  /// The layer with these settings.
  public init(
    _ cropping: Borders = 1, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 1, cropping, .channelsLast, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 1, 1) }
  override var writesFormat: Bool { false }
}

/// A layer that cuts off the ends of rows and columns.
///
/// Shape: [batch, rows, columns, channels], spatial sizes
/// shrinking by the sum of their ends.
public final class Cropping2D: BaseCropping {
  /// The layer with these settings.
  public init(
    _ cropping: Borders = 0, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 2, cropping, dataFormat, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 2, 0) }
}

/// A layer that cuts off the ends of three spatial axes.
///
/// Shape: [batch, …, channels] with three spatial axes, spatial sizes
/// shrinking by the sum of their ends.
public final class Cropping3D: BaseCropping {
  /// The layer with these settings.
  public init(
    _ cropping: Borders = 1, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 3, cropping, dataFormat, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 3, 1) }
}
