extension Sort {
  /// Sorts positions along, by which the tangents are gathered.
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let inputs = Array(x.dropFirst(captureCount))
    let tangents = Array(dx.dropFirst(captureCount))
    if tangents.allSatisfy({ $0 == nil }) {
      return (try apply(self, x), tangents)
    }
    let type = inputs[0].type
    let axis = dimension < 0 ? dimension + type.rank : dimension
    let dtype = Positions.dtype(type)
    let scalars = [TensorType(dtype), TensorType(dtype)]
    let sort = Sort(
      dimension: axis, isStable: isStable,
      comparator: comparator.remappingParameters(comparator.parameters + scalars) { $0 },
      captureCount: captureCount)
    let places = iota(type.with(dtype), axis: axis)
    let results = try apply(sort, x + [places])
    let order = results[inputs.count]
    return (
      Array(results.prefix(inputs.count)),
      tangents.map { $0.map { Positions.along($0, order, axis: axis) } }
    )
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    // Members that differ in what the comparator uses from outside have no order in common.
    if axes.prefix(captureCount).contains(where: { $0 != nil }) {
      return try batchedOneByOne(x, axes, axis)
    }
    let inputs = captureCount..<x.count
    guard let place = axes.compactMap({ $0 }).first else {
      return (try apply(self, x), inputs.map { _ in nil })
    }
    var operands = x
    for i in inputs { operands[i] = x[i].withBatchAxis(axes[i], at: place, axis.size) }
    let rank = operands[captureCount].rank - 1
    let own = dimension < 0 ? dimension + rank : dimension
    let sort = Sort(
      dimension: own < place ? own : own + 1, isStable: isStable, comparator: comparator,
      captureCount: captureCount)
    return (try apply(sort, operands), inputs.map { _ in place })
  }
}

extension TopK {
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let values = try apply(self, x)
    let axis = x[0].rank - 1
    return (values, [dx[0].map { Positions.along($0, values[1], axis: axis) }, nil])
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    guard let place = axes[0] else { return (try apply(self, x), [nil, nil]) }
    return (try apply(self, [x[0].movingAxis(place, to: 0)]), [0, 0])
  }
}
