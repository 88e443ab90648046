/// Elements along `dimensions` combined by `body`, from `initial` on.
///
/// `body` takes what is combined so far and one element, both scalars; it may use other tensors.
/// `initial` must not change what it is combined with: how often it enters is left open.
///
/// Specification: `reduce`.
public func reduce(
  _ x: Tensor, _ initial: Tensor, dimensions: [Int], body: (Tensor, Tensor) throws -> Tensor
) -> Tensor {
  let scalar = TensorType(x.dtype)
  return bindRecorded(
    "reduce", [x, initial.yielding(to: x)],
    { [try Region($0, [scalar, scalar]) { [try body($0[0], $0[1])] }] }
  ) { Reduce(dimensions: dimensions, body: $0[0], captureCount: $1) }[0]
}

/// The sum of the elements along `axes`; of all without them.
///
/// Specification: `reduce`.
public func reduceSum(_ x: Tensor, _ axes: [Int]? = nil) -> Tensor {
  reduce(x, by: .add, axes, initial: x.dtype.zero)
}

/// The product of the elements along `axes`; of all without them.
///
/// Specification: `reduce`.
public func reduceProd(_ x: Tensor, _ axes: [Int]? = nil) -> Tensor {
  reduce(x, by: .multiply, axes, initial: x.dtype.one)
}

/// The greatest of the elements along `axes`, NaN if there is one; of all without them.
///
/// Specification: `reduce`.
public func reduceMax(_ x: Tensor, _ axes: [Int]? = nil) -> Tensor {
  reduce(x, by: .maximum, axes, initial: x.dtype.least)
}

/// The least of the elements along `axes`, NaN if there is one; of all without them.
///
/// Specification: `reduce`.
public func reduceMin(_ x: Tensor, _ axes: [Int]? = nil) -> Tensor {
  reduce(x, by: .minimum, axes, initial: x.dtype.greatest)
}

private func reduce(
  _ x: Tensor, by operation: Binary, _ axes: [Int]?, initial: HostTensor
) -> Tensor {
  let body = Block.combining(by: operation, x.dtype)
  let dimensions = axes ?? Array(0..<x.rank)
  return bind(
    Reduce(dimensions: dimensions.map { $0 < 0 ? $0 + x.rank : $0 }, body: body),
    [x, Tensor(initial)])[0]
}

/// Elements along some dimensions combined into one by a body.
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
    let (inputs, initial) = try halves(x, "C3")
    try checkInputs(inputs, initial, x, sameShape: "C1", initial: "C2")
    guard dimensions.allSatisfy(inputs[0].shape.indices.contains) else {
      throw violation("C4", x, "dimensions \(dimensions) must lie in 0..<\(inputs[0].rank)")
    }
    guard dimensions.areUnique else {
      throw violation("C5", x, "dimensions \(dimensions) must differ")
    }
    try checkReducer(body, inputs, x, "C6")
    let shape = kept(inputs[0].rank).map { inputs[0].shape[$0] }
    var results: [TensorType] = []
    for type in body.resultTypes { results.append(try sized(type.with(shape: shape), x, "C7")) }
    return results
  }

  func kept(_ rank: Int) -> [Int] { (0..<rank).filter { !dimensions.contains($0) } }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let captures = Array(x.prefix(captureCount))
    let inputs = Array(x[captureCount..<captureCount + types.count])
    let initial = Array(x.suffix(types.count))
    if types[0].count == 0 { return types.map { HostTensor($0) { _ in } } }
    let type = inputs[0].type
    let groups = ReducedPositions(
      bases: type.offsets(along: kept(type.rank)), offsets: type.offsets(along: dimensions.sorted())
    )
    return try Reduction(body: body, captures: captures, context: context)
      .results(of: inputs, initial, groups, types)
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}

/// The elements that go into each result of a reduction, in index order.
private struct ReducedPositions: PositionGroups {
  let bases: [Int]
  let offsets: [Int]
  private var group = 0
  var size: Int? { offsets.count }

  init(bases: [Int], offsets: [Int]) {
    self.bases = bases
    self.offsets = offsets
  }

  mutating func next(_ positions: inout [Int]) {
    if positions.count != offsets.count { positions = offsets }
    // Without elements to combine there may be no base either.
    let base = offsets.isEmpty ? 0 : bases[group]
    for i in offsets.indices { positions[i] = base + offsets[i] }
    group += 1
  }
}

extension Primitive {
  /// The operands of a variadic reduction: inputs, then as many init values; at least one.
  func halves(
    _ x: [TensorType], _ clause: String
  ) throws(TensorError) -> (inputs: [TensorType], initial: [TensorType]) {
    let arguments = x.dropFirst(captureCount)
    guard !arguments.isEmpty, arguments.count.isMultiple(of: 2) else {
      throw violation(clause, x, "expected as many init values as inputs, and at least one")
    }
    return (
      Array(arguments.prefix(arguments.count / 2)), Array(arguments.suffix(arguments.count / 2))
    )
  }

  /// Throws unless `inputs` are tensors of one shape, and `initial` scalars of their dtypes.
  func checkInputs(
    _ inputs: [TensorType], _ initial: [TensorType], _ x: [TensorType], sameShape: String,
    initial clause: String
  ) throws(TensorError) {
    guard inputs.allSatisfy(\.dtype.isElement) else {
      throw violation("I1", x, "the inputs must be tensors")
    }
    for input in inputs where input.shape != inputs[0].shape {
      throw violation(sameShape, x, "all inputs must have one shape")
    }
    for (input, start) in zip(inputs, initial) where start != TensorType(input.dtype) {
      throw violation(clause, x, "init value \(start) must be a scalar of \(input.dtype)")
    }
  }
}
