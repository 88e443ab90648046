/// `x` repeated along new axes, and along its axes of size one.
///
/// Axis `i` of `x` becomes axis `axes[i]` of the result; without `axes`, the axes of `x` become the
/// last ones, as NumPy broadcasts.
///
/// Shape: `shape`. Specification: `broadcast_in_dim`.
public func broadcast(_ x: Tensor, to shape: [Int], axes: [Int]? = nil) -> Tensor {
  let axes = axes ?? x.shape.indices.map { $0 + shape.count - x.rank }
  return bind(BroadcastInDim(TensorType(x.dtype, shape), axes: axes), x)
}

package struct BroadcastInDim: Operation {
  package static let names = ["stablehlo.broadcast_in_dim"]
  package let type: TensorType
  /// The axis of the result that each axis of the operand becomes.
  package let axes: [Int]

  package init(_ type: TensorType, axes: [Int]) {
    self.type = type
    self.axes = axes
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    type = try source.resultType()
    axes = try source.integers("broadcast_dimensions")
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("broadcast_dimensions", .integers(axes, .i64))]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax([.keyword("dims", attribute: "broadcast_dimensions", .list)], types: .functional)
  }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    try requireElements(x)
    return try broadcastType(x, axes, type)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    broadcasting(x[0], axes, type)
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    [ct[0].map { summed($0, axes, x[0].type) }]
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    guard let place = axes[0] else { return (try apply(self, x), [nil]) }
    let batched = BroadcastInDim(
      type.inserting(axis.size, at: 0), axes: self.axes.map { $0 + 1 }.inserting(0, at: place))
    return (try apply(batched, x), [0])
  }
}

extension Primitive {
  /// The type rule of `broadcast_in_dim` and of its dynamic form, whose labels agree.
  func broadcastType(
    _ x: [TensorType], _ axes: [Int], _ type: TensorType
  ) throws(TensorError) -> TensorType {
    guard type.dtype == x[0].dtype else {
      throw violation("C1", x, "the result must be of \(x[0].dtype), not \(type.dtype)")
    }
    try requireCount(axes, "broadcast_dimensions", x[0].rank, "C2", x)
    try requireAxes(axes, "broadcast_dimensions", below: type.rank, "C3", x)
    try requireUnique(axes, "broadcast_dimensions", "C4", x)
    for (i, axis) in axes.enumerated()
    where x[0].shape[i] != 1 && x[0].shape[i] != type.shape[axis] {
      throw violation(
        "C5", x,
        "axis \(i) of size \(x[0].shape[i]) cannot become axis \(axis) of size "
          + "\(type.shape[axis])")
    }
    return try representable(type, "C5", x)
  }

  /// The meaning of `broadcast_in_dim` and of its dynamic form.
  func broadcasting(_ x: HostTensor, _ axes: [Int], _ type: TensorType) -> HostTensor {
    var strides = [Int](repeating: 0, count: type.rank)
    for (axis, (size, stride)) in zip(axes, zip(x.shape, x.type.strides)) where size != 1 {
      strides[axis] = stride
    }
    return x.picking(type, at: Strided(strides: strides))
  }
}

extension Primitive {
  /// The transpose of `broadcast_in_dim`: each element of `type` gets the sum of its copies.
  func summed(_ ct: Tensor, _ axes: [Int], _ type: TensorType) -> Tensor {
    let kept = axes.indices.filter { type.shape[$0] == ct.shape[axes[$0]] }
    let repeated = ct.shape.indices.filter { axis in !kept.contains { axes[$0] == axis } }
    let sum = repeated.isEmpty ? ct : reduceSum(ct, repeated)
    // The sum has the kept axes in the order of the result, not in that of the operand.
    let order = kept.map { i in kept.count { axes[$0] < axes[i] } }
    let ordered = order == Array(kept.indices) ? sum : Touchstone.transpose(sum, order)
    return ordered.shape == type.shape ? ordered : reshape(ordered, type.shape)
  }
}
