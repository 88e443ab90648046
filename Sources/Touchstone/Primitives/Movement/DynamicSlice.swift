/// A box of `sizes` elements of `x` that begins at the scalar indices `start`, one for each axis.
///
/// A start from which the box would not fit is moved to the nearest one from which it does.
///
/// Shape: `sizes`. Specification: `dynamic_slice`.
public func dynamicSlice(_ x: Tensor, at start: [Tensor], sizes: [Int]) -> Tensor {
  bind(DynamicSlice(sizes: sizes) as any Primitive, [x] + start)[0]
}

package struct DynamicSlice: Operation {
  package static let names = ["stablehlo.dynamic_slice"]
  package let sizes: [Int]

  package init(sizes: [Int]) { self.sizes = sizes }

  package init(_ source: inout OperationSource) throws(TensorError) {
    sizes = try source.integers("slice_sizes")
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("slice_sizes", .integers(sizes, .i64))]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax([.keyword("sizes", attribute: "slice_sizes", .list)], types: .functional)
  }
  package var resultClause: String { "C5" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    guard let operand = x.first else { throw violation("", x, "expected an operand") }
    try requireElements(x)
    guard x.count - 1 == operand.rank, sizes.count == operand.rank else {
      throw violation(
        "C2", x,
        "expected \(operand.rank) start indices and slice_sizes, got \(x.count - 1) and "
          + "\(sizes.count)")
    }
    try requireStartIndices(x.dropFirst(), "I2", "C3", x)
    for (size, all) in zip(sizes, operand.shape) where size < 0 || size > all {
      throw violation("C4", x, "slice_sizes \(sizes) must lie between 0 and \(operand.shape)")
    }
    return operand.with(shape: sizes)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    x[0].picking(type, at: clampedPlace(x[0].type, sizes, x.dropFirst()))
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let start = x.dropFirst().compactMap(\.known)
    guard let ct = ct[0] else { return x.map { _ in nil } }
    let back = dynamicUpdateSlice(.full(x[0].type, 0), ct, at: start)
    return [back] + start.map { _ in nil }
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let start = Array(x.dropFirst())
    if axes.dropFirst().contains(where: { $0 != nil }) {
      let gather = Gather(
        GatherDimensionNumbers(
          offsetDims: Array(sizes.indices), startIndexMap: Array(sizes.indices)),
        sliceSizes: sizes)
      let vectors = stackedStarts(start, Array(axes.dropFirst()), axis)
      return try gather.batch([x[0], vectors], [axes[0], 0], over: axis)
    }
    guard let place = axes[0] else { return (try apply(self, x), [nil]) }
    return (
      [
        dynamicSlice(
          x[0], at: startingAtZero(start, place), sizes: sizes.inserting(axis.size, at: place))
      ], [place]
    )
  }
}

extension Primitive {
  /// Throws unless `start` are scalars of one integer type.
  func requireStartIndices(
    _ start: ArraySlice<TensorType>, _ input: String, _ clause: String, _ x: [TensorType]
  ) throws(TensorError) {
    for type in start where type.rank != 0 || !type.dtype.isInteger {
      throw violation(input, x, "start indices must be scalars of integers, got \(type)")
    }
    for type in start where type != start.first {
      throw violation(clause, x, "the start indices must have one type")
    }
  }

  /// Where a box of `sizes` lies in a tensor of `type`, moved inside it if need be.
  func clampedPlace(
    _ type: TensorType, _ sizes: [Int], _ start: ArraySlice<HostTensor>
  ) -> Strided {
    var place = Strided(strides: type.strides)
    for (axis, index) in start.enumerated() {
      let first = min(max(index.integers[0], 0), type.shape[axis] - sizes[axis])
      place.base += first * place.strides[axis]
    }
    return place
  }
}

extension Primitive {
  /// The start indices with a zero for the axis `place`.
  func startingAtZero(_ start: [Tensor], _ place: Int) -> [Tensor] {
    var start = start
    start.insert(.full(start.first?.type ?? TensorType(.i32), 0), at: place)
    return start
  }

  /// The start indices of all members as vectors: one row for each member.
  func stackedStarts(_ start: [Tensor], _ axes: [Int?], _ axis: BatchAxis) -> Tensor {
    let columns = zip(start, axes).map { $0.withBatchAxis($1, at: 0, axis.size) }
    return .stacked(columns, along: 1)
  }
}
