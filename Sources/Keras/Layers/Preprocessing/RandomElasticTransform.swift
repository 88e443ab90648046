import NumPy

/// A layer that in training bends images, each with a probability drawn from `factor`.
///
/// Pixels move by noise that is made smooth by a bell; how far, and how wide the bell is, grows with a
/// number drawn from `scale` for the whole batch. As in Keras the same noise moves a pixel along the rows
/// and along the columns. See `mapCoordinates` for what lies around images. Shape: that of the input.
///
/// Source: P. Simard et al., Best Practices for Convolutional Neural Networks Applied to Visual Document
/// Analysis, 2003.
public final class RandomElasticTransform: RandomMoves {
  let factor, scale: RandomFactor
  let valueRange: ValueRange

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ factor: RandomFactor = 1, scale: RandomFactor = 1, interpolation: Interpolation = .bilinear,
    fillMode: FillMode = .reflect, fillValue: Double = 0, valueRange: (Double, Double) = (0, 255),
    seed: Int? = nil, dataFormat: DataFormat? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.factor, self.scale) = (factor, scale)
    self.valueRange = ValueRange(valueRange.0, valueRange.1)
    super.init(
      fillMode, interpolation, seed: seed, fillValue: fillValue, dataFormat, name: name,
      trainable: trainable, dtype: dtype)
    checkFactors()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    factor = try c.get("factor", 1)
    scale = try c.get("scale", 1)
    valueRange = try ValueRange(c)
    try super.init(config: c)
    checkFactors()
  }
  private func checkFactors() {
    check("factor", factor, 0...1, symmetric: false)
    check("scale", scale, 0...1, symmetric: false)
  }
  public override var config: JSONObject {
    super.config.merging([
      "factor": factor.listed(symmetric: false), "scale": scale.listed(symmetric: false),
      "value_range": valueRange.json,
    ])
  }

  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    let (low, high) = scale.ends(symmetric: false)
    guard high > 0, factor.ends(symmetric: false).1 > 0 else { return images }
    let keys = Random.split(key, 4)
    let chance = each(images, keys[0], factor.ends(symmetric: false))
    let isChosen = wide(less(each(images, keys[1], (0, 1)), chance))
    let strength = cast(
      Random.uniform(keys[2], [], minval: low, maxval: high), dtype: images.dtype)
    let (height, width) = (images.shape[1], images.shape[2])
    let reach = strength * (0.1 * Double(Swift.max(height, width)))
    let (least, most) = (0.05 * Double(Swift.min(height, width)), images.shape)
    let noise = cast(Random.normal(keys[3], Array(most.prefix(3)) + [1]), dtype: images.dtype)
    let moves = smooth(noise * (strength * least), strength * least, widest: least * high) * reach
    return valueRange.clipped(NumPy.where(isChosen, bent(images, moves), images))
  }

  /// `noise` weighed by a bell of the width `sigma`, which is at most `widest`.
  ///
  /// The bell ends after 6 sigma, at an odd number of pixels: the room is that of the widest.
  private func smooth(_ noise: Tensor, _ sigma: Tensor, widest: Double) -> Tensor {
    let size = Int(6 * widest) | 1
    let x = arange(size, dtype: noise.dtype) - Double(size - 1) / 2
    let radius = floor(floor(sigma * 6) / 2)
    let heights = exp(square(x / maximum(sigma, Tensor(weak: 1e-6))) * -0.5)
    let bell = NumPy.where(lessEqual(abs(x), radius), heights, zerosLike(heights))
    let shares = bell / sum(bell)
    return depthwiseConv(
      noise, reshape(outer(shares, shares), [size, size, 1, 1]), padding: .same)
  }

  /// `images`, each pixel taken from `moves` [batch, rows, columns, 1] farther down and right.
  private func bent(_ images: Tensor, _ moves: Tensor) -> Tensor {
    let shape = images.shape
    func place(_ axis: Int) -> Tensor {
      var sizes = [1, 1, 1, 1]
      sizes[axis] = shape[axis]
      return reshape(arange(shape[axis], dtype: images.dtype), sizes)
    }
    let places = [place(0), place(1) + moves, place(2) + moves, place(3)]
    return mapCoordinates(
      images, stack(places.map { broadcastTo($0, shape) }, axis: 0),
      order: interpolation == .nearest ? 0 : 1, fillMode: fillMode, fillValue: fillValue)
  }
}
