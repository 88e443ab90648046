// Layers that add zeros at the ends of spatial axes.

/// A layer that adds zeros at the ends of steps.
///
/// Shape: [batch, steps, channels], spatial sizes
/// growing by the sum of their ends.
public final class ZeroPadding1D: BaseZeroPadding {
  /// The layer with these settings.
  public init(
    _ padding: Borders = 1, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 1, padding, dataFormat, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 1, 1) }
}

/// A layer that adds zeros at the ends of rows and columns.
///
/// Shape: [batch, rows, columns, channels], spatial sizes
/// growing by the sum of their ends.
public final class ZeroPadding2D: BaseZeroPadding {
  /// The layer with these settings.
  public init(
    _ padding: Borders = 1, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 2, padding, dataFormat, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 2, 1) }
}

/// A layer that adds zeros at the ends of three spatial axes.
///
/// Shape: [batch, …, channels] with three spatial axes, spatial sizes
/// growing by the sum of their ends.
public final class ZeroPadding3D: BaseZeroPadding {
  /// The layer with these settings.
  public init(
    _ padding: Borders = 1, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 3, padding, dataFormat, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 3, 1) }
}
