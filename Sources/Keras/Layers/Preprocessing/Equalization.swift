/// A layer that in training makes all colours of each channel about equally frequent.
///
/// The colours of a channel, over all images of the batch, are counted in `bins` classes; a colour
/// becomes the share of those that are not brighter. Shape: that of the input.
///
/// Source: R. Gonzalez, R. Woods, Digital Image Processing, section on histogram equalization.
public final class Equalization: ImageLayer {
  let valueRange: ValueRange
  let bins: Int

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    valueRange: (Double, Double) = (0, 255), bins: Int = 256, dataFormat: DataFormat? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.valueRange, self.bins) = (ValueRange(valueRange.0, valueRange.1), bins)
    super.init(dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkBins()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    valueRange = try ValueRange(c)
    bins = try c.get("bins", 256)
    try super.init(config: c)
    checkBins()
  }
  private func checkBins() {
    if !(1...65536).contains(bins) { fail("bins must lie between 1 and 65536, got \(bins)") }
  }
  public override var config: JSONObject {
    super.config.merging(["value_range": valueRange.json, "bins": bins.json])
  }
  public override var trainsByDefault: Bool { true }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    let x = cast(x, dtype: dtypePolicy.computeDType)
    guard training else { return x }
    return asBatch(x) { images in
      stack(unstack(images, axis: -1).map(equalized), axis: -1)
    }
  }

  private func equalized(_ channel: Tensor) -> Tensor {
    let colours = valueRange.scaled(channel, to: 255)
    let top = Double(bins - 1)
    let places = cast(
      clip(colours * (top / 255), Tensor(weak: 0.0), Tensor(weak: top)), dtype: .i32)
    let counts = bincount(ravel(places), length: bins)
    let below = cumsum(counts)
    // The first class that is not empty begins at the darkest colour.
    let first = take(below, argmax(greater(below, 0)))
    let rest = maximum(below[bins - 1] - first, 1)
    let table = clip(
      round(cast(below - first, dtype: .f32) * 255 / cast(rest, dtype: .f32)),
      Tensor(weak: 0.0), Tensor(weak: 255.0))
    let result = NumPy.where(
      lessEqual(countNonzero(counts), 1), colours,
      cast(take(table, places), dtype: colours.dtype))
    return valueRange.unscaled(result, from: 255)
  }
}
