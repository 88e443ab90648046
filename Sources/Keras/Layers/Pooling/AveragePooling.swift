// The mean of each window that moves over one, two or three axes.

/// The mean of each window over steps.
///
/// Shape: [batch, steps, channels]; with `channelsFirst`
/// [batch, channels, steps]. An axis of size n becomes ⌈n / stride⌉ with padding `same`, and
/// ⌊(n - size) / stride⌋ + 1 with `valid`; strides are the size by default.
/// Of windows that reach over the edge only what lies inside counts.
public final class AveragePooling1D: BaseAveragePooling {
  public override class var aliases: [String] { ["AvgPool1D"] }

  /// The layer with these settings.
  public init(
    _ poolSize: any AxisList, strides: (any AxisList)? = nil, padding: Padding = .valid,
    dataFormat: DataFormat? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 1, poolSize, strides, padding, dataFormat, name: name, trainable: trainable,
      dtype: dtype, of: "AveragePooling1D")
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    try super.init(config: c, rank: 1, poolSize: nil)
  }
}

/// The mean of each window over rows and columns.
///
/// Shape: [batch, rows, columns, channels]; with `channelsFirst`
/// [batch, channels, rows, columns]. An axis of size n becomes ⌈n / stride⌉ with padding `same`, and
/// ⌊(n - size) / stride⌋ + 1 with `valid`; strides are the size by default.
/// Of windows that reach over the edge only what lies inside counts.
public final class AveragePooling2D: BaseAveragePooling {
  public override class var aliases: [String] { ["AvgPool2D"] }

  /// The layer with these settings.
  public init(
    _ poolSize: any AxisList, strides: (any AxisList)? = nil, padding: Padding = .valid,
    dataFormat: DataFormat? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 2, poolSize, strides, padding, dataFormat, name: name, trainable: trainable,
      dtype: dtype, of: "AveragePooling2D")
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    try super.init(config: c, rank: 2, poolSize: nil)
  }
}

/// The mean of each window over three spatial axes.
///
/// Shape: [batch, …, channels] with three spatial axes; with `channelsFirst`
/// [batch, channels, …]. An axis of size n becomes ⌈n / stride⌉ with padding `same`, and
/// ⌊(n - size) / stride⌋ + 1 with `valid`; strides are the size by default.
/// Of windows that reach over the edge only what lies inside counts.
public final class AveragePooling3D: BaseAveragePooling {
  public override class var aliases: [String] { ["AvgPool3D"] }

  /// The layer with these settings.
  public init(
    _ poolSize: any AxisList, strides: (any AxisList)? = nil, padding: Padding = .valid,
    dataFormat: DataFormat? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 3, poolSize, strides, padding, dataFormat, name: name, trainable: trainable,
      dtype: dtype, of: "AveragePooling3D")
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    try super.init(config: c, rank: 3, poolSize: nil)
  }
}
