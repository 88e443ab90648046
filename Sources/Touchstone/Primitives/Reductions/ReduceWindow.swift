/// The elements under each place of a moving window combined by `body`, from `initial` on.
///
/// Everything has one entry for each dimension of `x`; `padding` a pair.
///
/// Specification: `reduce_window`.
public func reduceWindow(
  _ x: Tensor, _ initial: Tensor, windowDimensions: [Int], windowStrides: [Int]? = nil,
  baseDilations: [Int]? = nil, windowDilations: [Int]? = nil, padding: [[Int]]? = nil,
  body: (Tensor, Tensor) throws -> Tensor
) -> Tensor {
  let scalar = TensorType(x.dtype)
  return bindRecorded(
    "reduce_window", [x, initial.yielding(to: x)],
    { [try Region($0, [scalar, scalar]) { [try body($0[0], $0[1])] }] }
  ) {
    ReduceWindow(
      windowDimensions: windowDimensions, windowStrides: windowStrides,
      baseDilations: baseDilations, windowDilations: windowDilations, padding: padding,
      body: $0[0], captureCount: $1)
  }[0]
}

/// Elements under a moving window combined into one by a body.
package struct ReduceWindow: Primitive {
  package static let names = ["stablehlo.reduce_window"]
  package let windowDimensions: [Int]
  package let windowStrides: [Int]?
  package let baseDilations: [Int]?
  package let windowDilations: [Int]?
  package let padding: [[Int]]?
  package let body: Block
  package let captureCount: Int

  package init(
    windowDimensions: [Int], windowStrides: [Int]? = nil, baseDilations: [Int]? = nil,
    windowDilations: [Int]? = nil, padding: [[Int]]? = nil, body: Block, captureCount: Int = 0
  ) {
    self.windowDimensions = windowDimensions
    self.windowStrides = windowStrides
    self.baseDilations = baseDilations
    self.windowDilations = windowDilations
    self.padding = padding
    self.body = body
    self.captureCount = captureCount
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    try source.requireRegions(1)
    windowDimensions = try source.integers("window_dimensions")
    windowStrides = try source.optionalIntegers("window_strides")
    baseDilations = try source.optionalIntegers("base_dilations")
    windowDilations = try source.optionalIntegers("window_dilations")
    padding = try source.optionalRows("padding")
    body = source.regions[0]
    captureCount = source.captureCount
  }
  package var attributes: [NamedAttribute] {
    var list = [NamedAttribute("window_dimensions", .integers(windowDimensions, .i64))]
    for (name, value) in [
      ("window_strides", windowStrides), ("base_dilations", baseDilations),
      ("window_dilations", windowDilations),
    ] {
      if let value { list.append(NamedAttribute(name, .integers(value, .i64))) }
    }
    return list + (padding.map { [NamedAttribute("padding", .rows($0))] } ?? [])
  }
  package var regions: [Block] { [body] }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C15" }

  /// The window along each dimension, for operands that satisfy the type rule.
  package var windows: [Window] {
    windowDimensions.indices.map { i in
      Window(
        size: windowDimensions[i], stride: windowStrides?[i] ?? 1, low: padding?[i][0] ?? 0,
        high: padding?[i][1] ?? 0, baseDilation: baseDilations?[i] ?? 1,
        dilation: windowDilations?[i] ?? 1)
    }
  }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let (inputs, initial) = try halves(x, "C1")
    try checkInputs(inputs, initial, x, sameShape: "C2", initial: "C3")
    let rank = inputs[0].rank
    try checkWindow(
      [
        ("C4", "C5", "window_dimensions", windowDimensions),
        ("C6", "C7", "window_strides", windowStrides),
        ("C8", "C9", "base_dilations", baseDilations),
        ("C10", "C11", "window_dilations", windowDilations),
      ], rank, x)
    try checkPadding("C12", padding, rank, x)
    try checkReducer(body, inputs, x, "C13")
    let shape = try windowCounts(windows, inputs[0].shape, x, "C15")
    var results: [TensorType] = []
    for type in body.resultTypes { results.append(try sized(type.with(shape: shape), x, "C15")) }
    return results
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let captures = Array(x.prefix(captureCount))
    let inputs = Array(x[captureCount..<captureCount + types.count])
    let initial = Array(x.suffix(types.count))
    let type = inputs[0].type
    try checkWindowSize(windows, x.map(\.type))
    let groups = WindowPositions(windows, type.shape, type.strides, counts: types[0].shape)
    return try Reduction(body: body, captures: captures, context: context)
      .results(of: inputs, initial, groups, types)
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}

extension Primitive {
  /// Throws unless each list has `rank` positive entries; a list that is absent has.
  func checkWindow(
    _ lists: [(size: String, positive: String, name: String, list: [Int]?)], _ rank: Int,
    _ x: [TensorType]
  ) throws(TensorError) {
    for (size, positive, name, list) in lists {
      guard let list else { continue }
      guard list.count == rank else {
        throw violation(size, x, "\(name) must have \(rank) entries, got \(list.count)")
      }
      if let wrong = list.first(where: { $0 <= 0 }) {
        throw violation(positive, x, "\(name) must be positive, got \(wrong)")
      }
    }
  }

  /// Throws unless `padding` is absent or has a row of two numbers for each dimension.
  func checkPadding(
    _ clause: String, _ padding: [[Int]]?, _ rank: Int, _ x: [TensorType]
  ) throws(TensorError) {
    guard let padding else { return }
    guard padding.count == rank, padding.allSatisfy({ $0.count == 2 }) else {
      throw violation(clause, x, "padding must have \(rank) rows of 2 numbers")
    }
  }

  /// Throws if a window takes in more elements than can be listed.
  package func checkWindowSize(_ windows: [Window], _ x: [TensorType]) throws(TensorError) {
    var size = 1
    for window in windows {
      let (product, overflow) = size.multipliedReportingOverflow(by: window.size)
      guard !overflow, product < 1 << 28 else {
        throw violation("", x, "a window of more than 2^28 elements cannot be run")
      }
      size = product
    }
  }

  /// How many windows fit along each dimension of `shape`.
  func windowCounts(
    _ windows: [Window], _ shape: [Int], _ x: [TensorType], _ clause: String
  ) throws(TensorError) -> [Int] {
    var counts: [Int] = []
    for (i, window) in windows.enumerated() {
      guard let count = window.count(over: shape[i]) else {
        throw violation(clause, x, "the padded or dilated size of dimension \(i) is too large")
      }
      counts.append(count)
    }
    return counts
  }
}
