// The greatest element of windows that cover one, two or three axes evenly.

/// The greatest element of each of `outputSize` windows along steps.
///
/// Window k of m along an axis of size n goes from ⌊k·n/m⌋ to ⌈(k + 1)·n/m⌉.
/// Shape: [batch, steps, channels], spatial sizes becoming
/// `outputSize`.
public final class AdaptiveMaxPooling1D: BaseAdaptivePooling {
  /// The layer with these settings.
  public init(
    _ outputSize: any AxisList, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 1, outputSize, dataFormat, name: name, trainable: trainable, dtype: dtype,
      of: "AdaptiveMaxPooling1D")
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 1) }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard affordsWindows(x) else { return .invalid }
    return adaptiveMaxPool(x, outputSize, dataFormat: dataFormat)
  }
}

/// The greatest element of each of `outputSize` windows along rows and columns.
///
/// Window k of m along an axis of size n goes from ⌊k·n/m⌋ to ⌈(k + 1)·n/m⌉.
/// Shape: [batch, rows, columns, channels], spatial sizes becoming
/// `outputSize`.
public final class AdaptiveMaxPooling2D: BaseAdaptivePooling {
  /// The layer with these settings.
  public init(
    _ outputSize: any AxisList, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 2, outputSize, dataFormat, name: name, trainable: trainable, dtype: dtype,
      of: "AdaptiveMaxPooling2D")
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 2) }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard affordsWindows(x) else { return .invalid }
    return adaptiveMaxPool(x, outputSize, dataFormat: dataFormat)
  }
}

/// The greatest element of each of `outputSize` windows along three spatial axes.
///
/// Window k of m along an axis of size n goes from ⌊k·n/m⌋ to ⌈(k + 1)·n/m⌉.
/// Shape: [batch, …, channels] with three spatial axes, spatial sizes becoming
/// `outputSize`.
public final class AdaptiveMaxPooling3D: BaseAdaptivePooling {
  /// The layer with these settings.
  public init(
    _ outputSize: any AxisList, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 3, outputSize, dataFormat, name: name, trainable: trainable, dtype: dtype,
      of: "AdaptiveMaxPooling3D")
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 3) }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard affordsWindows(x) else { return .invalid }
    return adaptiveMaxPool(x, outputSize, dataFormat: dataFormat)
  }
}
