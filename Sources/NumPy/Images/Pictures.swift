/// A picture or a batch of them: 3 or 4 axes, the channels last or before the spatial ones.
struct Pictures {
  let height: Int
  let width: Int
  let channel: Int

  init(_ call: Call, _ images: Tensor, _ format: DataFormat) throws(TensorError) {
    guard images.rank == 3 || images.rank == 4 else {
      throw call.error("expected a picture with 3 axes or a batch with 4, got \(images.shape)")
    }
    let first = images.rank - 3
    channel = format == .channelsLast ? images.rank - 1 : first
    height = format == .channelsLast ? first : first + 1
    width = height + 1
  }

  /// `images` without the borders given.
  func cropped(_ images: Tensor, rows: Range<Int>, columns: Range<Int>) -> Tensor {
    let part = sliced(images, axis: height, from: rows.lowerBound, to: rows.upperBound)
    return sliced(part, axis: width, from: columns.lowerBound, to: columns.upperBound)
  }
}

/// `images` with borders of zeros: two of the three sizes of each axis say the third.
public func padImages(
  _ images: Tensor, topPadding: Int? = nil, leftPadding: Int? = nil, bottomPadding: Int? = nil,
  rightPadding: Int? = nil, targetHeight: Int? = nil, targetWidth: Int? = nil,
  dataFormat: DataFormat = .channelsLast
) -> Tensor {
  call("padImages", images) { call in
    let axes = try Pictures(call, images, dataFormat)
    let (top, bottom) = try borders(
      call, topPadding, bottomPadding, targetHeight.map { $0 - images.shape[axes.height] })
    let (left, right) = try borders(
      call, leftPadding, rightPadding, targetWidth.map { $0 - images.shape[axes.width] })
    var widths = images.shape.map { _ in [0, 0] }
    (widths[axes.height], widths[axes.width]) = ([top, bottom], [left, right])
    return pad(images, widths)
  }
}

/// `images` without borders: two of the three sizes of each axis say the third.
public func cropImages(
  _ images: Tensor, topCropping: Int? = nil, leftCropping: Int? = nil, bottomCropping: Int? = nil,
  rightCropping: Int? = nil, targetHeight: Int? = nil, targetWidth: Int? = nil,
  dataFormat: DataFormat = .channelsLast
) -> Tensor {
  call("cropImages", images) { call in
    let axes = try Pictures(call, images, dataFormat)
    let (h, w) = (images.shape[axes.height], images.shape[axes.width])
    let (top, bottom) = try borders(
      call, topCropping, bottomCropping, targetHeight.map { h - $0 })
    let (left, right) = try borders(call, leftCropping, rightCropping, targetWidth.map { w - $0 })
    try call.require(
      top + bottom <= h && left + right <= w, "the borders leave nothing of \(images.shape)")
    return axes.cropped(
      settled(images), rows: top..<h - bottom, columns: left..<w - right)
  }
}

private func borders(
  _ call: Call, _ before: Int?, _ after: Int?, _ both: Int?
) throws -> (Int, Int) {
  let given = [before, after, both].count { $0 != nil }
  let (low, high): (Int, Int)
  switch (before, after, both) {
  case (let before?, let after?, nil): (low, high) = (before, after)
  case (let before?, nil, let both?): (low, high) = (before, both - before)
  case (nil, let after?, let both?): (low, high) = (both - after, after)
  default: throw call.error("expected two of the three sizes of each axis, got \(given)")
  }
  try call.require(low >= 0 && high >= 0, "the borders \(low) and \(high) must not be negative")
  return (low, high)
}

/// Patches of `size` that begin every `strides`, each as one pixel with all its channels.
///
/// Shape: places along each spatial axis, then rows · columns · channels of a patch.
public func extractPatches(
  _ images: Tensor, _ size: any AxisList, strides: (any AxisList)? = nil,
  dilationRate: any AxisList = 1, padding: Padding = .valid,
  dataFormat: DataFormat = .channelsLast
) -> Tensor {
  patches("extractPatches", images, size, strides, dilationRate, padding, dataFormat, 2)
}

/// Patches of volumes; see `extractPatches`.
public func extractPatches3d(
  _ volumes: Tensor, _ size: any AxisList, strides: (any AxisList)? = nil,
  dilationRate: any AxisList = 1, padding: Padding = .valid,
  dataFormat: DataFormat = .channelsLast
) -> Tensor {
  patches("extractPatches3d", volumes, size, strides, dilationRate, padding, dataFormat, 3)
}

private func patches(
  _ name: String, _ x: Tensor, _ size: any AxisList, _ strides: (any AxisList)?,
  _ dilation: any AxisList, _ padding: Padding, _ format: DataFormat, _ spatial: Int
) -> Tensor {
  call(name, x) { call in
    if x.rank == spatial + 1 {
      let batch = patches(name, inserted(x, 0), size, strides, dilation, padding, format, spatial)
      return removed(batch, 0)
    }
    try call.require(
      x.rank == spatial + 2, "expected \(spatial) spatial axes and channels, got \(x.shape)")
    var window = size.axisList
    if window.count == 1 { window = [Int](repeating: window[0], count: spatial) }
    let plan = try WindowPlan(call, x, window, strides ?? window, padding, format, dilation)
    var result = settled(x)
    // Each axis becomes two: the places, and what the window sees from there.
    for (i, axis) in plan.spatialAxes.enumerated() {
      let place = axis + i
      let borders = plan.padding[i]
      result = padded(
        result, axis: place, low: borders[0], high: borders[1], with: scalar(0, x.dtype))
      let reach = (window[i] - 1) * plan.dilations[i] + 1
      try call.require(
        result.shape[place] >= reach, "the window \(window) does not fit into \(x.shape)")
      let count = (result.shape[place] - reach) / plan.strides[i] + 1
      let seen = (0..<count).flatMap { k in
        (0..<window[i]).map { Int32(k * plan.strides[i] + $0 * plan.dilations[i]) }
      }
      result = take(result, Tensor(seen, shape: [count, window[i]]), axis: place)
    }
    let channel = format == .channelsLast ? result.rank - 1 : 1
    let places = plan.spatialAxes.enumerated().map { $0 + $1 }
    let inside = places.map { $0 + 1 } + [channel]
    let order = format == .channelsLast ? [0] + places + inside : [0] + inside + places
    let moved = transpose(result, order)
    let counts = places.map { result.shape[$0] }
    let depth = inside.reduce(1) { $0 * result.shape[$1] }
    return reshape(
      moved,
      format == .channelsLast ? [x.shape[0]] + counts + [depth] : [x.shape[0], depth] + counts)
  }
}
