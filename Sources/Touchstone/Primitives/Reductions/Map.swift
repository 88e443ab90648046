/// A computation on the scalars at each place of the inputs.
///
/// Specification: `map`.
package struct Map: Primitive {
  package static let names = ["stablehlo.map"]
  package let dimensions: [Int]
  package let computation: Block
  package let captureCount: Int

  package init(dimensions: [Int], computation: Block, captureCount: Int = 0) {
    self.dimensions = dimensions
    self.computation = computation
    self.captureCount = captureCount
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    try source.requireRegions(1)
    dimensions = try source.integers("dimensions")
    computation = source.regions[0]
    captureCount = source.captureCount
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("dimensions", .integers(dimensions, .i64))]
  }
  package var regions: [Block] { [computation] }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C4" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let inputs = Array(x.dropFirst(captureCount))
    guard let first = inputs.first else { throw violation("C2", x, "expected at least one input") }
    guard inputs.allSatisfy(\.dtype.isElement) else {
      throw violation("I1", x, "the inputs must be tensors")
    }
    guard inputs.allSatisfy({ $0.shape == first.shape }) else {
      throw violation("C1", x, "all inputs must have one shape")
    }
    guard dimensions == Array(first.shape.indices) else {
      throw violation(
        "C3", x, "dimensions \(dimensions) must be \(Array(first.shape.indices))")
    }
    let results = computation.resultTypes
    guard
      Array(computation.parameters.dropFirst(captureCount))
        == inputs.map({ TensorType($0.dtype) }),
      results.count == 1, results[0].rank == 0, results[0].dtype.isElement
    else {
      throw violation("C4", x, "the computation must take a scalar of each input and give one")
    }
    return [try sized(results[0].with(shape: first.shape), x, "C4")]
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let captures = Array(x.prefix(captureCount))
    let inputs = x.dropFirst(captureCount)
    let count = types[0].count
    if let body = ElementwiseBody(computation) {
      let lines = inputs.map { $0.reinterpreted(as: $0.type.with(shape: [count])) }
      return try body.run(captures + lines, count: count, in: context)
        .map { $0.reinterpreted(as: types[0]) }
    }
    let results = try (0..<count).map { i in
      try context.run(computation, captures + inputs.map { $0.scalar(at: i) })[0]
    }
    return [HostTensor(types[0], scalars: results)]
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}

extension Map: Composed {
  /// The computation as operations on all elements at once.
  func composed(_ x: [Tensor]) throws -> [Tensor] {
    let captured = Array(x.prefix(captureCount))
    let inputs = Array(x.dropFirst(captureCount))
    let shape = inputs[0].shape
    let count = inputs[0].type.count
    let (values, axes) = try computation.batched(
      captured + inputs.map { reshape($0, [count]) },
      captured.map { _ in nil } + inputs.map { _ in 0 }, BatchAxis(size: count))
    return zip(values, axes).map { reshape($0.withBatchAxis($1, at: 0, count), shape) }
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    if axes.prefix(captureCount).contains(where: { $0 != nil }) {
      if axis.size == 0 { return try batchedOneByOne(x, axes, axis) }
      return try batching(x, axes, axis, composed)
    }
    guard let place = axes.compactMap({ $0 }).first else { return (try apply(self, x), [nil]) }
    var operands = x
    for i in captureCount..<x.count {
      operands[i] = x[i].withBatchAxis(axes[i], at: place, axis.size)
    }
    let map = Map(
      dimensions: Array(operands[captureCount].shape.indices), computation: computation,
      captureCount: captureCount)
    return (try apply(map, operands), [place])
  }
}
