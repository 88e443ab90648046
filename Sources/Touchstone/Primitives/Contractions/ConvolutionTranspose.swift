extension Convolution {
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    // Without any element there is nothing that a window could move over.
    guard let ct = ct[0], ct.type.count > 0, x.allSatisfy({ $0.type.count > 0 }) else {
      return [nil, nil]
    }
    switch (x[0], x[1]) {
    case (.linear(let type), .known(let rhs)):
      return [try lhsCotangent(ct, rhs, type).converted(to: type.dtype), nil]
    case (.known(let lhs), .linear(let type)):
      return [nil, try rhsCotangent(ct, lhs, type).converted(to: type.dtype)]
    default: throw notTransposable(x)
    }
  }

  private func sizes(_ type: TensorType, _ axes: [Int]) -> [Int] { axes.map { type.shape[$0] } }
  private func reach(_ size: Int, _ dilation: Int) -> Int { (size - 1) * dilation + 1 }

  /// The cotangent moved over with the kernel turned round, strides and dilations of the left side
  /// exchanged.
  private func lhsCotangent(_ ct: Tensor, _ rhs: Tensor, _ lhs: TensorType) throws -> Tensor {
    let d = settings.dimensions
    let groups = max(settings.featureGroupCount, settings.batchGroupCount)
    let windows = settings.windows(rhs.type, padding: padding)
    let turned = zip(d.kernelSpatial, windows).filter { !$1.isReversed }.map(\.0)
    var kernel = turned.isEmpty ? rhs : reverse(rhs, axes: turned)
    if groups > 1 {
      kernel = kernel.splittingAxis(d.kernelOutputFeature, groups)
        .foldingAxis(d.kernelOutputFeature, into: d.kernelInputFeature)
    }
    var other = settings
    other.dimensions = ConvolutionDimensions(
      inputBatch: d.outputBatch, inputFeature: d.outputFeature, inputSpatial: d.outputSpatial,
      kernelInputFeature: d.kernelOutputFeature, kernelOutputFeature: d.kernelInputFeature,
      kernelSpatial: d.kernelSpatial, outputBatch: d.inputBatch, outputFeature: d.inputFeature,
      outputSpatial: d.inputSpatial)
    other.windowStrides = windows.map(\.baseDilation)
    other.lhsDilation = windows.map(\.stride)
    other.rhsDilation = windows.map(\.dilation)
    other.windowReversal = nil
    other.featureGroupCount = groups
    other.batchGroupCount = 1
    let (inputs, outputs) = (sizes(lhs, d.inputSpatial), sizes(ct.type, d.outputSpatial))
    let pads = windows.indices.map { i in
      let window = windows[i].transposed(input: inputs[i], output: outputs[i])
      return [window.low, window.high]
    }
    var result = try Convolution(other, padding: pads).product(ct, kernel)
    if settings.batchGroupCount > 1 {
      result = result.splittingAxis(d.inputFeature, groups)
        .foldingAxis(d.inputFeature, into: d.inputBatch)
    }
    return result
  }

  /// The cotangent moved over the left side as a kernel, strides and dilations of the window
  /// exchanged; what was the batch is summed over, as features are.
  private func rhsCotangent(_ ct: Tensor, _ lhs: Tensor, _ rhs: TensorType) throws -> Tensor {
    let d = settings.dimensions
    let windows = settings.windows(rhs, padding: padding)
    var other = settings
    other.dimensions = ConvolutionDimensions(
      inputBatch: d.inputFeature, inputFeature: d.inputBatch, inputSpatial: d.inputSpatial,
      kernelInputFeature: d.outputBatch, kernelOutputFeature: d.outputFeature,
      kernelSpatial: d.outputSpatial, outputBatch: d.kernelInputFeature,
      outputFeature: d.kernelOutputFeature, outputSpatial: d.kernelSpatial)
    other.windowStrides = windows.map(\.dilation)
    other.lhsDilation = windows.map(\.baseDilation)
    other.rhsDilation = windows.map(\.stride)
    other.windowReversal = nil
    other.featureGroupCount = settings.batchGroupCount
    other.batchGroupCount = settings.featureGroupCount
    let (inputs, outputs) = (sizes(lhs.type, d.inputSpatial), sizes(ct.type, d.outputSpatial))
    let pads = windows.enumerated().map { i, window in
      let high =
        reach(outputs[i], window.stride) + reach(window.size, window.dilation)
        - reach(inputs[i], window.baseDilation) - window.low - 1
      return [window.low, high]
    }
    let result = try Convolution(other, padding: pads).product(lhs, ct)
    let turned = zip(d.kernelSpatial, windows).filter { $1.isReversed }.map(\.0)
    return turned.isEmpty ? result : reverse(result, axes: turned)
  }

  /// This convolution of operands of which one may be narrower than the other.
  private func product(_ lhs: Tensor, _ rhs: Tensor) throws -> Tensor {
    if lhs.dtype.mayBeMultiplied(with: rhs.dtype) { return try apply(self, [lhs, rhs])[0] }
    let dtype = lhs.dtype.bitWidth < rhs.dtype.bitWidth ? rhs.dtype : lhs.dtype
    return try apply(self, [lhs.converted(to: dtype), rhs.converted(to: dtype)])[0]
  }
}
