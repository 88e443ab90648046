/// The rules of operations that take a shape or sizes as data are those of the operation they are
/// once the data is known.
extension DynamicOperation {
  /// The operation that the data asks for, if it is known.
  private func known(_ x: [TensorType], _ data: [Tensor?]) throws -> Fixed? {
    let values = data.compactMap { $0?.knownValue }
    guard values.count == data.count else { return nil }
    return try fixed(
      x.prefix(Self.fixedOperandCount).map(HostTensor.hollow) + values, resultType(x))
  }

  private func isData(_ i: Int) -> Bool { i >= Self.fixedOperandCount }

  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let count = Self.fixedOperandCount
    guard let fixed = try known(x.map(\.type), Array(x.dropFirst(count))) else {
      return try differentiateAsDeclared(x, dx)
    }
    return try fixed.differentiate(Array(x.prefix(count)), Array(dx.prefix(count)))
  }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let count = Self.fixedOperandCount
    guard let fixed = try known(x.map(\.type), x.dropFirst(count).map(\.known)) else {
      throw TensorError(
        name, "", x.map(\.type),
        "this operation can be transposed only where the operands that say its sizes have known "
          + "elements; make them constants")
    }
    return try fixed.transpose(ct, Array(x.prefix(count))) + x.dropFirst(count).map { _ in nil }
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    if axes.allSatisfy({ $0 == nil }) { return (try apply(self, x), [nil]) }
    let count = Self.fixedOperandCount
    if axes.dropFirst(count).contains(where: { $0 != nil }) {
      return try batchedOneByOne(x, axes, axis)
    }
    let types = zip(x, axes).map { x, axis in axis.map { x.type.removing($0) } ?? x.type }
    if let fixed = try known(types, Array(x.dropFirst(count))) {
      return try fixed.batch(Array(x.prefix(count)), Array(axes.prefix(count)), over: axis)
    }
    guard let all = (self as? any BatchedAsDynamic)?.batched(x, axes, axis) else {
      return try batchedOneByOne(x, axes, axis)
    }
    return (try apply(all.operation, all.operands), [all.axis])
  }
}

/// A dynamic operation that can take a batch although its data is not known.
private protocol BatchedAsDynamic: DynamicOperation {
  /// The operation for all members at once, and where the batch axis of the result lies; `nil` where
  /// this subset of operands needs known data.
  func batched(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis
  ) -> (operation: any Primitive, operands: [Tensor], axis: Int)?
}

/// Sizes with `value` put in at `place`.
private func inserting(_ value: Int, _ sizes: Tensor, at place: Int) -> Tensor {
  let count = sizes.shape[0]
  return concatenate(
    [
      slice(sizes, from: [0], to: [place]), .full(sizes.type.with(shape: [1]), Double(value)),
      slice(sizes, from: [place], to: [count]),
    ], axis: 0)
}

extension DynamicReshape: BatchedAsDynamic {
  private init(_ type: TensorType, _ name: String) {
    self.type = type
    fullName = name
  }
  fileprivate func batched(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis
  ) -> (operation: any Primitive, operands: [Tensor], axis: Int)? {
    let all = DynamicReshape(type.inserting(axis.size, at: 0), fullName)
    let operand = x[0].withBatchAxis(axes[0], at: 0, axis.size)
    return (all, [operand, inserting(axis.size, x[1], at: 0)], 0)
  }
}

extension DynamicBroadcastInDim: BatchedAsDynamic {
  private init(_ type: TensorType, axes: [Int], expanding: [Int]?, nonexpanding: [Int]?) {
    self.type = type
    self.axes = axes
    self.expanding = expanding
    self.nonexpanding = nonexpanding
  }
  fileprivate func batched(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis
  ) -> (operation: any Primitive, operands: [Tensor], axis: Int)? {
    guard let place = axes[0] else { return nil }
    let all = DynamicBroadcastInDim(
      type.inserting(axis.size, at: 0), axes: self.axes.map { $0 + 1 }.inserting(0, at: place),
      expanding: expanding?.makingRoom(at: place),
      nonexpanding: nonexpanding?.makingRoom(at: place))
    return (all, [x[0], inserting(axis.size, x[1], at: 0)], 0)
  }
}

extension DynamicPad: BatchedAsDynamic {
  private init(_ type: TensorType) { self.type = type }
  fileprivate func batched(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis
  ) -> (operation: any Primitive, operands: [Tensor], axis: Int)? {
    guard let place = axes[0], axes[1] == nil else { return nil }
    let data = x.dropFirst(2).map { inserting(0, $0, at: place) }
    return (DynamicPad(type.inserting(axis.size, at: place)), [x[0], x[1]] + data, place)
  }
}

extension RealDynamicSlice: BatchedAsDynamic {
  private init(_ type: TensorType) { self.type = type }
  fileprivate func batched(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis
  ) -> (operation: any Primitive, operands: [Tensor], axis: Int)? {
    guard let place = axes[0] else { return nil }
    let data = zip(x.dropFirst(), [0, axis.size, 1]).map { inserting($1, $0, at: place) }
    return (RealDynamicSlice(type.inserting(axis.size, at: place)), [x[0]] + data, place)
  }
}

extension DynamicGather: BatchedAsDynamic {
  private init(
    _ type: TensorType, _ dimensions: GatherDimensionNumbers, indicesAreSorted: Bool
  ) {
    self.type = type
    self.dimensions = dimensions
    self.indicesAreSorted = indicesAreSorted
  }
  fileprivate func batched(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis
  ) -> (operation: any Primitive, operands: [Tensor], axis: Int)? {
    let rank = x[1].rank - (axes[1] == nil ? 0 : 1)
    guard let (numbers, place) = dimensions.batched(axes[0], axes[1], indicesRank: rank) else {
      return nil
    }
    let sizes = axes[0].map {
      inserting(axes[1] == nil ? axis.size : min(1, axis.size), x[2], at: $0)
    }
    let all = DynamicGather(
      type.inserting(axis.size, at: place), numbers,
      indicesAreSorted: indicesAreSorted && axes[1] == nil)
    return (all, [x[0], x[1], sizes ?? x[2]], place)
  }
}
