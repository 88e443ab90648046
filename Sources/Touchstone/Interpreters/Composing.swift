/// The values of `f` at `x` and their tangents along `dx`, under the interpreter in force.
func differentiating(
  _ x: [Tensor], _ dx: [Tensor?], _ f: ([Tensor]) throws -> [Tensor]
) throws -> (values: [Tensor], tangents: [Tensor?]) {
  let differentiator = Differentiator(origin: TraceOrigin(transformation: "jvp"))
  let results = try Context.run(differentiator) {
    try f(zip(x, dx).map(differentiator.dual))
  }
  let parts = results.map(differentiator.split)
  return (parts.map(\.primal), parts.map(\.tangent))
}

/// The results of `f` for all members of a batch, under the interpreter in force.
func batching(
  _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis, _ f: ([Tensor]) throws -> [Tensor]
) throws -> (values: [Tensor], axes: [Int?]) {
  let batcher = Batcher(axis, origin: TraceOrigin(transformation: "vmap"))
  let results = try Context.run(batcher) { try f(zip(x, axes).map(batcher.batched)) }
  let parts = results.map(batcher.split)
  return (parts.map(\.value), parts.map(\.axis))
}

/// An operation whose rules are those of the operations it can be written with.
protocol Composed: Primitive {
  /// The results by other operations, under the interpreter in force.
  func composed(_ x: [Tensor]) throws -> [Tensor]
}

extension Composed {
  /// The operation's own values, and the tangents of what it is made of.
  public func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    (try apply(self, x), try differentiating(x, dx, composed).tangents)
  }
  /// The transpose of what it is made of.
  public func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let recording = try Recorder.recording(
      TraceOrigin(transformation: "transpose"), x.map(\.type), composed)
    let known = recording.captured.map { Optional($0) } + x.map(\.known)
    return Array(
      try recording.block.transposed(known, ct).dropFirst(recording.captured.count))
  }
  /// What it is made of, for all members.
  public func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    // There is no operation on members where there are none.
    if axis.size == 0 { return try batchedOneByOne(x, axes, axis) }
    return try batching(x, axes, axis, composed)
  }
}
