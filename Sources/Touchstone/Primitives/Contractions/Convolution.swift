/// The convolution of `lhs` with the kernel `rhs`; arguments as `jax.lax.conv_general_dilated`.
///
/// Without `dimensionNumbers`, channels come first. `padding` has a pair for each spatial dimension.
///
/// Specification: `convolution`.
public func convolution(
  _ lhs: Tensor, _ rhs: Tensor, windowStrides: [Int], padding: [[Int]],
  lhsDilation: [Int]? = nil, rhsDilation: [Int]? = nil,
  dimensionNumbers: ConvolutionDimensions? = nil, featureGroupCount: Int = 1,
  batchGroupCount: Int = 1, precision: [Precision] = [], preferredElementType: DType? = nil
) -> Tensor {
  let settings = ConvolutionSettings(
    dimensionNumbers ?? .channelsFirst(rank: lhs.rank), windowStrides: windowStrides,
    lhsDilation: lhsDilation, rhsDilation: rhsDilation, featureGroupCount: featureGroupCount,
    batchGroupCount: batchGroupCount, precision: precision,
    elementType: preferredElementType ?? lhs.dtype)
  return bind(Convolution(settings, padding: padding), lhs, rhs)
}

/// What `convolution` and `dynamic_conv` have in common: all but the padding.
package struct ConvolutionSettings: Hashable, Sendable {
  package internal(set) var dimensions: ConvolutionDimensions
  package internal(set) var windowStrides: [Int]?
  package internal(set) var lhsDilation: [Int]?
  package internal(set) var rhsDilation: [Int]?
  package internal(set) var windowReversal: [Bool]?
  package internal(set) var featureGroupCount: Int
  package internal(set) var batchGroupCount: Int
  package internal(set) var precision: [Precision]
  package internal(set) var elementType: DType

  package init(
    _ dimensions: ConvolutionDimensions, windowStrides: [Int]? = nil, lhsDilation: [Int]? = nil,
    rhsDilation: [Int]? = nil, windowReversal: [Bool]? = nil, featureGroupCount: Int = 1,
    batchGroupCount: Int = 1, precision: [Precision] = [], elementType: DType
  ) {
    self.dimensions = dimensions
    self.windowStrides = windowStrides
    self.lhsDilation = lhsDilation
    self.rhsDilation = rhsDilation
    self.windowReversal = windowReversal
    self.featureGroupCount = featureGroupCount
    self.batchGroupCount = batchGroupCount
    self.precision = precision
    self.elementType = elementType
  }

  init(_ source: inout OperationSource) throws(TensorError) {
    var numbers = try source.structure("dimension_numbers")
    dimensions = try ConvolutionDimensions(&numbers)
    windowStrides = try source.optionalIntegers("window_strides")
    lhsDilation = try source.optionalIntegers("lhs_dilation")
    rhsDilation = try source.optionalIntegers("rhs_dilation")
    windowReversal = try source.optionalFlags("window_reversal")
    featureGroupCount = try source.optionalInteger("feature_group_count") ?? 1
    batchGroupCount = try source.optionalInteger("batch_group_count") ?? 1
    precision = try source.precisions()
    elementType = try source.elementType()
  }

  func attributes(padding: [[Int]]?) -> [NamedAttribute] {
    var list: [NamedAttribute] = []
    func add(_ name: String, _ value: [Int]?) {
      if let value { list.append(NamedAttribute(name, .integers(value, .i64))) }
    }
    add("window_strides", windowStrides)
    if let padding { list.append(NamedAttribute("padding", .rows(padding))) }
    add("lhs_dilation", lhsDilation)
    add("rhs_dilation", rhsDilation)
    if let windowReversal {
      let flags = windowReversal.map { $0 ? 1 : 0 }
      list.append(NamedAttribute("window_reversal", .integers(flags, .i1)))
    }
    list.append(NamedAttribute("dimension_numbers", dimensions.attribute))
    list.append(
      NamedAttribute("feature_group_count", .integer(Int64(featureGroupCount), .i64)))
    list.append(NamedAttribute("batch_group_count", .integer(Int64(batchGroupCount), .i64)))
    return list + precision.attributes()
  }

  /// The windows over the spatial dimensions of operands that satisfy the type rule.
  package func windows(_ rhs: TensorType, padding: [[Int]]?) -> [Window] {
    dimensions.kernelSpatial.indices.map { i in
      Window(
        size: rhs.shape[dimensions.kernelSpatial[i]], stride: windowStrides?[i] ?? 1,
        low: padding?[i][0] ?? 0, high: padding?[i][1] ?? 0,
        baseDilation: lhsDilation?[i] ?? 1, dilation: rhsDilation?[i] ?? 1,
        isReversed: windowReversal?[i] ?? false)
    }
  }
}

package struct Convolution: Operation {
  package static let names = ["stablehlo.convolution"]
  package let settings: ConvolutionSettings
  package let padding: [[Int]]?

  package init(_ settings: ConvolutionSettings, padding: [[Int]]? = nil) {
    self.settings = settings
    self.padding = padding
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    settings = try ConvolutionSettings(&source)
    padding = try source.optionalRows("padding")
  }
  package var attributes: [NamedAttribute] { settings.attributes(padding: padding) }
  package static func syntax(of name: String) -> Syntax { .special("convolution") }
  package var resultClause: String { "C25" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    try checkConvolution(settings, x) { spatial in
      padding.map { $0.count == spatial && $0.allSatisfy { $0.count == 2 } } ?? true
    }
    return try convolved(settings, x, padding: padding)
  }

  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    if type.count == 0 { return HostTensor(type) { _ in } }
    return ConvolutionBody(settings, padding: padding, x[0].type, x[1].type, type)
      .result(x[0], x[1], type)
  }
  package var derivative: Derivative { .bilinear }
  package var promise: Promise { .reassociating }
}

extension Attribute {
  /// `dense<[[…]]> : tensor<…xi64>`; rows of different lengths, which no text has, as a list.
  static func rows(_ rows: [[Int]]) -> Attribute {
    let width = rows.first?.count ?? 2
    guard rows.allSatisfy({ $0.count == width }) else {
      return .array(rows.map { .integers($0, .i64) })
    }
    let type = TensorType(.i64, [rows.count, width])
    return .elements(HostTensor(type, signed: rows.joined().map(Int64.init)))
  }
}
