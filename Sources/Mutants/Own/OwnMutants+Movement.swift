extension OwnMutants {
  /// Starts of slices, each changed by what the sizes say.
  private static func starts(
    _ a: Mutant.Application, from first: Int, _ change: (_ start: Int64, _ axis: Int) -> Int64
  ) throws -> [HostTensor] {
    try a.running(
      a.operation,
      a.operands.enumerated().map { i, x in
        i < first ? x : x.mapIntegers { change($0, i - first) }
      })
  }

  static let movement: [Mutant] = [
    .kernel("O-IX-01", "dynamic_slice", "negative starts count from the end") { a in
      try starts(a, from: 1) { start, axis in start < 0 ? start + Int64(a.x.shape[axis]) : start }
    },
    .kernel("O-IX-02", "dynamic_update_slice", "negative starts count from the end") { a in
      try starts(a, from: 2) { start, axis in start < 0 ? start + Int64(a.x.shape[axis]) : start }
    },
    .kernel("O-IX-03", "dynamic_slice", "starts are read as bytes") { a in
      try starts(a, from: 1) { start, _ in start & 0xff }
    },
    .kernel("O-IX-04", "gather", "indices outside wrap") { a in
      guard let gather = a.operation as? Gather, gather.dimensions.startIndexMap.count == 1 else {
        return nil
      }
      let size = Int64(a.x.shape[gather.dimensions.startIndexMap[0]])
      guard size > 0 else { return nil }
      return try a.running(gather, [a.x, a.y.mapIntegers { (($0 % size) + size) % size }])
    },
    .kernel("O-IX-05", "scatter", "updates outside go to the nearest place") { a in
      guard let scatter = a.operation as? Scatter, scatter.captureCount == 0, a.operands.count == 3,
        scatter.dimensions.scatterDimsToOperandDims.count == 1
      else { return nil }
      let size = Int64(a.x.shape[scatter.dimensions.scatterDimsToOperandDims[0]])
      return try a.running(
        scatter, [a.x, a.y.mapIntegers { min(max($0, 0), size - 1) }, a.operands[2]])
    },
    .kernel("O-IX-06", "scatter", "updates are taken from last to first") { a in
      guard let scatter = a.operation as? Scatter, a.operands.count == 3,
        scatter.body.equations.isEmpty, a.y.type.rank > 0, a.operands[2].type.rank > 0,
        scatter.dimensions.indexVectorDim > 0, a.y.shape[0] == a.operands[2].shape[0],
        !scatter.dimensions.updateWindowDims.contains(0)
      else { return nil }
      let turned = try [a.y, a.operands[2]].map { try a.running(Reverse(axes: [0]), [$0])[0] }
      return try a.running(scatter, [a.x] + turned)
    },
    .kernel("O-IX-07", "concatenate", "the last operand is left out where there are three") { a in
      guard a.operands.count > 2, let join = a.operation as? Touchstone.Concatenate else {
        return nil
      }
      let last = a.operands[a.operands.count - 1].shape[join.axis]
      return [a.result.zeroed { $0[join.axis] >= a.type.shape[join.axis] - last }]
    },
    .kernel("O-IX-08", "transpose", "the inverse permutation") { a in
      guard let transpose = a.operation as? Transpose else { return nil }
      let inverse = transpose.permutation.indices.map {
        transpose.permutation.firstIndex(of: $0) ?? 0
      }
      let other = try a.running(Transpose(permutation: inverse))
      return other.map(\.type) == a.types ? other : nil
    },
    .kernel("O-IX-09", "reshape", "elements are read columns first") { a in
      guard a.x.type.rank == 2, a.x.count > 0 else { return nil }
      let turned = try a.running(Transpose(permutation: [1, 0]))[0]
      return [turned.reinterpreted(as: a.type)]
    },
    .kernel("O-IX-10", "reverse", "all dimensions are reversed") { a in
      try a.running(Reverse(axes: Array(0..<a.type.rank)))
    },
    .kernel("O-IX-11", "pad", "negative padding is ignored at the low end") { a in
      guard let pad = a.operation as? Pad, pad.low.contains(where: { $0 < 0 }) else { return nil }
      let low = pad.low.map { max($0, 0) }
      let high = zip(pad.high, pad.low).map { $0 + min($1, 0) }
      return try a.running(Pad(low: low, high: high, interior: pad.interior))
    },
    .kernel("O-IX-12", "pad", "low and high padding are exchanged") { a in
      guard let pad = a.operation as? Pad, pad.low != pad.high else { return nil }
      return try a.running(Pad(low: pad.high, high: pad.low, interior: pad.interior))
    },
    .kernel("O-IX-13", "broadcast_in_dim", "axes in ascending order") { a in
      guard let spread = a.operation as? BroadcastInDim, spread.axes != spread.axes.sorted(),
        a.x.shape.allSatisfy({ $0 == a.x.shape[0] })
      else { return nil }
      return try a.running(BroadcastInDim(spread.type, axes: spread.axes.sorted()))
    },
    .kernel("O-IX-14", "iota", "along the last axis") { a in
      guard a.type.rank > 1 else { return nil }
      return try a.running(Iota(a.type, axis: a.type.rank - 1))
    },
    .kernel("O-IX-15", "slice", "strides are ignored") { a in
      guard a.type.rank > 0, let slice = a.operation as? Slice,
        slice.strides.contains(where: { $0 > 1 })
      else { return nil }
      let to = zip(slice.start, a.type.shape).map { $0 + $1 }
      return try a.running(Slice(slice.start, to, to.map { _ in 1 }))
    },
    .kernel("O-IX-16", "gather", "elements come in 16-byte groups, of which the last is lost") {
      a in
      let group = max(1, 16 / max(1, a.type.dtype.byteWidth))
      guard a.type.count > group, a.type.count % group != 0 else { return nil }
      let zero = a.result.zeroScalar
      return [
        HostTensor(
          a.type,
          scalars: (0..<a.type.count).map {
            $0 < a.type.count / group * group ? a.result.scalar(at: $0) : zero
          })
      ]
    },
    .kernel("O-IX-17", "torch_index_select", "negative indices are clamped") { a in
      try a.running(a.operation, [a.x, a.y.mapIntegers { max($0, 0) }])
    },
    .function("O-IX-18", "take", "negative indices are outside") { x, s in
      let right = try WrongFunctions.right("take", x, s)
      guard let axis = try s.axis, x[1].rank == 1 else { return right }
      let isNegative = less(x[1], 0)
      let shape = right[0].shape.indices.map { $0 == axis ? x[1].shape[0] : 1 }
      return [NumPy.where(reshape(isNegative, shape), Tensor(weak: Double.nan), right[0])]
    },
    .function("O-IX-19", "roll", "in the other direction") { x, s in
      [roll(x[0], -(try s.get("shift", as: Int.self)), axis: try s.axis)]
    },
    .function("O-IX-20", "repeat", "as tile does") { x, s in
      let n: Int = try s.get("repeats")
      guard let axis = try s.axis else { return [tile(ravel(x[0]), [n])] }
      return [tile(x[0], x[0].shape.indices.map { $0 == axis ? n : 1 })]
    },
    .function("O-IX-21", "tril", "k is ignored") { x, _ in [tril(x[0])] },
    .function("O-IX-22", "scatter_add", "the last of duplicates wins") { x, s in
      let count = x[0].shape[0]
      return try [scatterUpdateLast(x[0], x[1], s.integers("shape"), count)]
    },
    .function("O-IX-23", "pad", "reflections repeat the edge") { x, s in
      guard try s.get("mode", "constant") == "reflect" else {
        return try WrongFunctions.right("pad", x, s)
      }
      let w = try s.integers("pad_width")
      let widths = stride(from: 0, to: w.count, by: 2).map { Array(w[$0..<$0 + 2]) }
      return [pad(x[0], widths, mode: .symmetric)]
    },
    .function("O-IX-24", "one_hot", "numbers outside take the last class") { x, s in
      let n: Int = try s.get("num_classes")
      return [oneHot(clip(x[0], 0, Tensor(Int32(n - 1))), n, axis: try s.axis ?? -1)]
    },
    .function("O-IX-25", "segment_sum", "numbers outside go to the last segment") { x, s in
      let n: Int = try s.get("num_segments")
      return [segmentSum(x[0], clip(x[1], 0, Tensor(Int32(n - 1))), numSegments: n)]
    },
  ]

  private static func scatterUpdateLast(
    _ places: Tensor, _ values: Tensor, _ shape: [Int], _ count: Int
  ) -> Tensor {
    var result = zeros(shape, dtype: values.dtype)
    for i in 0..<count {
      let start = concatenate([places[i], zeros([shape.count - 1], dtype: places.dtype)])
      result = sliceUpdate(result, start, expandDims(values[i], 0))
    }
    return result
  }
}
