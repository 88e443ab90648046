/// What layers of images have in common: one, [rows, columns, channels], or a batch of them, the
/// channels last or, with `channelsFirst`, before the rows.
public class ImageLayer: Layer {
  let dataFormat: DataFormat

  init(_ dataFormat: DataFormat?, name: String?, trainable: Bool, dtype: DTypePolicy?) {
    self.dataFormat = dataFormat ?? Settings.imageDataFormat
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    dataFormat = try c.get("data_format", DataFormat?.none) ?? Settings.imageDataFormat
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging(["data_format": dataFormat.json])
  }
  public override var callSignature: CallSignature { CallSignature(["data"]) }
  public override var inputSpec: InputSpec? { InputSpec(maxNdim: 4, minNdim: 3) }

  /// What `body` makes of the images as a batch [batch, rows, columns, channels].
  func asBatch(_ x: Tensor, _ body: (Tensor) -> Tensor) -> Tensor {
    let isBatch = x.rank == 4
    var images = isBatch ? x : expandDims(x, 0)
    if dataFormat == .channelsFirst { images = moveaxis(images, 1, -1) }
    var y = body(images)
    if dataFormat == .channelsFirst { y = moveaxis(y, -1, 1) }
    return isBatch ? y : squeeze(y, axis: 0)
  }

  /// Whether the tables that resizing `x` takes are small enough; reports it where they are not.
  func affordsResizing(_ x: Tensor, _ height: Int, _ width: Int) -> Bool {
    let axes = dataFormat.spatialAxes(4).map { x.rank == 3 ? $0 - 1 : $0 }
    return zip(axes, [height, width]).allSatisfy { axis, size in
      affords([x.shape[axis], size], "height \(height) and width \(width)")
    }
  }

  func checkTarget(_ height: Int, _ width: Int) {
    if height < 1 || width < 1 {
      fail("height and width must be positive, got \(height) and \(width)")
    }
  }
}

/// The middle of `images`, `height` rows and `width` columns; they must have as many.
func middle(_ images: Tensor, _ height: Int, _ width: Int) -> Tensor {
  let (top, left) = ((images.shape[1] - height) / 2, (images.shape[2] - width) / 2)
  return images[0..., top..<top + height, left..<left + width]
}
