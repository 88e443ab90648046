import NumPy

/// A layer that in training takes the colours out of images, each with the probability `factor`.
///
/// Shape: that of the input, which has three channels; all three hold the grey.
public final class RandomGrayscale: RandomImageLayer {
  let factor: Double

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ factor: Double = 0.5, dataFormat: DataFormat? = nil, seed: Int? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.factor = factor
    super.init(seed, dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    factor = try c.get("factor", 0.5)
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if !(0...1).contains(factor) { fail("factor must lie between 0 and 1, got \(factor)") }
  }
  public override var config: JSONObject { super.config.merging(["factor": factor.json]) }

  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    guard images.shape[3] == 3 else {
      fail("images must have three channels, red, green and blue", [images.type])
      return .invalid
    }
    let isChosen = wide(less(each(images, key, (0, 1)), Tensor(weak: factor)))
    return NumPy.where(isChosen, rgbToGrayscale(images), images)
  }
}

/// A layer that in training inverts images, each with a probability drawn from `factor`.
///
/// An entry becomes the greatest of `valueRange` minus itself. Shape: that of the input.
public final class RandomInvert: RandomColourLayer {
  override class var isThreeChannels: Bool { false }

  override func recoloured(_ images: Tensor, _ key: Tensor) -> Tensor {
    let keys = Random.split(key)
    let isChosen = less(wide(each(images, keys[0], (0, 1))), drawn(images, keys[1]))
    return NumPy.where(isChosen, valueRange[1] - images, images)
  }
}

/// A layer that in training keeps the upper bits of each entry alone, as many as `factor` says.
///
/// The number of bits is drawn from 1 to the number given, or from the two given, the latter left out
/// unless they are the same. Shape: that of the input.
public final class RandomPosterization: RandomColourLayer {
  override class var bounds: ClosedRange<Double> { 1...8 }
  override class var isThreeChannels: Bool { false }

  override func recoloured(_ images: Tensor, _ key: Tensor) -> Tensor {
    let (low, high) = (Int(ends.0), Int(ends.1))
    let bits =
      low == high
      ? NumPy.full([images.shape[0]], Tensor(Int32(low)), dtype: .i32)
      : Random.randint(key, [images.shape[0]], low, high, dtype: .i32)
    let step = wide(exp2(cast(Tensor(8 as Int32) - bits, dtype: images.dtype)))
    let whole = floor(clipped(scaled(images, to: 255), 0, 255))
    return unscaled(floor(whole / step) * step, from: 255)
  }
}

/// A layer that in training changes how colourful each image is.
///
/// The saturation is multiplied by f / (1 - f) for a number f drawn from `factor`: 0.5 changes nothing.
/// Shape: that of the input, which has three channels.
public final class RandomSaturation: RandomColourLayer {
  override func recoloured(_ images: Tensor, _ key: Tensor) -> Tensor {
    let share = drawn(images, key)
    let colours = split(rgbToHsv(images), 3, axis: -1)
    let saturation = clipped(
      colours[1] * (share / (1 - share + Settings.epsilon)), valueRange[0], valueRange[1])
    return hsvToRgb(concatenate([colours[0], saturation, colours[2]], axis: -1))
  }
}

/// A layer that in training turns the hue of each image, by up to half of `factor` of the circle.
///
/// Shape: that of the input, which has three channels.
public final class RandomHue: RandomColourLayer {
  override func recoloured(_ images: Tensor, _ key: Tensor) -> Tensor {
    let keys = Random.split(key)
    let side = wide(each(images, keys[0], (0, 1)))
    let turn =
      NumPy.where(greater(side, Tensor(weak: 0.5)), Tensor(weak: -0.5), Tensor(weak: 0.5))
      * drawn(images, keys[1])
    let colours = split(rgbToHsv(scaled(images, to: 1)), 3, axis: -1)
    let turned = colours[0] + turn
    let hue = turned - floor(turned)
    let result = hsvToRgb(concatenate([hue, colours[1], colours[2]], axis: -1))
    return cast(unscaled(clipped(result, 0, 1), from: 1), dtype: images.dtype)
  }
}

/// A layer that in training mixes each image with its grey, by a share drawn from `factor`.
///
/// Shape: that of the input, which has three channels.
public final class RandomColorDegeneration: RandomColourLayer {
  override func recoloured(_ images: Tensor, _ key: Tensor) -> Tensor {
    let mixed = images + drawn(images, key) * (rgbToGrayscale(images) - images)
    return clipped(mixed, valueRange[0], valueRange[1])
  }
}
