extension PublicMutants {
  static let gradients: [Mutant] = [
    .rules("P-GR-01", "abs", "the slope at 0 is 1") { rules, counter in
      rules.differentiate = WrongRules.tangent(of: "abs", counter) { _, x, dx, y in
        guard !x[0].dtype.isComplex, let dx = dx[0] else { return nil }
        return dx * NumPy.where(greaterEqual(x[0], 0), onesLike(x[0]), -onesLike(x[0]))
      }
    },
    .rules("P-GR-02", "reduce", "each of equal greatest elements gets the whole cotangent") {
      rules, counter in
      rules.differentiate = WrongRules.tangent(of: "reduce", counter) { operation, x, dx, y in
        guard let reduce = operation as? Reduce, x.count == 2, let dx = dx[0],
          let body = reduce.body.soleOperation as? Binary, body == .maximum || body == .minimum
        else { return nil }
        let kept = (0..<x[0].rank).filter { !reduce.dimensions.contains($0) }
        let isExtreme = equal(x[0], broadcast(y, to: x[0].shape, axes: kept))
        return reduceSum(NumPy.where(isExtreme, dx, zerosLike(dx)), reduce.dimensions)
      }
    },
    .rules("P-GR-03", "batch_norm_training", "the variance is held fixed") { rules, counter in
      rules.differentiate = { operation, x, dx in
        var (values, tangents) = try operation.differentiate(x, dx)
        guard let norm = operation as? BatchNormTraining, let dy = tangents[0],
          let dVariance = tangents[2]
        else { return (values, tangents) }
        counter.note(differs: true)
        func along(_ t: Tensor) -> Tensor {
          broadcast(t, to: x[0].shape, axes: [norm.featureIndex])
        }
        let wide = values[2] + Tensor(weak: Double(norm.epsilon))
        let centered = x[0] - along(values[1])
        let lost = along(x[1] / (wide * sqrt(wide)) * dVariance * 0.5) * centered
        tangents[0] = dy + lost
        return (values, tangents)
      }
    },
    .function("P-GR-04", "layer_normalization", "the projection divides by n - 1") { x, s in
      let axes = try s.axes ?? [-1]
      let epsilon: Double = try s.get("epsilon", 1e-3)
      let wide = x[0].dtype == .f16 || x[0].dtype == .bf16 ? cast(x[0], dtype: .f32) : x[0]
      let count = Double(axes.reduce(1) { $0 * wide.shape[$1 < 0 ? $1 + wide.rank : $1] })
      let normalized = customJVP({ (x: Tensor) -> Tensor in
        let centered = x - mean(x, axis: axes, keepdims: true)
        return centered * rsqrt(mean(square(centered), axis: axes, keepdims: true) + epsilon)
      }) { x, dx in
        let centered = x - mean(x, axis: axes, keepdims: true)
        let factor = rsqrt(mean(square(centered), axis: axes, keepdims: true) + epsilon)
        let y = centered * factor
        let along = sum(y * dx, axis: axes, keepdims: true) / (count - 1)
        return (y, factor * (dx - mean(dx, axis: axes, keepdims: true) - y * along))
      }
      return [WrongFunctions.affine(cast(normalized(wide), dtype: x[0].dtype), x)]
    },
    .rules("P-GR-05", "broadcast_in_dim", "cotangents of new axes are not summed") {
      rules, counter in
      rules.transpose = { operation, ct, x in
        guard let spread = operation as? BroadcastInDim, let cotangent = ct[0] else {
          return try operation.transpose(ct, x)
        }
        // The first of the copies stands for all.
        let isNew = cotangent.shape.indices.map { !spread.axes.contains($0) }
        guard isNew.contains(true), cotangent.type.count > 0 else {
          return try operation.transpose(ct, x)
        }
        counter.note(differs: true)
        let limits = cotangent.shape.indices.map { isNew[$0] ? 1 : cotangent.shape[$0] }
        let first = slice(cotangent, from: limits.map { _ in 0 }, to: limits)
        let none = isNew.map { _ in 0 }
        let kept = pad(
          first, with: Tensor.full(TensorType(cotangent.dtype), 0), low: none,
          high: zip(cotangent.shape, limits).map { $0 - $1 }, interior: none)
        return try operation.transpose([kept], x)
      }
    },
    .rules(
      "P-GR-06", "dynamic_update_slice", "the operand keeps the cotangent of what was replaced"
    ) {
      rules, counter in
      rules.transpose = { operation, ct, x in
        var back = try operation.transpose(ct, x)
        guard operation.name == "dynamic_update_slice", x[0].isLinear, let ct = ct[0] else {
          return back
        }
        counter.note(differs: true)
        back[0] = ct
        return back
      }
    },
  ]

