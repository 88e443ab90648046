import Foundation

// Filters that look at a pixel's neighbours.

/// `images` blurred by a bell of `kernelSize` pixels and the widths `sigma`, rows first.
///
/// Beyond the borders lie zeros.
public func gaussianBlur(
  _ images: Tensor, kernelSize: [Int] = [3, 3], sigma: [Double] = [1, 1],
  dataFormat: DataFormat = .channelsLast
) -> Tensor {
  call("gaussianBlur", images) { call in
    let axes = try Pictures(call, images, dataFormat)
    try call.require(
      kernelSize.count == 2 && sigma.count == 2 && kernelSize.allSatisfy { $0 > 0 },
      "expected two sizes and two widths, got \(kernelSize) and \(sigma)")
    var result = settled(inexact(images))
    for (axis, (size, width)) in zip([axes.height, axes.width], zip(kernelSize, sigma)) {
      result = slid(result, axis, bell(size, width), isPadded: true)
    }
    return result
  }
}

/// The slopes of `images` down and across, along a new last axis, by Sobel's filters.
///
/// Beyond the borders lie zeros.
public func sobelEdges(_ images: Tensor, dataFormat: DataFormat = .channelsLast) -> Tensor {
  call("sobelEdges", images) { call in
    let axes = try Pictures(call, images, dataFormat)
    var widths = images.shape.map { _ in [0, 0] }
    (widths[axes.height], widths[axes.width]) = ([1, 1], [1, 1])
    let bordered = pad(settled(inexact(images)), widths)
    func slope(_ along: Int, _ across: Int) -> Tensor {
      let difference = slid(bordered, along, [-1, 0, 1], isPadded: false)
      return slid(difference, across, [1, 2, 1], isPadded: false)
    }
    return stack([slope(axes.height, axes.width), slope(axes.width, axes.height)], axis: -1)
  }
}

/// How alike two pictures are in brightness, contrast and structure, in -1…1, for each of a batch.
///
/// Source: Z. Wang et al., Image Quality Assessment: From Error Visibility to Structural Similarity,
/// 2004.
public func ssim(
  _ image1: Tensor, _ image2: Tensor, maxVal: Double = 1, filterSize: Int = 11,
  filterSigma: Double = 1.5, k1: Double = 0.01, k2: Double = 0.03,
  dataFormat: DataFormat = .channelsLast
) -> Tensor {
  call("ssim", image1, image2) { call in
    let axes = try Pictures(call, image1, dataFormat)
    try call.require(
      image1.shape == image2.shape, "the shapes \(image1.shape) and \(image2.shape) differ")
    let (x, y) = (settled(inexact(image1)), settled(inexact(image2)))
    let weights = bell(filterSize, filterSigma)
    func local(_ x: Tensor) -> Tensor {
      slid(slid(x, axes.height, weights, isPadded: false), axes.width, weights, isPadded: false)
    }
    let (c1, c2) = (k1 * maxVal * k1 * maxVal, k2 * maxVal * k2 * maxVal)
    let (mx, my) = (local(x), local(y))
    let (vx, vy) = (local(x * x) - mx * mx, local(y * y) - my * my)
    let covariance = local(x * y) - mx * my
    let top = (2 * (mx * my) + c1) * (2 * covariance + c2)
    let bottom = (mx * mx + my * my + c1) * (vx + vy + c2)
    return mean(top / bottom, axis: [-3, -2, -1])
  }
}

/// The weights of a bell of `size` places.
private func bell(_ size: Int, _ sigma: Double) -> [Double] {
  let weights = (0..<size).map { i in
    let place = Double(i) - Double(size - 1) / 2
    return Foundation.exp(-place * place / (2 * sigma * sigma))
  }
  let total = weights.reduce(0, +)
  return weights.map { $0 / total }
}

/// The sums of neighbours along `axis` by `weights`, with zeros around if `isPadded`.
private func slid(_ x: Tensor, _ axis: Int, _ weights: [Double], isPadded: Bool) -> Tensor {
  let count = weights.count
  let wide =
    isPadded
    ? padded(
      x, axis: axis, low: (count - 1) / 2, high: count / 2, with: scalar(0, x.dtype)) : x
  let size = wide.shape[axis] - count + 1
  var result: Tensor?
  for (i, weight) in weights.enumerated() where weight != 0 {
    let part = sliced(wide, axis: axis, from: i, to: i + size) * weight
    result = result.map { $0 + part } ?? part
  }
  return result ?? x
}
