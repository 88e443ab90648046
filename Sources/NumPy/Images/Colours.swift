// Colours of pictures.

/// The brightness of each pixel: 0.2989 of red, 0.587 of green, 0.114 of blue.
public func rgbToGrayscale(_ images: Tensor, dataFormat: DataFormat = .channelsLast) -> Tensor {
  call("rgbToGrayscale", images) { call in
    let (r, g, b, axis) = try channels(call, images, dataFormat)
    return inserted(r * 0.2989 + g * 0.587 + b * 0.114, axis)
  }
}

/// Red, green and blue in 0…1 as hue, saturation and value in 0…1.
public func rgbToHsv(_ images: Tensor, dataFormat: DataFormat = .channelsLast) -> Tensor {
  call("rgbToHsv", images) { call in
    let (r, g, b, axis) = try channels(call, images, dataFormat)
    let value = maximum(maximum(r, g), b)
    let range = value - minimum(minimum(r, g), b)
    let isGrey = equal(range, 0)
    let unit = 1 / NumPy.where(isGrey, 1, range) / 6
    let hue = NumPy.where(
      equal(r, value), unit * (g - b),
      NumPy.where(equal(g, value), unit * (b - r) + 2.0 / 6, unit * (r - g) + 4.0 / 6))
    let turned = NumPy.where(isGrey, 0, hue)
    let isBlack = lessEqual(value, 0)
    let saturation = NumPy.where(isBlack, 0, range / NumPy.where(isBlack, 1, value))
    return stack([NumPy.where(less(turned, 0), turned + 1, turned), saturation, value], axis: axis)
  }
}

/// Hue, saturation and value in 0…1 as red, green and blue.
public func hsvToRgb(_ images: Tensor, dataFormat: DataFormat = .channelsLast) -> Tensor {
  call("hsvToRgb", images) { call in
    let (h, s, v, axis) = try channels(call, images, dataFormat)
    let angle = h * 6
    func part(_ shade: Tensor) -> Tensor { (1 - s + s * clip(shade, 0, 1)) * v }
    let red = part(abs(angle - 3) - 1)
    let green = part(2 - abs(angle - 2))
    let blue = part(2 - abs(angle - 4))
    return stack([red, green, blue], axis: axis)
  }
}

/// The three channels of pictures, and where they were.
private func channels(
  _ call: Call, _ images: Tensor, _ format: DataFormat
) throws -> (Tensor, Tensor, Tensor, axis: Int) {
  let axes = try Pictures(call, images, format)
  try call.require(
    images.shape[axes.channel] == 3, "expected 3 channels, the shape is \(images.shape)")
  let parts = unstack(settled(inexact(images)), axis: axes.channel)
  return (parts[0], parts[1], parts[2], axes.channel)
}
