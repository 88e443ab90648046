import Foundation

/// How a pixel between others is made of them.
public enum Interpolation: String, Sendable, CaseIterable {
  /// The nearest one.
  case nearest
  /// By lines between neighbours.
  case bilinear
  /// By Keys's cubic curve, with slope factor -1/2.
  case bicubic
  /// By Lanczos's window of radius 3.
  case lanczos3
  /// By Lanczos's window of radius 5.
  case lanczos5

  /// The weight of a pixel at this distance.
  fileprivate func weight(_ distance: Double) -> Double {
    let x = Swift.abs(distance)
    switch self {
    case .nearest, .bilinear: return Swift.max(0, 1 - x)
    case .bicubic:
      if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
    case .lanczos3: return Self.lanczos(x, 3)
    case .lanczos5: return Self.lanczos(x, 5)
    }
  }

  private static func lanczos(_ x: Double, _ radius: Double) -> Double {
    if x > radius { return 0 }
    if x <= 1e-3 { return 1 }
    let angle = Double.pi * x
    return radius * Foundation.sin(angle) * Foundation.sin(angle / radius) / (angle * angle)
  }
}

/// `images` brought to `size` rows and columns.
///
/// With `antialias` pixels that shrink are averaged. The ratio of height to width is kept by taking
/// only the middle of the pictures (`cropToAspectRatio`) or by borders of `fillValue`
/// (`padToAspectRatio`).
public func resize(
  _ images: Tensor, _ size: [Int], interpolation: Interpolation = .bilinear,
  antialias: Bool = false, cropToAspectRatio: Bool = false, padToAspectRatio: Bool = false,
  fillValue: Double = 0, dataFormat: DataFormat = .channelsLast
) -> Tensor {
  call("resize", images) { call in
    let axes = try Pictures(call, images, dataFormat)
    try call.require(
      size.count == 2 && size.allSatisfy { $0 > 0 }, "expected two positive sizes, got \(size)")
    try call.require(
      !(cropToAspectRatio && padToAspectRatio), "only one of crop and pad may be asked for")
    var x = settled(images)
    let (h, w) = (x.shape[axes.height], x.shape[axes.width])
    if cropToAspectRatio {
      let rows = Swift.max(Swift.min(h, w * size[0] / size[1]), 1)
      let columns = Swift.max(Swift.min(w, h * size[1] / size[0]), 1)
      let (top, left) = ((h - rows) / 2, (w - columns) / 2)
      x = axes.cropped(x, rows: top..<top + rows, columns: left..<left + columns)
    }
    if padToAspectRatio {
      let rows = Swift.max(h, w * size[0] / size[1])
      let columns = Swift.max(w, h * size[1] / size[0])
      var widths = x.shape.map { _ in [0, 0] }
      // Keras's borders are alike on both sides, so that one row or column may be missing.
      widths[axes.height] = [(rows - h) / 2, (rows - h) / 2]
      widths[axes.width] = [(columns - w) / 2, (columns - w) / 2]
      x = pad(x, widths, constantValues: fillValue)
    }
    for (axis, target) in zip([axes.height, axes.width], size) where x.shape[axis] != target {
      x = resampled(x, axis, target, interpolation, antialias)
    }
    return x.dtype == images.dtype ? x : convert(round(x), to: images.dtype)
  }
}

private func resampled(
  _ x: Tensor, _ axis: Int, _ target: Int, _ method: Interpolation, _ antialias: Bool
) -> Tensor {
  let size = x.shape[axis]
  if method == .nearest {
    let places = (0..<target).map {
      Int32(Swift.min(Int((Double($0) + 0.5) * Double(size) / Double(target)), size - 1))
    }
    return take(x, Tensor(places), axis: axis)
  }
  return weighed(
    x, axis, weights(size, target, Double(target) / Double(size), 0, method, antialias))
}

/// `x` scaled by `scale` and moved by `translation` along each of `spatialDims`, seen through a
/// window of `outputShape`.
public func scaleAndTranslate(
  _ images: Tensor, _ outputShape: [Int], _ scale: [Double], _ translation: [Double],
  _ spatialDims: [Int], _ method: Interpolation, antialias: Bool = true
) -> Tensor {
  call("scaleAndTranslate", images) { call in
    let axes = try call.axes(spatialDims, of: images.rank)
    try call.require(
      scale.count == axes.count && translation.count == axes.count
        && outputShape.count == images.rank,
      "expected a scale and a translation for each of the axes \(axes), and a whole shape")
    var x = settled(inexact(images))
    for (i, axis) in axes.enumerated() {
      x = weighed(
        x, axis,
        weights(
          x.shape[axis], outputShape[axis], scale[i], translation[i], method, antialias))
    }
    return x
  }
}

/// For each place of the result the weight of each place of the source, row by row.
private func weights(
  _ size: Int, _ target: Int, _ scale: Double, _ translation: Double, _ method: Interpolation,
  _ antialias: Bool
) -> [[Double]] {
  let width = antialias ? Swift.max(1 / scale, 1) : 1
  return (0..<target).map { place in
    let centre = (Double(place) + 0.5 - translation) / scale - 0.5
    guard centre >= -0.5, centre <= Double(size) - 0.5 else {
      return [Double](repeating: 0, count: size)
    }
    let row = (0..<size).map { method.weight((centre - Double($0)) / width) }
    let total = row.reduce(0, +)
    return Swift.abs(total) > 1000 * Double(Float.ulpOfOne)
      ? row.map { $0 / total } : row.map { _ in 0 }
  }
}

private func weighed(_ x: Tensor, _ axis: Int, _ rows: [[Double]]) -> Tensor {
  let x = inexact(x)
  let matrix = cast(
    Tensor(rows.flatMap { $0 }, shape: [rows.count, x.shape[axis]]), x.dtype)
  return moveaxis(tensordot(x, matrix, axes: ([axis], [1])), -1, axis)
}
