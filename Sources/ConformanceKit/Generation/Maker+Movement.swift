import Touchstone

extension Maker {
  /// Elements moved.
  func movement() throws -> [Tensor]? {
    guard let x = value(where: { $0.rank > 0 }) ?? value(where: { _ in true }) else { return nil }
    if x.rank == 0 { return [broadcast(x, to: shape(), axes: [])] }
    let axis = axis(of: x)
    switch choices.below(12) {
    case 0: return [transpose(x)]
    case 1: return [reshape(x, [x.type.count])]
    case 2:
      var shape = x.shape
      shape.insert(choices.one(of: Self.sizes), at: choices.below(x.rank + 1))
      let place = shape.indices.first { i in
        var rest = shape
        rest.remove(at: i)
        return rest == x.shape
      }
      return [broadcast(x, to: shape, axes: shape.indices.filter { $0 != place })]
    case 3:
      guard x.shape[axis] > 0 else { return nil }
      var (from, to, strides) = (x.shape.map { _ in 0 }, x.shape, x.shape.map { _ in 1 })
      from[axis] = choices.below(x.shape[axis])
      to[axis] = from[axis] + 1 + choices.below(x.shape[axis] - from[axis])
      strides[axis] = 1 + choices.below(3)
      return [slice(x, from: from, to: to, strides: strides)]
    case 4:
      guard
        let other = value(where: { y in
          y.dtype == x.dtype && y.rank == x.rank
            && x.shape.indices.allSatisfy { $0 == axis || x.shape[$0] == y.shape[$0] }
        })
      else { return nil }
      return [concatenate([x, other], axis: axis)]
    case 5:
      var (low, high, interior) = (
        x.shape.map { _ in 0 }, x.shape.map { _ in 0 }, x.shape.map { _ in 0 }
      )
      (low[axis], high[axis], interior[axis]) = (
        choices.below(3), choices.below(3), choices.below(2)
      )
      let filler =
        value(where: { $0.dtype == x.dtype && $0.rank == 0 }) ?? .full(TensorType(x.dtype), 0)
      return [pad(x, with: filler, low: low, high: high, interior: interior)]
    case 6: return [reverse(x, axes: [axis])]
    case 7:
      // Starts beyond either end are moved inside.
      let starts = x.shape.map { Tensor(Int32(choices.below($0 + 2) - 1)) }
      return [dynamicSlice(x, at: starts, sizes: x.shape.map { 1 + choices.below(max($0, 1)) })]
    case 8:
      let starts = x.shape.map { Tensor(Int32(choices.below($0 + 2) - 1)) }
      let update = fitted(like(x), x.shape.map { max(1, $0 - choices.below(max($0, 1))) })
      return [dynamicUpdateSlice(x, update, at: starts)]
    case 9: return [iota(x.type.with(choices.one(of: [.i32, .f32])), axis: axis)]
    case 10: return gathered(x, axis)
    default: return scattered(x, axis)
    }
  }

  /// A shape of up to three dimensions and not too many elements.
  func shape() -> [Int] {
    var shape = (0..<choices.below(4)).map { _ in choices.one(of: Self.sizes) }
    while shape.reduce(1, *) > 600 { shape.removeLast() }
    return shape
  }

  /// Whole numbers that reach past both ends of an axis, some of them twice.
  private func indices(_ count: Int, _ size: Int) -> Tensor {
    let numbers = (0..<count).map { _ in Int64(choices.below(size + 2) - 1) }
    return Tensor(HostTensor(TensorType(.i32, [count, 1]), signed: numbers))
  }

  private func gathered(_ x: Tensor, _ axis: Int) -> [Tensor] {
    let count = 1 + choices.below(6)
    var sizes = x.shape
    sizes[axis] = min(1, sizes[axis])
    let numbers = GatherDimensionNumbers(
      offsetDims: Array(1..<x.rank), collapsedSliceDims: [axis], startIndexMap: [axis],
      indexVectorDim: 1)
    return [bind(Gather(numbers, sliceSizes: sizes), x, indices(count, x.shape[axis]))]
  }

  private func scattered(_ x: Tensor, _ axis: Int) -> [Tensor]? {
    let count = 1 + choices.below(6)
    var shape = x.shape
    shape.remove(at: axis)
    let update = fitted(like(x), [count] + shape)
    let numbers = ScatterDimensionNumbers(
      updateWindowDims: Array(1..<x.rank), insertedWindowDims: [axis],
      scatterDimsToOperandDims: [axis], indexVectorDim: 1)
    let adds = choices.below(2) == 0 && x.dtype != .i1
    let scalar = TensorType(x.dtype)
    let body =
      adds
      ? Block.combining(by: .add, x.dtype)
      : BlockBuilder(parameters: [scalar, scalar]).block(returning: [1])
    return bind(Scatter(numbers, body: body), [x, indices(count, x.shape[axis]), update])
  }
}
