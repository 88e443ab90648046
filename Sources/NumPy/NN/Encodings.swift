// Numbers as rows of zeros and ones, and pictures rearranged.

/// Along a new axis `axis` of size `numClasses`, 1 at the place that each integer names, 0 elsewhere;
/// only 0 for a number outside.
///
/// Specification: `numpy`.
public func oneHot(
  _ x: Tensor, _ numClasses: Int, axis: Int = -1, dtype: DType = .f32
) -> Tensor {
  call("oneHot", x) { call in
    try call.require(
      x.dtype.isInteger || x.dtype == .i1, "expected integers, got \(x.dtype)")
    let axis = try call.axis(axis, of: x.rank + 1)
    let numbers = inserted(cast(x, x.dtype == .i1 ? .i32 : nil), axis)
    var shape = x.shape
    shape.insert(numClasses, at: axis)
    let places = iota(TensorType(numbers.dtype, shape), axis: axis)
    return cast(equal(numbers, places), dtype)
  }
}

/// 1 at every place that one of the integers along `axis` names, 0 elsewhere.
public func multiHot(
  _ inputs: Tensor, _ numClasses: Int, axis: Int = -1, dtype: DType = .f32
) -> Tensor {
  call("multiHot", inputs) { call in
    let axis = try call.axis(axis, of: Swift.max(inputs.rank, 1))
    if inputs.rank == 0 { return oneHot(inputs, numClasses, dtype: dtype) }
    // With one axis only, the numbers are one example; with more they lie along `axis`.
    let reducedAxis = inputs.rank == 1 ? 0 : axis
    return max(oneHot(inputs, numClasses, axis: -1, dtype: dtype), axis: reducedAxis)
  }
}

/// Channels of a picture moved into blocks of `blockSize` by `blockSize` pixels.
public func depthToSpace(
  _ x: Tensor, _ blockSize: Int, dataFormat: DataFormat = .channelsLast
) -> Tensor {
  call("depthToSpace", x) { call in
    let (n, h, w, c) = try picture(call, x, dataFormat)
    let depth = c / (blockSize * blockSize)
    try call.require(
      blockSize > 0 && depth * blockSize * blockSize == c,
      "\(c) channels do not divide into blocks of \(blockSize) by \(blockSize)")
    if dataFormat == .channelsFirst {
      let parts = reshape(x, [n, blockSize, blockSize, depth, h, w])
      return reshape(
        transpose(parts, [0, 3, 4, 1, 5, 2]), [n, depth, h * blockSize, w * blockSize])
    }
    let parts = reshape(x, [n, h, w, blockSize, blockSize, depth])
    return reshape(
      transpose(parts, [0, 1, 3, 2, 4, 5]), [n, h * blockSize, w * blockSize, depth])
  }
}

/// Blocks of `blockSize` by `blockSize` pixels moved into the channels.
public func spaceToDepth(
  _ x: Tensor, _ blockSize: Int, dataFormat: DataFormat = .channelsLast
) -> Tensor {
  call("spaceToDepth", x) { call in
    let (n, h, w, c) = try picture(call, x, dataFormat)
    try call.require(
      blockSize > 0 && h.isMultiple(of: blockSize) && w.isMultiple(of: blockSize),
      "\(h) by \(w) pixels do not divide into blocks of \(blockSize) by \(blockSize)")
    let (rows, columns, depth) = (h / blockSize, w / blockSize, c * blockSize * blockSize)
    if dataFormat == .channelsFirst {
      let parts = reshape(x, [n, c, rows, blockSize, columns, blockSize])
      return reshape(transpose(parts, [0, 3, 5, 1, 2, 4]), [n, depth, rows, columns])
    }
    let parts = reshape(x, [n, rows, blockSize, columns, blockSize, c])
    return reshape(transpose(parts, [0, 1, 3, 2, 4, 5]), [n, rows, columns, depth])
  }
}

private func picture(
  _ call: Call, _ x: Tensor, _ format: DataFormat
) throws -> (n: Int, h: Int, w: Int, c: Int) {
  try call.require(x.rank == 4, "expected 4 axes, the shape is \(x.shape)")
  let s = x.shape
  return format == .channelsFirst ? (s[0], s[2], s[3], s[1]) : (s[0], s[1], s[2], s[3])
}