  static let transforms: [Mutant] = [
    .function("P-TR-01", "jit.types", "compiled programs are found by shapes, not dtypes") { x, _ in
      var known: [[Int]: DType] = [:]
      return (x + [x[0]]).map { one in
        // The program of the dtype that came first runs on the same bytes' numbers.
        let dtype = known[one.shape] ?? one.dtype
        known[one.shape] = dtype
        return convert(one, to: dtype) * 2 + 1
      }
    },
    .rules("P-TR-02", "dynamic_slice", "all members start where the first does") { rules, counter in
      rules.batch = { operation, x, axes, axis in
        guard operation.name == "dynamic_slice", axes.dropFirst().contains(where: { $0 != nil }),
          axis.size > 0
        else { return try operation.batch(x, axes, over: axis) }
        counter.note(differs: true)
        let starts = zip(x, axes).dropFirst().map { start, axis in
          axis == nil ? start : reshape(slice(start, from: [0], to: [1]), [])
        }
        let (values, places) = try operation.batch(
          [x[0]] + starts, [axes[0]] + starts.map { _ in nil }, over: axis)
        if places[0] != nil { return (values, places) }
        return ([broadcast(values[0], to: [axis.size] + values[0].shape)], [0])
      }
    },
    .rules("P-TR-03", "ppermute", "a member that gets nothing keeps what it had") {
      rules, counter in
      rules.batch = { operation, x, axes, axis in
        let right = try operation.batch(x, axes, over: axis)
        guard operation.name == "ppermute", axis.name.map(operation.axisNames.contains) == true,
          x[0].dtype.isFloat
        else { return right }
        counter.note(differs: true)
        let marks = try operation.batch([onesLike(x[0])], axes, over: axis)
        guard right.axes[0] == axes[0] else { return right }
        return ([right.values[0] + (1 - marks.values[0]) * x[0]], right.axes)
      }
    },
    .kernel("P-TR-04", "scan", "outputs of a reversed scan stay in the order of the steps") { a in
      guard let scan = a.operation as? Scan, scan.isReverse else { return nil }
      let carries =
        a.operands.count - scan.captureCount
        - scan.inputCount(a.operands.dropFirst(scan.captureCount).map(\.type))
      return try a.right.enumerated().map { i, result in
        guard i < a.right.count - carries else { return result }
        return try a.running(Reverse(axes: [scan.dimension]), [result])[0]
      }
    },
  ]
}

/// Wrong rules of derivatives.
enum WrongRules {
  /// A rule that gives the operations called `name`, of one result, the tangent that `tangent` says; the
  /// right one where that is `nil`.
  static func tangent(
    of name: String, _ counter: ReachCounter,
    _ tangent: @escaping @Sendable (any Primitive, [Tensor], [Tensor?], Tensor) throws -> Tensor?
  )
    -> @Sendable (any Primitive, [Tensor], [Tensor?]) throws -> (
      values: [Tensor], tangents: [Tensor?]
    )
  {
    { operation, x, dx in
      guard operation.name == name else { return try operation.differentiate(x, dx) }
      let y = bind(operation, x)
      guard y.count == 1, let wrong = try tangent(operation, x, dx, y[0]) else {
        return try operation.differentiate(x, dx)
      }
      counter.note(differs: true)
      return (y, [wrong])
    }
  }
}
