// Derivatives and batches of the collectives over a grid. The cotangent of a process's operand sums
// over all processes what depends on it: so a sum over a group is its own transpose, and the others
// come in pairs.

extension Block {
  /// The body that adds two scalars.
  fileprivate static func sum(_ dtype: DType) -> Block { combining(by: .add, dtype) }
  fileprivate var isSum: Bool { soleOperation as? Binary == .add }
}

extension Primitive {
  /// The tangents of results that are sums over processes: the same done to tangents.
  fileprivate func differentiateSum(
    _ isSum: Bool, _ x: [Tensor], _ dx: [Tensor?], data: Range<Int>
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    guard isSum else { throw noDerivative(x) }
    let y = try apply(self, x)
    guard data.contains(where: { dx[$0] != nil }) else { return (y, y.map { _ in nil }) }
    var operands = x
    for i in data { operands[i] = dx[i] ?? .zeros(like: x[i]) }
    return (y, try apply(self, operands))
  }

  /// Every operand with the batch axis first, after which `operation` gives the results.
  fileprivate func batchFirst(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis, _ operation: any Primitive
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let operands = zip(x, axes).map { $0.withBatchAxis($1, at: 0, axis.size) }
    let values = try apply(operation, operands)
    return (values, values.map { _ in 0 })
  }
}

extension Array where Element == Tensor? {
  /// Zeros of `types` in place of nothing.
  fileprivate func filled(_ types: [TensorType]) -> [Tensor] {
    zip(self, types).map { $0 ?? .full($1, 0) }
  }
}

extension AllReduce {
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    try differentiateSum(body.isSum && captureCount == 0, x, dx, data: 0..<x.count)
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard body.isSum else { throw notTransposable(x) }
    let back = try apply(self, ct.filled(try resultTypes(x.map(\.type))))
    return zip(back, x).map { convert($0, to: $1.type.dtype) }
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    if axes.prefix(captureCount).contains(where: { $0 != nil }) {
      return try batchedOneByOne(x, axes, axis)
    }
    return (try apply(self, x), Array(axes.dropFirst(captureCount)))
  }
}

extension CrossReplicaSum {
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    [try ct[0].map { try apply(self, [$0])[0] }]
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) { (try apply(self, x), axes) }
}

extension AllGather {
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    try zip(ct, x).map { ct, x in
      try ct.map { ct in
        let back = ReduceScatter(
          dimension: dimension, groups: groups, body: .sum(ct.dtype), types: [x.type])
        return try apply(back, [ct])[0]
      }
    }
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let batched = AllGather(
      dimension: dimension + 1, groups: groups,
      types: types.map { $0.inserting(axis.size, at: 0) })
    return try batchFirst(x, axes, axis, batched)
  }
}

extension ReduceScatter {
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    try differentiateSum(body.isSum && captureCount == 0, x, dx, data: 0..<x.count)
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard body.isSum, captureCount == 0 else { throw notTransposable(x) }
    guard let ct = ct[0] else { return [nil] }
    let back = AllGather(
      dimension: dimension, groups: groups, types: [x[0].type.with(ct.dtype)])
    return [convert(try apply(back, [ct])[0], to: x[0].type.dtype)]
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    if captureCount > 0 { return try batchedOneByOne(x, axes, axis) }
    let batched = ReduceScatter(
      dimension: dimension + 1, groups: groups, body: body,
      types: types.map { $0.inserting(axis.size, at: 0) })
    return try batchFirst(x, axes, axis, batched)
  }
}

extension AllToAll {
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    try differentiateSum(true, x, dx, data: 0..<x.count)
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let back = AllToAll(
      splitDimension: concatDimension, concatDimension: splitDimension, splitCount: splitCount,
      groups: groups)
    return try apply(back, ct.filled(try resultTypes(x.map(\.type))))
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let batched = AllToAll(
      splitDimension: splitDimension + 1, concatDimension: concatDimension + 1,
      splitCount: splitCount, groups: groups)
    return try batchFirst(x, axes, axis, batched)
  }
}

extension CollectivePermute {
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let back = CollectivePermute(pairs: pairs.map { $0.reversed() }, channel: channel)
    return [try ct[0].map { try apply(back, [$0])[0] }]
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) { (try apply(self, x), axes) }
}

extension CollectiveBroadcast {
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    try differentiateSum(true, x, dx, data: 0..<x.count - (hasDynamicRoot ? 1 : 0))
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let types = try resultTypes(x.map(\.type))
    let roots = hasDynamicRoot ? [x[x.count - 1].known].compactMap { $0 } : []
    // One reduction for each operand, as their dtypes may differ.
    var back: [Tensor?] = []
    for (i, ct) in ct.enumerated() {
      let reduce = CollectiveReduce(
        groups: groups, hasDynamicRoot: hasDynamicRoot, body: .sum(types[i].dtype))
      let root = roots.map { slice($0, from: [i], to: [i + 1]) }
      back.append(try ct.map { try apply(reduce, [$0] + root)[0] })
    }
    return back + roots.map { _ in nil }
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    if hasDynamicRoot, axes[x.count - 1] != nil { return try batchedOneByOne(x, axes, axis) }
    return (try apply(self, x), hasDynamicRoot ? axes.dropLast() : axes)
  }
}

extension CollectiveReduce {
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    try differentiateSum(
      body.isSum && captureCount == 0, x, dx, data: 0..<x.count - (hasDynamicRoot ? 1 : 0))
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard body.isSum, captureCount == 0, !groups.usesGlobalIDs else { throw notTransposable(x) }
    let roots = hasDynamicRoot ? [x[x.count - 1].known].compactMap { $0 } : []
    let back = CollectiveBroadcast(groups: groups, hasDynamicRoot: hasDynamicRoot)
    let values = try apply(back, ct.filled(try resultTypes(x.map(\.type))) + roots)
    return zip(values, x).map { convert($0, to: $1.type.dtype) } + roots.map { _ in nil }
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let fixed = axes.prefix(captureCount) + (hasDynamicRoot ? axes.suffix(1) : [])
    if fixed.contains(where: { $0 != nil }) { return try batchedOneByOne(x, axes, axis) }
    let data = axes.dropFirst(captureCount)
    return (try apply(self, x), Array(hasDynamicRoot ? data.dropLast() : data))
  }
}
