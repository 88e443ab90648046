/// `x` with the elements of `update` in place of its own, from the scalar indices `start` on.
///
/// A start from which `update` would not fit is moved to the nearest one from which it does.
///
/// Shape: `x.shape`. Specification: `dynamic_update_slice`.
public func dynamicUpdateSlice(_ x: Tensor, _ update: Tensor, at start: [Tensor]) -> Tensor {
  bind(DynamicUpdateSlice() as any Primitive, [x, update] + start)[0]
}

package struct DynamicUpdateSlice: Operation {
  package static let names = ["stablehlo.dynamic_update_slice"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}
  package static func syntax(of name: String) -> Syntax { Syntax(types: .functional) }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    guard x.count >= 2 else { throw violation("", x, "expected an operand and an update") }
    try requireElements(x)
    guard x[1].dtype == x[0].dtype else {
      throw violation("C2", x, "the update must be of \(x[0].dtype), not \(x[1].dtype)")
    }
    guard x[1].rank == x[0].rank else {
      throw violation("C3", x, "the update must have rank \(x[0].rank), not \(x[1].rank)")
    }
    guard x.count - 2 == x[0].rank else {
      throw violation("C4", x, "expected \(x[0].rank) start indices, got \(x.count - 2)")
    }
    try requireStartIndices(x.dropFirst(2), "I3", "C5", x)
    for (size, all) in zip(x[1].shape, x[0].shape) where size > all {
      throw violation("C6", x, "the update \(x[1]) must fit into \(x[0])")
    }
    return x[0]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    let update = x[1]
    let place = clampedPlace(type, update.shape, x.dropFirst(2))
    var result = x[0]
    result.write(update, update.shape, from: Strided(strides: update.type.strides), to: place)
    return result
  }
  package var derivative: Derivative { .linear(positions: [0, 1]) }
  package var promise: Promise { .exact }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let ct = ct[0] else { return x.map { _ in nil } }
    let start = x.dropFirst(2).compactMap(\.known)
    let update = x[1].type
    return [
      x[0].isLinear ? dynamicUpdateSlice(ct, .full(update, 0), at: start) : nil,
      x[1].isLinear ? dynamicSlice(ct, at: start, sizes: update.shape) : nil,
    ] + start.map { _ in nil }
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let start = Array(x.dropFirst(2))
    if axes.dropFirst(2).contains(where: { $0 != nil }) {
      let update = axes[1].map { x[1].type.removing($0) } ?? x[1].type
      let operand = axes[0].map { x[0].type.removing($0) } ?? x[0].type
      let all = Array(update.shape.indices)
      let scatter = Scatter(
        ScatterDimensionNumbers(updateWindowDims: all, scatterDimsToOperandDims: all),
        body: .replacing(operand.dtype), uniqueIndices: true)
      let ranges = IndexRanges(
        limits: zip(operand.shape, update.shape).map { $0 - $1 }, vectorDim: 1)
      let vectors = ranges.clipped(stackedStarts(start, Array(axes.dropFirst(2)), axis))
      return try scatter.batch([x[0], vectors, x[1]], [axes[0], 0, axes[1]], over: axis)
    }
    guard let place = axes[0] ?? axes[1] else { return (try apply(self, x), [nil]) }
    let result = dynamicUpdateSlice(
      x[0].withBatchAxis(axes[0], at: place, axis.size),
      x[1].withBatchAxis(axes[1], at: place, axis.size), at: startingAtZero(start, place))
    return ([result], [place])
  }
}
