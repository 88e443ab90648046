/// The elements of `x` from `start` up to `limit`, every `strides`-th along each axis.
///
/// Without `strides`, every one.
///
/// Shape: `(limit - start) / strides`, rounded up. Specification: `slice`.
public func slice(
  _ x: Tensor, from start: [Int], to limit: [Int], strides: [Int]? = nil
) -> Tensor {
  bind(Slice(start, limit, strides ?? start.map { _ in 1 }), x)
}

package struct Slice: Operation {
  package static let names = ["stablehlo.slice"]
  package let start: [Int]
  package let limit: [Int]
  package let strides: [Int]

  package init(_ start: [Int], _ limit: [Int], _ strides: [Int]) {
    self.start = start
    self.limit = limit
    self.strides = strides
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    start = try source.integers("start_indices")
    limit = try source.integers("limit_indices")
    strides = try source.integers("strides")
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute("start_indices", .integers(start, .i64)),
      NamedAttribute("limit_indices", .integers(limit, .i64)),
      NamedAttribute("strides", .integers(strides, .i64)),
    ]
  }
  package static func syntax(of name: String) -> Syntax { .special("slice") }
  package var resultClause: String { "C5" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    try requireElements(x)
    return try sliceType(x, start, limit, strides)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    slicing(x[0], start, strides, type)
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    [ct[0].map { unsliced($0, start, strides, x[0].type) }]
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    guard let place = axes[0] else { return (try apply(self, x), [nil]) }
    let batched = Slice(
      start.inserting(0, at: place), limit.inserting(axis.size, at: place),
      strides.inserting(1, at: place))
    return (try apply(batched, x), [place])
  }
}

extension Primitive {
  /// The type rule of `slice` and of its dynamic form.
  func sliceType(
    _ x: [TensorType], _ start: [Int], _ limit: [Int], _ strides: [Int]
  ) throws(TensorError) -> TensorType {
    try requireCount(start, "start_indices", x[0].rank, "C2", x)
    try requireCount(limit, "limit_indices", x[0].rank, "C2", x)
    try requireCount(strides, "strides", x[0].rank, "C2", x)
    var shape: [Int] = []
    for (axis, size) in x[0].shape.enumerated() {
      guard 0 <= start[axis], start[axis] <= limit[axis], limit[axis] <= size else {
        throw violation(
          "C3", x,
          "axis \(axis) of size \(size) has no elements \(start[axis])..<\(limit[axis])")
      }
      guard strides[axis] > 0 else {
        throw violation("C4", x, "strides \(strides) must be positive")
      }
      let length = limit[axis] - start[axis]
      shape.append(length == 0 ? 0 : (length - 1) / strides[axis] + 1)
    }
    return x[0].with(shape: shape)
  }

  /// The meaning of `slice` and of its dynamic form.
  func slicing(
    _ x: HostTensor, _ start: [Int], _ strides: [Int], _ type: TensorType
  ) -> HostTensor {
    if type.count == 0 { return HostTensor(type) { _ in } }
    var place = Strided(strides: x.type.strides)
    for axis in start.indices {
      place.base += start[axis] * place.strides[axis]
      // A stride that is never taken may be as large as an Int.
      place.strides[axis] *= type.shape[axis] == 1 ? 0 : strides[axis]
    }
    return x.picking(type, at: place)
  }
}

extension Primitive {
  /// The transpose of `slice`: `ct` where it was taken from, in a tensor of zeros of `type`.
  func unsliced(_ ct: Tensor, _ start: [Int], _ strides: [Int], _ type: TensorType) -> Tensor {
    let axes = type.shape.indices
    // A stride that is never taken may be as large as an Int.
    let interior = axes.map { ct.shape[$0] > 1 ? strides[$0] - 1 : 0 }
    let high = axes.map { axis in
      type.shape[axis] - start[axis] - ct.shape[axis]
        - max(ct.shape[axis] - 1, 0) * interior[axis]
    }
    return pad(ct, with: .full(type.with(shape: []), 0), low: start, high: high, interior: interior)
  }
}
