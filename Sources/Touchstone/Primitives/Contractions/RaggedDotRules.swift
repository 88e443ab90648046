extension RaggedDot: Composed {
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) { try differentiateAsDeclared(x, dx) }

  /// A product in which `lhs` has one more dimension, of the groups, and zeros outside its group.
  func composed(_ x: [Tensor]) throws -> [Tensor] {
    let (lhs, rhs) = (x[0], x[1])
    let d = dimensions
    if mode == .batching {
      let dot = DotGeneral(d, precision: precision, elementType: elementType)
      return try apply(dot, [lhs, rhs])
    }
    let groups = lhs.rank
    let isInGroup = membership(lhs.type, x[2])
    let spread = broadcast(lhs, to: isInGroup.shape, axes: Array(0..<lhs.rank))
    let masked = select(isInGroup, spread, .zeros(like: spread))
    let isKept = mode == .kept
    let dot = DotGeneral(
      DotDimensions(
        lhsBatching: d.lhsBatching, rhsBatching: d.rhsBatching,
        lhsContracting: d.lhsContracting + (isKept ? [groups] : []),
        rhsContracting: d.rhsContracting + (isKept ? rhsGroup : [])),
      precision: precision, elementType: elementType)
    let product = try apply(dot, [masked, rhs])[0]
    if isKept { return [product] }
    // The groups come after what lhs keeps, and belong first.
    return [product.movingAxis(d.lhsBatching.count + d.lhsFree(lhs.rank).count, to: 0)]
  }

  /// Whether each element of `lhs` is in each group, along one more axis at the end.
  private func membership(_ lhs: TensorType, _ sizes: Tensor) -> Tensor {
    let zero = Tensor.zeros(like: sizes)
    let lengths = convert(maximum(sizes, zero), to: .i64)
    let count = sizes.shape[sizes.rank - 1]
    // Where each group ends: the sum of the sizes up to it.
    let square = lengths.type.inserting(count, at: sizes.rank)
    let isBefore = lessEqual(
      iota(square, axis: sizes.rank - 1), iota(square, axis: sizes.rank))
    let spread = broadcast(lengths, to: square.shape, axes: Array(0..<sizes.rank))
    let ends = select(isBefore, spread, .zeros(like: spread)).summed([sizes.rank - 1])
    let starts = ends - lengths
    let type = lhs.with(.i64).inserting(count, at: lhs.rank)
    let axes = (sizes.rank == 1 ? [] : leading(lhs)) + [lhs.rank]
    let place = iota(type, axis: lhsRagged[0])
    return bitwiseAnd(
      greaterEqual(place, broadcast(starts, to: type.shape, axes: axes)),
      less(place, broadcast(ends, to: type.shape, axes: axes)))
  }
}
