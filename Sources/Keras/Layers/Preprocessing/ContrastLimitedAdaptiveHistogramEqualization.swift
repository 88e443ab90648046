/// A layer that makes colours about equally frequent in each part of an image by itself.
///
/// The image is cut into tiles, `tileGridSize` down and across, mirrored at its end where they do not
/// fill it. In each the colours of a channel are counted in 256 classes; what a class has beyond
/// `clipLimit` times the mean is shared among all, if the limit is positive. A colour becomes the share of
/// those not brighter, by lines between the middles of the four tiles around it. In inference too.
/// Shape and dtype: those of the input.
///
/// Source: K. Zuiderveld, Contrast Limited Adaptive Histogram Equalization, in Graphics Gems IV, 1994.
public final class ContrastLimitedAdaptiveHistogramEqualization: ImageLayer {
  let valueRange: ValueRange
  let clipLimit: Double
  let tileGridSize: [Int]

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    valueRange: (Double, Double) = (0, 255), clipLimit: Double = 4,
    tileGridSize: (Int, Int) = (8, 8), dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.valueRange = ValueRange(valueRange.0, valueRange.1)
    (self.clipLimit, self.tileGridSize) = (clipLimit, [tileGridSize.0, tileGridSize.1])
    super.init(dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    valueRange = try ValueRange(c)
    clipLimit = try c.get("clip_limit", 4.0)
    tileGridSize = try c.get("tile_grid_size", [8, 8])
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if tileGridSize.count != 2 || !tileGridSize.allSatisfy({ $0 > 0 }) {
      fail("tileGridSize must be two positive numbers, got \(tileGridSize)")
    }
    if !clipLimit.isFinite { fail("clipLimit must be a number, got \(clipLimit)") }
  }
  public override var config: JSONObject {
    super.config.merging([
      "value_range": valueRange.json, "clip_limit": clipLimit.json,
      "tile_grid_size": tileGridSize.json,
    ])
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard x.rank == 3 || x.rank == 4 else { return .invalid }
    let result = asBatch(x) { images in
      valueRange.unscaled(
        equalized(valueRange.scaled(cast(images, dtype: .f32), to: 255)), from: 255)
    }
    return cast(result, dtype: x.dtype)
  }

  /// `images` [batch, rows, columns, channels] of colours from 0 to 255.
  private func equalized(_ images: Tensor) -> Tensor {
    let (rows, columns) = (tileGridSize[0], tileGridSize[1])
    let (batch, height, width, channels) = (
      images.shape[0], images.shape[1], images.shape[2], images.shape[3]
    )
    let (tall, broad) = ((height + rows - 1) / rows, (width + columns - 1) / columns)
    guard height > 0, width > 0,
      affords([batch, rows + 2, columns + 2, channels, 256], "the tiles")
    else {
      if height == 0 || width == 0 { fail("expected images with pixels", [images.type]) }
      return .invalid
    }
    let whole = pad(
      images,
      [[0, 0], [0, tall * rows - height], [0, broad * columns - width], [0, 0]],
      mode: .symmetric)
    let colours = cast(
      clip(whole, Tensor(weak: 0.0), Tensor(weak: 255.0)), dtype: .i32)
    let tables = tables(colours, tall: tall, broad: broad)
    // A frame of the outermost tiles, so that each pixel lies between four middles.
    let framed = pad(tables, [[0, 0], [1, 1], [1, 1], [0, 0], [0, 0]], mode: .edge)
    let (down, across) = (Places(tall, rows), Places(broad, columns))
    let flat = ravel(framed)
    let picture =
      reshape(arange(batch), [batch, 1, 1, 1]) * ((rows + 2) * (columns + 2) * channels)
    let channel = reshape(arange(channels), [1, 1, 1, channels])
    func value(_ y: Tensor, _ x: Tensor) -> Tensor {
      let tile = picture + (y * (columns + 2) + x) * channels + channel
      return take(flat, cast(tile * 256, dtype: .i32) + colours)
    }
    let (y, x) = (down.along(1), across.along(2))
    let top = value(y.low, x.low) * (1 - x.share) + value(y.low, x.high) * x.share
    let bottom = value(y.high, x.low) * (1 - x.share) + value(y.high, x.high) * x.share
    let result = top * (1 - y.share) + bottom * y.share
    return result[0..., 0..<height, 0..<width]
  }

  /// What becomes of each colour of each channel in each tile, [batch, rows, columns, channels, 256].
  private func tables(_ colours: Tensor, tall: Int, broad: Int) -> Tensor {
    let (rows, columns) = (tileGridSize[0], tileGridSize[1])
    let (batch, channels) = (colours.shape[0], colours.shape[3])
    let tiles = transpose(
      reshape(colours, [batch, rows, tall, columns, broad, channels]), [0, 1, 3, 5, 2, 4])
    let count = batch * rows * columns * channels
    let (area, flat) = (tall * broad, reshape(tiles, [count, tall * broad]))
    // Each tile has classes of its own in one long histogram.
    let places = flat + reshape(arange(count, dtype: .i32), [count, 1]) * 256
    var counts = cast(
      reshape(bincount(ravel(places), length: count * 256), [count, 256]), dtype: .f32)
    if clipLimit > 0 {
      let limit = Tensor(Float(clipLimit * Double(area) / 256))
      let kept = minimum(counts, limit)
      counts = kept + sum(counts - kept, axis: -1, keepdims: true) / 256
    }
    let below = cumsum(counts, axis: -1)
    let least = min(below, axis: -1, keepdims: true)
    let rest = Double(area) - least
    let shares = (below - least) * 255 / NumPy.where(equal(rest, 0), onesLike(rest), rest)
    return reshape(
      clip(shares, Tensor(weak: 0.0), Tensor(weak: 255.0)), [batch, rows, columns, channels, 256])
  }

  /// Between which tiles of a frame around `count` ones of `size` pixels each pixel lies.
  private struct Places {
    private let low, high, share: Tensor

    init(_ size: Int, _ count: Int) {
      let place =
        (arange(size * count, dtype: .f32) - Double(size) / 2) / Double(size) + 1
      let start = floor(place)
      share = place - start
      func within(_ x: Tensor) -> Tensor {
        cast(clip(x, Tensor(weak: 0.0), Tensor(weak: Double(count + 1))), dtype: .i32)
      }
      (low, high) = (within(start), within(start + 1))
    }
    /// The same along `axis` of images.
    func along(_ axis: Int) -> (low: Tensor, high: Tensor, share: Tensor) {
      var shape = [1, 1, 1, 1]
      shape[axis] = share.shape[0]
      return (reshape(low, shape), reshape(high, shape), reshape(share, shape))
    }
  }
}
