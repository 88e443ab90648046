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
    if let captured = (0..<captureCount).first(where: { axes[$0] != nil }) {
      return try batched(x, axes, axis, alongWith: captured)
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

  /// The capture numbered `number`, in which members differ, becomes one more tensor that is sorted
  /// along: its scalar stands at every place of its member.
  private func batched(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis, alongWith number: Int
  ) throws -> (values: [Tensor], axes: [Int?]) {
    guard x[number].rank == 1 else { return try batchedOneByOne(x, axes, axis) }
    let first = x[captureCount]
    let shape = axes[captureCount].map { first.type.removing($0).shape } ?? first.shape
    let spread = broadcast(x[number], to: [axis.size] + shape, axes: [0])
    var (operands, places) = (x + [spread], axes + [0])
    operands.remove(at: number)
    places.remove(at: number)
    let scalar = comparator.parameters[number]
    var parameters = comparator.parameters + [scalar, scalar]
    parameters.remove(at: number)
    let last = parameters.count - 1
    let sort = Sort(
      dimension: dimension, isStable: isStable,
      comparator: comparator.remappingParameters(parameters) {
        $0 == number ? last : $0 < number ? $0 : $0 - 1
      },
      captureCount: captureCount - 1)
    let results = try sort.batch(operands, places, over: axis)
    return (results.values.dropLast(), results.axes.dropLast())
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
