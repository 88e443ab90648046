extension Primitive {
  /// Throws the constraint that operands and settings of a convolution violate, among those that
  /// do not concern the result; `paddingFits` says whether padding is right for so many spatial
  /// dimensions.
  func checkConvolution(
    _ settings: ConvolutionSettings, _ x: [TensorType], paddingFits: (Int) -> Bool
  ) throws(TensorError) {
    let (lhs, rhs, d) = (x[0], x[1], settings.dimensions)
    guard lhs.dtype.isElement, rhs.dtype.isElement, settings.elementType.isElement else {
      throw violation("I1", x, "the operands and the result must be tensors")
    }
    guard lhs.rank == rhs.rank, lhs.rank >= 2 else {
      throw violation(
        "C1", x, "the ranks must be equal and at least 2, got \(lhs.rank) and \(rhs.rank)")
    }
    let spatial = lhs.rank - 2
    func sized(_ clause: String, _ name: String, _ count: Int?) throws(TensorError) {
      guard count ?? spatial == spatial else {
        throw violation(clause, x, "\(name) must have \(spatial) entries, got \(count ?? 0)")
      }
    }
    func positive(_ clause: String, _ name: String, _ list: [Int]?) throws(TensorError) {
      if let list, let wrong = list.first(where: { $0 <= 0 }) {
        throw violation(clause, x, "\(name) must be positive, got \(wrong)")
      }
    }
    func unique(_ clause: String, _ name: String, _ list: [Int]) throws(TensorError) {
      guard list.areUnique, list.allSatisfy((0..<lhs.rank).contains) else {
        throw violation(
          clause, x, "\(name) dimensions \(list) must differ and lie in 0..<\(lhs.rank)")
      }
    }
    func divisible(
      _ clause: String, _ name: String, _ size: Int, by count: Int
    ) throws(TensorError) {
      guard size.isMultiple(of: count) else {
        throw violation(clause, x, "\(name) \(size) must be a multiple of \(count) groups")
      }
    }
    try sized("C2", "window_strides", settings.windowStrides?.count)
    try positive("C3", "window_strides", settings.windowStrides)
    guard paddingFits(spatial) else {
      throw violation("C4", x, "padding must have \(spatial) rows of 2 numbers")
    }
    try sized("C5", "lhs_dilation", settings.lhsDilation?.count)
    try positive("C6", "lhs_dilation", settings.lhsDilation)
    try sized("C7", "rhs_dilation", settings.rhsDilation?.count)
    try positive("C8", "rhs_dilation", settings.rhsDilation)
    try sized("C9", "window_reversal", settings.windowReversal?.count)
    try sized("C12", "input_spatial_dimensions", d.inputSpatial.count)
    try unique("C13", "input", [d.inputBatch] + d.inputSpatial + [d.inputFeature])
    try sized("C17", "kernel_spatial_dimensions", d.kernelSpatial.count)
    try unique(
      "C18", "kernel", d.kernelSpatial + [d.kernelInputFeature] + [d.kernelOutputFeature])
    try sized("C19", "output_spatial_dimensions", d.outputSpatial.count)
    try unique("C20", "output", [d.outputBatch] + d.outputSpatial + [d.outputFeature])
    let (features, batches) = (settings.featureGroupCount, settings.batchGroupCount)
    try positive("C21", "feature_group_count", [features])
    try positive("C22", "batch_group_count", [batches])
    guard features == 1 || batches == 1 else {
      throw violation(
        "C23", x, "feature_group_count \(features) or batch_group_count \(batches) must be 1")
    }
    try divisible("C10", "the input batch", lhs.shape[d.inputBatch], by: batches)
    try divisible("C11", "the input features", lhs.shape[d.inputFeature], by: features)
    let expected = lhs.shape[d.inputFeature] / features
    guard rhs.shape[d.kernelInputFeature] == expected else {
      throw violation(
        "C14", x,
        "the kernel must take \(expected) features, got \(rhs.shape[d.kernelInputFeature])")
    }
    try divisible("C15", "the output features", rhs.shape[d.kernelOutputFeature], by: batches)
    try divisible("C16", "the output features", rhs.shape[d.kernelOutputFeature], by: features)
    guard settings.precision.isEmpty || settings.precision.count == 2 else {
      throw violation("C24", x, "expected 2 precisions, got \(settings.precision.count)")
    }
    guard lhs.dtype.mayBeMultiplied(with: rhs.dtype) else {
      throw violation("C27", x, "element types \(lhs.dtype) and \(rhs.dtype) differ")
    }
  }

  /// The type of the result of a convolution that passed `checkConvolution`.
  func convolved(
    _ settings: ConvolutionSettings, _ x: [TensorType], padding: [[Int]]?
  ) throws(TensorError) -> TensorType {
    let d = settings.dimensions
    var shape = [Int](repeating: 0, count: x[0].rank)
    shape[d.outputBatch] = x[0].shape[d.inputBatch] / settings.batchGroupCount
    shape[d.outputFeature] = x[1].shape[d.kernelOutputFeature]
    for (i, window) in settings.windows(x[1], padding: padding).enumerated() {
      guard let count = window.count(over: x[0].shape[d.inputSpatial[i]]) else {
        throw violation("C25", x, "the padded or dilated size of dimension \(i) is too large")
      }
      shape[d.outputSpatial[i]] = count
    }
    return try sized(TensorType(settings.elementType, shape), x, "C25")
  }
}
