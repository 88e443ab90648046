// Convolutions as Keras has them. Kernels have their spatial axes first, then the channels.

/// Where the channels of a picture are.
public enum DataFormat: String, Sendable {
  /// Last: batch, space, channels.
  case channelsLast = "channels_last"
  /// Before space: batch, channels, space.
  case channelsFirst = "channels_first"
}

/// What lies around a picture under a moving window.
public enum Padding: String, Sendable {
  /// Nothing: the window stays inside.
  case valid
  /// Zeros, as many on both sides (one more after) as give a place for every `stride`-th element.
  case same
  /// Zeros before only, so that nothing later is seen; of one spatial axis.
  case causal
}

/// The convolution of `inputs` with `kernel`.
///
/// The kernel is spatial axes × input channels of a group × output channels; there are as many
/// groups as its input channels go into those of the inputs. One number stands for all axes.
public func conv(
  _ inputs: Tensor, _ kernel: Tensor, strides: any AxisList = 1, padding: Padding = .valid,
  dataFormat: DataFormat = .channelsLast, dilationRate: any AxisList = 1
) -> Tensor {
  call("conv", inputs, kernel) { call in
    let plan = try WindowPlan(
      call, inputs, Array(kernel.shape.dropLast(2)), strides, padding, dataFormat, dilationRate)
    try call.require(
      kernel.rank == inputs.rank && kernel.shape[kernel.rank - 2] > 0
        && plan.channels.isMultiple(of: kernel.shape[kernel.rank - 2]),
      "\(plan.channels) channels do not divide into groups for the kernel \(kernel.shape)")
    let operands = promoteDTypes("conv", [inputs, kernel]).map { settled($0) }
    return convolution(
      operands[0], operands[1], windowStrides: plan.strides, padding: plan.padding,
      rhsDilation: plan.dilations, dimensionNumbers: plan.dimensions,
      featureGroupCount: plan.channels / kernel.shape[kernel.rank - 2])
  }
}

/// The convolution of each channel with kernels of its own.
///
/// The kernel is spatial axes × channels × kernels for each; the result has their product as
/// channels.
public func depthwiseConv(
  _ inputs: Tensor, _ kernel: Tensor, strides: any AxisList = 1, padding: Padding = .valid,
  dataFormat: DataFormat = .channelsLast, dilationRate: any AxisList = 1
) -> Tensor {
  call("depthwiseConv", inputs, kernel) { call in
    try call.require(
      kernel.rank == inputs.rank && kernel.rank >= 3,
      "the kernel \(kernel.shape) must have as many axes as the inputs \(inputs.shape)")
    let (c, m) = (kernel.shape[kernel.rank - 2], kernel.shape[kernel.rank - 1])
    let flat = reshape(kernel, kernel.shape.dropLast(2) + [1, c * m])
    return conv(
      inputs, flat, strides: strides, padding: padding, dataFormat: dataFormat,
      dilationRate: dilationRate)
  }
}

/// A depthwise convolution, then one of the channels of each pixel.
public func separableConv(
  _ inputs: Tensor, _ depthwiseKernel: Tensor, _ pointwiseKernel: Tensor,
  strides: any AxisList = 1, padding: Padding = .valid, dataFormat: DataFormat = .channelsLast,
  dilationRate: any AxisList = 1
) -> Tensor {
  let depthwise = depthwiseConv(
    inputs, depthwiseKernel, strides: strides, padding: padding, dataFormat: dataFormat,
    dilationRate: dilationRate)
  return conv(depthwise, pointwiseKernel, dataFormat: dataFormat)
}

