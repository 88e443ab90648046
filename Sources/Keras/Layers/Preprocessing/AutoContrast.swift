/// A layer that spreads the colours of each channel of each image over the whole range.
///
/// The darkest entry of a channel becomes the least of `valueRange`, the brightest the greatest; a
/// channel of one colour stays as it is. In inference too. Shape: that of the input.
public final class AutoContrast: ImageLayer {
  let valueRange: ValueRange

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    valueRange: (Double, Double) = (0, 255), dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.valueRange = ValueRange(valueRange.0, valueRange.1)
    super.init(dataFormat, name: name, trainable: trainable, dtype: dtype)
    if valueRange.0 == valueRange.1 { fail("valueRange must be two different numbers") }
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    valueRange = try ValueRange(c)
    try super.init(config: c)
  }
  public override var config: JSONObject { super.config.merging(["value_range": valueRange.json]) }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    asBatch(cast(x, dtype: dtypePolicy.computeDType)) { given in
      let images = valueRange.scaled(given, to: 255)
      let low = min(images, axis: [1, 2], keepdims: true)
      let high = max(images, axis: [1, 2], keepdims: true)
      let scale = 255 / (high - low)
      let spread = clip(images * scale - low * scale, Tensor(weak: 0.0), Tensor(weak: 255.0))
      let result = valueRange.unscaled(spread, from: 255)
      return NumPy.where(isnan(result), given, result)
    }
  }
}

/// The least and the greatest colour of images, as settings hold them.
struct ValueRange {
  let low, high: Double

  init(_ a: Double, _ b: Double) { (low, high) = (Swift.min(a, b), Swift.max(a, b)) }
  /// That of the field `value_range`, [0, 255] where there is none.
  init(_ c: Config) throws {
    let values = try c.get("value_range", [0.0, 255])
    guard values.count == 2, values[0] != values[1] else {
      throw c.unexpected("value_range", "two different numbers", values.json)
    }
    self.init(values[0], values[1])
  }
  var json: JSON { [.number(low), .number(high)] }

  /// Colours of the range as numbers from 0 to `top`.
  func scaled(_ x: Tensor, to top: Double) -> Tensor {
    low == 0 && high == top ? x : (x - low) / (high - low) * top
  }
  /// Numbers from 0 to `top` as colours of the range.
  func unscaled(_ x: Tensor, from top: Double) -> Tensor {
    low == 0 && high == top ? x : x / top * (high - low) + low
  }
  func clipped(_ x: Tensor) -> Tensor { clip(x, Tensor(weak: low), Tensor(weak: high)) }
}
