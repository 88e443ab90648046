/// Each element of `source` added by `scatter` to the element of `operand`'s shape that `select`
/// chose from its window: the gradient of pooling.
///
/// `select` says whether its first argument is kept over its second.
///
/// Specification: `select_and_scatter`.
public func selectAndScatter(
  _ operand: Tensor, _ source: Tensor, _ initial: Tensor, windowDimensions: [Int],
  windowStrides: [Int]? = nil, padding: [[Int]]? = nil,
  select: (Tensor, Tensor) throws -> Tensor, scatter: (Tensor, Tensor) throws -> Tensor
) -> Tensor {
  let scalar = TensorType(operand.dtype)
  return bindRecorded(
    "select_and_scatter", [operand, source, initial.yielding(to: operand)],
    { origin in
      [
        try Region(origin, [scalar, scalar]) { [try select($0[0], $0[1])] },
        try Region(origin, [scalar, scalar]) { [try scatter($0[0], $0[1])] },
      ]
    }
  ) {
    SelectAndScatter(
      windowDimensions: windowDimensions, windowStrides: windowStrides, padding: padding,
      select: $0[0], scatter: $0[1], captureCount: $1)
  }[0]
}

/// Values sent to the element that each window selects.
package struct SelectAndScatter: Primitive {
  package static let names = ["stablehlo.select_and_scatter"]
  package let windowDimensions: [Int]?
  package let windowStrides: [Int]?
  package let padding: [[Int]]?
  package let select: Block
  package let scatter: Block
  package let captureCount: Int

  package init(
    windowDimensions: [Int]?, windowStrides: [Int]? = nil, padding: [[Int]]? = nil,
    select: Block, scatter: Block, captureCount: Int = 0
  ) {
    self.windowDimensions = windowDimensions
    self.windowStrides = windowStrides
    self.padding = padding
    self.select = select
    self.scatter = scatter
    self.captureCount = captureCount
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    try source.requireRegions(2)
    windowDimensions = try source.optionalIntegers("window_dimensions")
    windowStrides = try source.optionalIntegers("window_strides")
    padding = try source.optionalRows("padding")
    select = source.regions[0]
    scatter = source.regions[1]
    captureCount = source.captureCount
  }
  package var attributes: [NamedAttribute] {
    var list: [NamedAttribute] = []
    for (name, value) in [
      ("window_dimensions", windowDimensions), ("window_strides", windowStrides),
    ] {
      if let value { list.append(NamedAttribute(name, .integers(value, .i64))) }
    }
    return list + (padding.map { [NamedAttribute("padding", .rows($0))] } ?? [])
  }
  package var regions: [Block] { [select, scatter] }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C11" }

  /// The window along each of `rank` dimensions, for operands that satisfy the type rule.
  package func windows(_ rank: Int) -> [Window] {
    (0..<rank).map { i in
      Window(
        size: windowDimensions?[i] ?? 1, stride: windowStrides?[i] ?? 1,
        low: padding?[i][0] ?? 0, high: padding?[i][1] ?? 0)
    }
  }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(3, x)
    let arguments = Array(x.dropFirst(captureCount))
    let (operand, source, initial) = (arguments[0], arguments[1], arguments[2])
    guard operand.dtype.isElement else { throw violation("I1", x, "the operand must be a tensor") }
    guard operand.dtype == source.dtype else {
      throw violation("C1", x, "element types \(operand.dtype) and \(source.dtype) differ")
    }
    guard initial == TensorType(operand.dtype) else {
      throw violation("C3", x, "init value \(initial) must be a scalar of \(operand.dtype)")
    }
    try checkWindow(
      [
        ("C4", "C5", "window_dimensions", windowDimensions),
        ("C6", "C7", "window_strides", windowStrides),
      ], operand.rank, x)
    try checkPadding("C8", padding, operand.rank, x)
    let shape = try windowCounts(windows(operand.rank), operand.shape, x, "C2")
    guard source.shape == shape else {
      throw violation("C2", x, "the source must have shape \(shape), got \(source.shape)")
    }
    let pair = [TensorType(operand.dtype), TensorType(operand.dtype)]
    guard Array(select.parameters.dropFirst(captureCount)) == pair,
      select.resultTypes == [TensorType(.i1)]
    else { throw violation("C9", x, "select must take two scalars \(pair[0]) and give i1[]") }
    try checkReducer(scatter, [operand], x, "C10")
    return [scatter.resultTypes[0].with(shape: operand.shape)]
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let captures = Array(x.prefix(captureCount))
    let (operand, source, initial) = (x[captureCount], x[captureCount + 1], x[captureCount + 2])
    let keeps = try Comparator(select, captures, [operand], context)
    let windows = windows(operand.type.rank)
    try checkWindowSize(windows, x.map(\.type))
    // For each element of the operand, the elements of the source that are sent to it; what a
    // window of nothing but padding selects is open, and here it is nothing.
    var sent = [[Int]](repeating: [], count: operand.count)
    let selected = try selectedPositions(operand.type, windows, source.shape, keeps)
    for (from, position) in selected.enumerated() where position >= 0 {
      sent[position].append(from)
    }
    return try Reduction(body: scatter, captures: captures, context: context)
      .results(of: [source], [initial], GivenPositions(groups: sent[...]), types)
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}

/// Groups that were collected before.
private struct GivenPositions: PositionGroups {
  var groups: ArraySlice<[Int]>
  var size: Int? { nil }
  mutating func next(_ positions: inout [Int]) { positions = groups.popFirst() ?? [] }
}
