/// A convolution whose padding is an operand.
///
/// Specification: `dynamic_conv`.
package struct DynamicConv: DynamicOperation {
  package static let names = ["stablehlo.dynamic_conv"]
  package let settings: ConvolutionSettings
  package let shape: [Int]

  package init(_ settings: ConvolutionSettings, shape: [Int]) {
    self.settings = settings
    self.shape = shape
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    settings = try ConvolutionSettings(&source)
    shape = try source.resultType().shape
  }
  package var attributes: [NamedAttribute] { settings.attributes(padding: nil) }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C25" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(3, x)
    guard x[2].dtype.isInteger else {
      throw violation("I3", x, "the padding must hold integers, got \(x[2].dtype)")
    }
    try checkConvolution(settings, x) { x[2].shape == [$0, 2] }
    let d = settings.dimensions
    guard shape.count == x[0].rank else {
      throw violation("C26", x, "the result must have rank \(x[0].rank), got \(shape.count)")
    }
    let (batch, features) = (
      x[0].shape[d.inputBatch] / settings.batchGroupCount, x[1].shape[d.kernelOutputFeature]
    )
    guard shape[d.outputBatch] == batch, shape[d.outputFeature] == features else {
      throw violation(
        "C25", x, "the result must have batch \(batch) and \(features) features, got \(shape)")
    }
    return try sized(TensorType(settings.elementType, shape), x, "C25")
  }

  package static var fixedOperandCount: Int { 2 }
  package func fixed(_ x: [HostTensor], _ type: TensorType) throws(TensorError) -> Convolution {
    let numbers = x[2].integers
    let padding = (0..<numbers.count / 2).map { [numbers[2 * $0], numbers[2 * $0 + 1]] }
    let actual = try convolved(settings, x.prefix(2).map(\.type), padding: padding)
    guard actual == type else {
      throw violation(
        "C25", x.map(\.type), "with padding \(padding) the result is \(actual), not \(type)")
    }
    return Convolution(settings, padding: padding)
  }
  package var derivative: Derivative { .bilinear }
  package var promise: Promise { .reassociating }
}

extension DynamicConv {
  /// The convolution with that padding, where the padding is known.
  private func fixed(_ padding: Tensor?) -> Convolution? {
    padding?.knownValue.map { value in
      let numbers = value.integers
      return Convolution(
        settings, padding: (0..<numbers.count / 2).map { [numbers[2 * $0], numbers[2 * $0 + 1]] })
    }
  }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let convolution = fixed(x[2].known) else {
      throw violation(
        "", x.map(\.type),
        "the padding must be known when a convolution is transposed; it is a value being traced")
    }
    return try convolution.transpose(ct, Array(x.prefix(2))) + [nil]
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    guard axes[2] == nil, let convolution = fixed(x[2]) else {
      return try batchedOneByOne(x, axes, axis)
    }
    return try convolution.batch(Array(x.prefix(2)), Array(axes.prefix(2)), over: axis)
  }
}
