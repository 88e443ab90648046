// The mean of all places of one, two or three axes.

/// The mean of each channel over rows and columns.
///
/// Shape: [batch, rows, columns, channels] becomes [batch, channels], or, with
/// `keepdims`, sizes of 1 stay for the axes that went.
public final class GlobalAveragePooling2D: BaseGlobalPooling {
  public override class var aliases: [String] { ["GlobalAvgPool2D"] }

  /// The layer with these settings.
  public init(
    dataFormat: DataFormat? = nil, keepdims: Bool = false, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 2, dataFormat, keepdims, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 2) }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    mean(x, axis: spatialAxes, keepdims: keepdims)
  }
}

/// The mean of each channel over three spatial axes.
///
/// Shape: [batch, …, channels] with three spatial axes becomes [batch, channels], or, with
/// `keepdims`, sizes of 1 stay for the axes that went.
public final class GlobalAveragePooling3D: BaseGlobalPooling {
  public override class var aliases: [String] { ["GlobalAvgPool3D"] }

  /// The layer with these settings.
  public init(
    dataFormat: DataFormat? = nil, keepdims: Bool = false, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 3, dataFormat, keepdims, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 3) }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    mean(x, axis: spatialAxes, keepdims: keepdims)
  }
}
