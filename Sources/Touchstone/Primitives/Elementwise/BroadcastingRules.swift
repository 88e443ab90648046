// The operations of chlo that broadcast are short for a broadcast and the plain operation.

extension Broadcasting {
  /// `x` repeated to `shape`.
  fileprivate func expand(_ x: Tensor, to shape: [Int]) -> Tensor {
    x.shape == shape ? x : broadcast(x, to: shape, axes: placement(x.type, shape.count))
  }

  /// `operands` repeated to their common shape.
  fileprivate func expand(
    _ operands: [Tensor], for operation: some Primitive
  ) throws(TensorError) -> [Tensor] {
    let shape = try shape(operation, operands.map(\.type))
    return operands.map { expand($0, to: shape) }
  }
}

extension BroadcastBinary: Composed {
  func composed(_ x: [Tensor]) throws -> [Tensor] {
    try apply(operation, broadcasting.expand(x, for: self))
  }
}

extension BroadcastCompare: Composed {
  func composed(_ x: [Tensor]) throws -> [Tensor] {
    try apply(operation, broadcasting.expand(x, for: self))
  }
}

extension BroadcastComplex: Composed {
  func composed(_ x: [Tensor]) throws -> [Tensor] {
    try apply(ComplexFromParts(), broadcasting.expand(x, for: self))
  }
}

extension BroadcastSelect: Composed {
  func composed(_ x: [Tensor]) throws -> [Tensor] {
    try apply(Select(), Broadcasting().expand(x, for: self))
  }
}
