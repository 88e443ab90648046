/// A primitive that does what a block of other operations does.
protocol Inlinable: Primitive {
  /// What it does with the operands after the captured ones.
  var body: Block { get }
}

/// The rules of `call` and of operations made of others are those of what they do.
extension Inlinable {
  /// Those of the body.
  public func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    try body.differentiated(Array(x.dropFirst(captureCount)), Array(dx.dropFirst(captureCount)))
  }
  /// That of the body.
  public func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    try x.prefix(captureCount).map { _ in nil }
      + body.transposed(x.dropFirst(captureCount).map(\.known), ct)
  }
  /// That of the body.
  public func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    try body.batched(Array(x.dropFirst(captureCount)), Array(axes.dropFirst(captureCount)), axis)
  }
}

extension Call: Inlinable {
  var body: Block { callee.block }
}

extension Composite: Inlinable {
  var body: Block { decomposition.block }
}
