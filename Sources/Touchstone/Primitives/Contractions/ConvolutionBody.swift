/// A convolution as products of rows: what a window takes in, with what the kernel has for it.
struct ConvolutionBody: ProductBody {
  let settings: ConvolutionSettings
  let windows: [Window]
  let lhs: TensorType
  let rhs: TensorType
  let type: TensorType

  init(
    _ settings: ConvolutionSettings, padding: [[Int]]?, _ lhs: TensorType, _ rhs: TensorType,
    _ type: TensorType
  ) {
    self.settings = settings
    windows = settings.windows(rhs, padding: padding)
    self.lhs = lhs
    self.rhs = rhs
    self.type = type
  }

  func elements<P: ProductSum>(
    _: P.Type, _ x: UnsafePointer<P.Element>, _ kernel: UnsafePointer<P.Element>
  ) -> [P.Element] {
    let d = settings.dimensions
    let features = rhs.shape[d.kernelInputFeature]
    let (lhsStrides, strides) = (lhs.strides, type.strides)
    let featureStride = lhsStrides[d.inputFeature]

    // A row of the kernel for each output feature: spatial dimensions, then input features.
    let rowOffsets = rhs.offsets(along: d.kernelSpatial + [d.kernelInputFeature])
    let length = rowOffsets.count
    if length == 0 { return [P.Element](repeating: P.zero, count: type.count) }
    let outputs = rhs.shape[d.kernelOutputFeature]
    let kernelStride = rhs.strides[d.kernelOutputFeature]
    let rows = [P.Element](filling: outputs * length) { rows in
      for output in 0..<outputs {
        for (i, offset) in rowOffsets.enumerated() {
          rows[output * length + i] = kernel[output * kernelStride + offset]
        }
      }
    }

    let groups = settings.featureGroupCount * settings.batchGroupCount
    let outputsPerGroup = outputs / groups
    let batches = type.shape[d.outputBatch]
    // How far apart two groups lie: slices of the features, or of the batch.
    let groupStride =
      settings.batchGroupCount > 1
      ? batches * lhsStrides[d.inputBatch] : features * featureStride
    let places = type.offsets(along: d.outputSpatial)
    var positions = WindowPositions(
      windows, d.inputSpatial.map { lhs.shape[$0] }, d.inputSpatial.map { lhsStrides[$0] },
      counts: d.outputSpatial.map { type.shape[$0] })

    var taken: [Int] = []
    return [P.Element](filling: type.count) { result in
      rows.withUnsafeBufferPointer { rows in
        withUnsafeTemporaryAllocation(of: P.Element.self, capacity: length) { patch in
          guard let rows = rows.baseAddress, let taps = UnsafePointer(patch.baseAddress) else {
            return result.initialize(repeating: P.zero)
          }
          for place in places {
            positions.next(&taken)
            for batch in 0..<batches {
              for group in 0..<groups {
                let base = batch * lhsStrides[d.inputBatch] + group * groupStride
                var next = 0
                for position in taken {
                  for feature in 0..<features {
                    // What padding and dilation added are zeros, and take part as such.
                    patch[next] =
                      position < 0 ? P.zero : x[base + position + feature * featureStride]
                    next += 1
                  }
                }
                for output in group * outputsPerGroup..<(group + 1) * outputsPerGroup {
                  let to =
                    place + batch * strides[d.outputBatch] + output * strides[d.outputFeature]
                  result[to] = P.sum(taps, rows + output * length, length)
                }
              }
            }
          }
        }
      }
    }
  }
}
