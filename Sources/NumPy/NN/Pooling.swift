// Windows that move over pictures and keep one number each.

/// The greatest element of each window of `poolSize`; strides are the size of the window by default.
///
/// In reverse mode the first of equal elements gets all.
public func maxPool(
  _ inputs: Tensor, _ poolSize: any AxisList, strides: (any AxisList)? = nil,
  padding: Padding = .valid, dataFormat: DataFormat = .channelsLast
) -> Tensor {
  pooled("maxPool", inputs, poolSize, strides, padding, dataFormat) { x, window in
    window.reduce(x, x.dtype.leastScalar) { maximum($0, $1) }
  }
}

/// The mean of each window of `poolSize`, of those elements that lie inside; strides are the size of
/// the window by default.
public func averagePool(
  _ inputs: Tensor, _ poolSize: any AxisList, strides: (any AxisList)? = nil,
  padding: Padding = .valid, dataFormat: DataFormat = .channelsLast
) -> Tensor {
  pooled("averagePool", inexact(inputs), poolSize, strides, padding, dataFormat) { x, window in
    let zero = scalar(0, x.dtype)
    let total = window.reduce(x, zero) { $0 + $1 }
    if padding == .valid { return total / Double(window.size.reduce(1, *)) }
    return total / window.reduce(onesLike(x), zero) { $0 + $1 }
  }
}

/// The mean of each of `outputSize` windows along each spatial axis, which cover it as evenly as
/// they can.
public func adaptiveAveragePool(
  _ inputs: Tensor, _ outputSize: any AxisList, dataFormat: DataFormat = .channelsLast
) -> Tensor {
  adaptive("adaptiveAveragePool", inexact(inputs), outputSize, dataFormat) {
    mean($0, axis: $1, keepdims: true)
  }
}

/// The greatest element of each of `outputSize` windows along each spatial axis, which cover it as
/// evenly as they can.
public func adaptiveMaxPool(
  _ inputs: Tensor, _ outputSize: any AxisList, dataFormat: DataFormat = .channelsLast
) -> Tensor {
  adaptive("adaptiveMaxPool", inputs, outputSize, dataFormat) {
    max($0, axis: $1, keepdims: true)
  }
}

/// A window over all axes of a tensor.
private struct PoolWindow {
  let size: [Int]
  let strides: [Int]
  let padding: [[Int]]

  func reduce(_ x: Tensor, _ initial: Tensor, _ body: (Tensor, Tensor) -> Tensor) -> Tensor {
    reduceWindow(
      x, initial, windowDimensions: size, windowStrides: strides, padding: padding, body: body)
  }
}

private func pooled(
  _ name: String, _ x: Tensor, _ poolSize: any AxisList, _ strides: (any AxisList)?,
  _ padding: Padding, _ format: DataFormat, _ body: (Tensor, PoolWindow) -> Tensor
) -> Tensor {
  call(name, x) { call in
    let spatial = x.rank - 2
    try call.require(spatial >= 1, "expected spatial axes, the shape is \(x.shape)")
    var size = poolSize.axisList
    if size.count == 1 { size = [Int](repeating: size[0], count: spatial) }
    let plan = try WindowPlan(call, x, size, strides ?? size, padding, format, 1)
    var all = PoolWindow(
      size: x.shape.map { _ in 1 }, strides: x.shape.map { _ in 1 },
      padding: x.shape.map { _ in [0, 0] })
    var (sizes, steps, borders) = (all.size, all.strides, all.padding)
    for (i, axis) in plan.spatialAxes.enumerated() {
      (sizes[axis], steps[axis], borders[axis]) = (size[i], plan.strides[i], plan.padding[i])
    }
    all = PoolWindow(size: sizes, strides: steps, padding: borders)
    return body(settled(x), all)
  }
}

private func adaptive(
  _ name: String, _ x: Tensor, _ outputSize: any AxisList, _ format: DataFormat,
  _ body: (Tensor, Int) -> Tensor
) -> Tensor {
  call(name, x) { call in
    let spatial = x.rank - 2
    try call.require(spatial >= 1, "expected spatial axes, the shape is \(x.shape)")
    var sizes = outputSize.axisList
    if sizes.count == 1 { sizes = [Int](repeating: sizes[0], count: spatial) }
    try call.require(
      sizes.count == spatial && sizes.allSatisfy { $0 > 0 },
      "outputSize \(sizes) must be one number or \(spatial), all positive")
    var result = settled(x)
    for (i, count) in sizes.enumerated() {
      let axis = format == .channelsLast ? 1 + i : 2 + i
      let size = result.shape[axis]
      // Window k goes from the place k/count of the axis, rounded down, to (k + 1)/count, up.
      result = concatenate(
        (0..<count).map { k in
          body(
            sliced(
              result, axis: axis, from: k * size / count,
              to: ((k + 1) * size + count - 1) / count), axis)
        }, axis: axis)
    }
    return result
  }
}
