/// Elements along some dimensions combined into one by a body.
///
/// Specification: `reduce`.
package struct Reduce: Primitive {
  package static let names = ["stablehlo.reduce"]
  package let dimensions: [Int]
  package let body: Block
  package let captureCount: Int

  package init(dimensions: [Int], body: Block, captureCount: Int = 0) {
    self.dimensions = dimensions
    self.body = body
    self.captureCount = captureCount
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    try source.requireRegions(1)
    dimensions = try source.integers("dimensions")
    body = source.regions[0]
    captureCount = source.captureCount
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("dimensions", .integers(dimensions, .i64))]
  }
  package var regions: [Block] { [body] }
  package static func syntax(of name: String) -> Syntax { .special("reduce") }
  package var resultClause: String { "C7" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let arguments = Array(x.dropFirst(captureCount))
    guard !arguments.isEmpty, arguments.count.isMultiple(of: 2) else {
      throw violation("C3", x, "expected as many init values as inputs, and at least one")
    }
    let inputs = arguments.prefix(arguments.count / 2)
    let initial = arguments.suffix(arguments.count / 2)
    for input in inputs where input.shape != inputs[0].shape {
      throw violation("C1", x, "all inputs must have one shape")
    }
    for (input, start) in zip(inputs, initial) where start != TensorType(input.dtype) {
      throw violation("C2", x, "init value \(start) must be a scalar of \(input.dtype)")
    }
    guard dimensions.allSatisfy({ inputs[0].shape.indices.contains($0) }) else {
      throw violation("C4", x, "dimensions \(dimensions) must lie in 0..<\(inputs[0].rank)")
    }
    guard Set(dimensions).count == dimensions.count else {
      throw violation("C5", x, "dimensions \(dimensions) must differ")
    }
    let results = body.resultTypes
    let expected = results + results
    guard results.count == inputs.count, results.allSatisfy({ $0.rank == 0 }),
      Array(body.parameters.dropFirst(captureCount)) == expected
    else {
      throw violation(
        "C6", x, "the body must take twice what it gives, one scalar for each input; it takes "
          + "\(body.parameters.dropFirst(captureCount)) and gives \(results)")
    }
    let kept = inputs[0].shape.indices.filter { !dimensions.contains($0) }
    let shape = kept.map { inputs[0].shape[$0] }
    return results.map { $0.with(shape: shape) }
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let captures = Array(x.prefix(captureCount))
    let arguments = x.dropFirst(captureCount)
    let inputs = Array(arguments.prefix(types.count))
    let initial = Array(arguments.suffix(types.count))
    let reduction = Reduction(body: body, captures: captures, context: context)
    let kept = inputs[0].shape.indices.filter { !dimensions.contains($0) }
    // The position in the input of each element that goes into one result, in index order.
    let strides = inputs[0].type.strides
    let window = TensorType(.i1, dimensions.sorted().map { inputs[0].shape[$0] })
    var offsets: [Int] = []
    window.forEachIndex { index in
      offsets.append(zip(index, dimensions.sorted()).reduce(0) { $0 + $1.0 * strides[$1.1] })
    }
    var groups: [[Int]] = []
    TensorType(.i1, types[0].shape).forEachIndex { index in
      let base = zip(index, kept).reduce(0) { $0 + $1.0 * strides[$1.1] }
      groups.append(offsets.map { base + $0 })
    }
    return try reduction.results(of: inputs, initial, groups: groups, types)
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}