/// The transposed convolution: what gradients of `conv` with respect to its inputs are made by.
///
/// The kernel is spatial axes × output channels × input channels. Without `outputPadding` an axis of
/// size n becomes n·stride with padding `same`, and (n - 1)·stride + max(kernel, stride) with
/// `valid`; `outputPadding` replaces what that adds at the end.
public func convTranspose(
  _ inputs: Tensor, _ kernel: Tensor, strides: any AxisList = 1, padding: Padding = .valid,
  outputPadding: (any AxisList)? = nil, dataFormat: DataFormat = .channelsLast,
  dilationRate: any AxisList = 1
) -> Tensor {
  call("convTranspose", inputs, kernel) { call in
    let space = Array(kernel.shape.dropLast(2))
    let plan = try WindowPlan(
      call, inputs, space, strides, .valid, dataFormat, dilationRate)
    try call.require(padding != .causal, "a transposed convolution has no causal padding")
    let extra = try outputPadding.map { try plan.list(call, $0, "outputPadding") }
    var borders: [[Int]] = []
    for i in space.indices {
      let reach = (space[i] - 1) * plan.dilations[i] + 1
      let stride = plan.strides[i]
      if padding == .valid {
        borders.append([reach - 1, reach - 1 + (extra?[i] ?? Swift.max(stride - reach, 0))])
      } else {
        let total = extra.map { reach + reach % 2 - 2 + $0[i] } ?? stride + reach - 2
        let low = Swift.min((total + 1) / 2, reach - 1)
        borders.append([low, total - low])
      }
    }
    let operands = promoteDTypes("convTranspose", [inputs, kernel]).map { settled($0) }
    // The kernel is turned round, and its last two axes change places.
    let turned = swapaxes(reverse(operands[1], axes: Array(space.indices)), -1, -2)
    return convolution(
      operands[0], turned, windowStrides: space.map { _ in 1 }, padding: borders,
      lhsDilation: plan.strides, rhsDilation: plan.dilations, dimensionNumbers: plan.dimensions)
  }
}

/// The numbers of a window that moves over a picture.
struct WindowPlan {
  let strides: [Int]
  let dilations: [Int]
  /// Zeros before and after along each spatial axis.
  let padding: [[Int]]
  let channels: Int
  let spatialAxes: [Int]
  let dimensions: ConvolutionDimensions

  init(
    _ call: Call, _ x: Tensor, _ window: [Int], _ strides: any AxisList, _ padding: Padding,
    _ format: DataFormat, _ dilations: any AxisList
  ) throws {
    try call.require(
      x.rank >= 3 && window.count == x.rank - 2,
      "a window of \(window.count) axes does not move over the shape \(x.shape), which has a batch "
        + "axis, one of channels, and as many spatial ones")
    let count = x.rank - 2
    self.strides = try Self.list(call, strides, count, "strides")
    self.dilations = try Self.list(call, dilations, count, "dilationRate")
    let isLast = format == .channelsLast
    spatialAxes = isLast ? Array(1..<x.rank - 1) : Array(2..<x.rank)
    channels = isLast ? x.shape[x.rank - 1] : x.shape[1]
    try call.require(padding != .causal || count == 1, "causal padding is for one spatial axis")
    self.padding = spatialAxes.indices.map {
      [strides = self.strides, dilations = self.dilations, spatialAxes] i in
      let reach = (window[i] - 1) * dilations[i] + 1
      switch padding {
      case .valid: return [0, 0]
      case .causal: return [reach - 1, 0]
      case .same:
        let size = x.shape[spatialAxes[i]]
        let places = (size + strides[i] - 1) / strides[i]
        let total = Swift.max((places - 1) * strides[i] + reach - size, 0)
        return [total / 2, total - total / 2]
      }
    }
    dimensions = ConvolutionDimensions(
      inputBatch: 0, inputFeature: isLast ? x.rank - 1 : 1, inputSpatial: spatialAxes,
      kernelInputFeature: count, kernelOutputFeature: count + 1,
      kernelSpatial: Array(0..<count), outputBatch: 0,
      outputFeature: isLast ? x.rank - 1 : 1, outputSpatial: spatialAxes)
  }

  /// One number for each spatial axis.
  func list(_ call: Call, _ x: any AxisList, _ name: String) throws -> [Int] {
    try Self.list(call, x, spatialAxes.count, name)
  }

  private static func list(
    _ call: Call, _ x: any AxisList, _ count: Int, _ name: String
  ) throws -> [Int] {
    let list = x.axisList
    try call.require(
      (list.count == 1 || list.count == count) && list.allSatisfy { $0 >= 0 },
      "\(name) \(list) must be one number or \(count), none negative")
    return list.count == count ? list : [Int](repeating: list[0], count: count)
  }
}
