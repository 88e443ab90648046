/// A primitive that is short for other operations, from which its rules follow.
protocol Expandable: Primitive {
  /// The results by other operations, under the interpreter in force.
  func expanded(_ x: [Tensor]) throws -> [Tensor]
}

extension Expandable {
  public func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) { try differentiated(x, dx, expanded) }

  public func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let origin = TraceOrigin(transformation: name)
    let region = try Region(origin, x.map(\.type), expanded)
    let known = region.captured.map { Optional($0) } + x.map(\.known)
    return Array(try region.block.transposed(known, ct).dropFirst(region.captured.count))
  }

  public func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let batcher = Batcher(axis, origin: TraceOrigin(transformation: "vmap"))
    let results = try Context.run(batcher) {
      try expanded(zip(x, axes).map(batcher.batched))
    }
    let parts = results.map(batcher.split)
    return (parts.map(\.value), parts.map(\.axis))
  }
}

/// The results of `f` and their tangents, under the interpreter in force.
func differentiated(
  _ x: [Tensor], _ dx: [Tensor?], _ f: ([Tensor]) throws -> [Tensor]
) throws -> (values: [Tensor], tangents: [Tensor?]) {
  let differentiator = Differentiator(origin: TraceOrigin(transformation: "jvp"))
  let results = try Context.run(differentiator) {
    try f(zip(x, dx).map(differentiator.dual))
  }
  let parts = results.map(differentiator.split)
  return (parts.map(\.primal), parts.map(\.tangent))
}
