extension OwnMutants {
  /// The product of `a` with operands changed.
  private static func product(
    _ a: Mutant.Application, _ change: (HostTensor) -> HostTensor
  ) throws -> [HostTensor] {
    try a.running(a.operation, [change(a.x), change(a.y)])
  }

  static let products: [Mutant] = [
    .kernels("O-MM-01", ["dot_general", "dot"], "elements beyond the last whole four are left out")
    { a in
      guard let dot = a.operation as? DotGeneral, dot.dimensions.lhsContracting.count == 1 else {
        return nil
      }
      let axis = dot.dimensions.lhsContracting[0]
      let size = a.x.shape[axis]
      guard size > 4, size % 4 != 0 else { return nil }
      return try a.running(dot, [a.x.zeroed { $0[axis] >= size / 4 * 4 }, a.y])
    },
    .kernels("O-MM-02", ["dot_general", "dot"], "all batches take the first one's right operand") {
      a in
      guard let dot = a.operation as? DotGeneral, let axis = dot.dimensions.rhsBatching.first,
        a.y.count > 0
      else { return nil }
      let first = a.y.picking(
        a.y.type, at: { (index: [Int]) in index.indices.map { $0 == axis ? 0 : index[$0] } })
      return try a.running(dot, [a.x, first])
    },
    .kernels("O-MM-03", ["dot_general", "dot"], "operands are rounded to bf16") { a in
      guard a.x.dtype == .f32, let format = DType.bf16.floatFormat else { return nil }
      return try product(a) { $0.narrowed(through: format) }
    },
    .kernels("O-MM-04", ["dot_general", "dot"], "sums in f16 where operands are") { a in
      guard a.x.dtype == .f16, let dot = a.operation as? DotGeneral,
        let format = a.x.dtype.floatFormat
      else { return nil }
      let d = dot.dimensions
      let (x, y) = (a.x.doubles, a.y.doubles)
      let along = Array(
        zip(a.x.type.places(along: d.lhsContracting), a.y.type.places(along: d.rhsContracting)))
      var result: [Double] = []
      for (p, q) in zip(
        a.x.type.places(along: d.lhsBatching), a.y.type.places(along: d.rhsBatching))
      {
        for row in a.x.type.places(along: d.lhsFree(a.x.type.rank)) {
          for column in a.y.type.places(along: d.rhsFree(a.y.type.rank)) {
            result.append(
              along.reduce(0.0) {
                let term = format.decode(format.encode(x[p + row + $1.0] * y[q + column + $1.1]))
                return format.decode(format.encode($0 + term))
              })
          }
        }
      }
      return result.count == a.type.count ? [HostTensor(a.type, doubles: result)] : nil
    },
    .kernels("O-MM-05", ["dot_general", "dot"], "products with 0 are left out: 0 · inf = 0") { a in
      guard a.x.dtype.isFloat, a.x.parts.contains(0) || a.y.parts.contains(0) else { return nil }
      let special = (a.x.parts + a.y.parts).contains { !$0.isFinite }
      return special ? try product(a) { $0.mapParts { $0.isFinite ? $0 : 0 } } : nil
    },
    .kernels("O-MM-06", ["dot_general", "dot"], "the left operand is conjugated") { a in
      guard a.x.dtype.isComplex else { return nil }
      return try a.running(a.operation, [try a.running(Unary.conj, [a.x])[0], a.y])
    },
    .kernels("O-MM-07", ["dot_general", "dot"], "integers go through f32") { a in
      guard a.type.dtype == .i32 || a.type.dtype == .i64 else { return nil }
      return [a.result.mapIntegers { Float($0).magnitude < 2e9 ? Int64(Float($0)) : $0 }]
    },
    .kernels("O-MM-08", ["dot_general", "dot"], "of nothing to sum the result is 1") { a in
      guard let dot = a.operation as? DotGeneral,
        dot.dimensions.lhsContracting.contains(where: { a.x.shape[$0] == 0 }), a.result.count > 0
      else { return nil }
      return [HostTensor.full(a.type, 1)]
    },
    .kernels("O-MM-09", ["dot_general", "dot"], "columns beyond a multiple of 16 are zero") { a in
      guard let n = a.type.shape.last, n > 16, n % 16 != 0 else { return nil }
      return [a.result.zeroed { $0[$0.count - 1] >= n / 16 * 16 }]
    },
    .kernels("O-MM-10", ["dot_general", "dot"], "signed bytes are taken as unsigned") { a in
      guard a.x.dtype == .i8 else { return nil }
      let wide = [a.x, a.y].map { x in
        HostTensor(x.type.with(.i32), signed: x.signedIntegers.map { $0 & 0xff })
      }
      guard let dot = a.operation as? DotGeneral else { return nil }
      let result = try a.running(
        DotGeneral(dot.dimensions, elementType: .i32), wide)[0]
      return [HostTensor(a.type, signed: result.signedIntegers)]
    },
    .kernels("O-MM-11", ["dot_general", "dot"], "f64 is computed in f32") { a in
      guard a.x.dtype == .f64 else { return nil }
      return try product(a) { $0.mapParts { Double(Float($0)) } }
    },
    .function("O-MM-12", "einsum", "a repeated label gives the first row") { x, s in
      let subscripts: String = try s.get("subscripts")
      guard subscripts == "ii->i" else { return try WrongFunctions.right("einsum", x, s) }
      return [x[0][0]]
    },
    .function("O-MM-13", "vdot", "the first operand is not conjugated") { x, _ in
      [sum(x[0] * x[1])]
    },
    .function("O-MM-14", "cross", "signs are those of the product from the right") { x, _ in
      [cross(x[1], x[0])]
    },
    .kernel("O-MM-15", "ragged_dot", "sizes of groups are ignored") { a in
      guard a.operands.count == 3 else { return nil }
      let sizes = a.operands[2].mapIntegers { _ in
        Int64(a.x.shape.first ?? 0) / Int64(max(1, a.operands[2].count))
      }
      return try a.running(a.operation, [a.x, a.y, sizes])
    },
  ]

  /// The convolution of `a` with other settings.
  private static func convolved(
    _ a: Mutant.Application, padding: [[Int]]? = nil,
    _ change: (ConvolutionSettings) -> ConvolutionSettings
  ) throws -> [HostTensor]? {
    guard let conv = a.operation as? Convolution else { return nil }
    let other = Convolution(change(conv.settings), padding: padding ?? conv.padding)
    let result = try a.running(other)[0]
    if result.type == a.type { return [result] }
    return zip(result.shape, a.type.shape).allSatisfy { $0 >= $1 }
      ? [result.picking(a.type, at: { (index: [Int]) in index })] : nil
  }

  private static func settings(
    _ s: ConvolutionSettings, strides: [Int]?? = nil, lhs: [Int]?? = nil, rhs: [Int]?? = nil,
    reversal: [Bool]?? = nil
  ) -> ConvolutionSettings {
    ConvolutionSettings(
      s.dimensions, windowStrides: strides ?? s.windowStrides, lhsDilation: lhs ?? s.lhsDilation,
      rhsDilation: rhs ?? s.rhsDilation, windowReversal: reversal ?? s.windowReversal,
      featureGroupCount: s.featureGroupCount, batchGroupCount: s.batchGroupCount,
      elementType: s.elementType)
  }

  static let windows: [Mutant] = [
    .kernel("O-CP-01", "convolution", "low and high padding are exchanged") { a in
      guard let conv = a.operation as? Convolution, let padding = conv.padding,
        padding.contains(where: { $0[0] != $0[1] })
      else { return nil }
      return try convolved(a, padding: padding.map { [$0[1], $0[0]] }) { $0 }
    },
    .kernel("O-CP-02", "convolution", "kernels are turned around") { a in
      let spatial = a.y.type.rank - 2
      return try convolved(a) { s in
        settings(
          s, reversal: (s.windowReversal ?? [Bool](repeating: false, count: spatial)).map { !$0 })
      }
    },
    .kernel("O-CP-03", "convolution", "the reversal of windows is ignored") { a in
      try convolved(a) { settings($0, reversal: .some(nil)) }
    },
    .kernel("O-CP-04", "convolution", "dilation of the input is ignored") { a in
      guard let conv = a.operation as? Convolution,
        conv.settings.lhsDilation?.contains(where: { $0 > 1 }) == true
      else { return nil }
      // The windows that then do not fit give zeros.
      let s = conv.settings
      let windows = s.windows(a.y.type, padding: conv.padding)
      let more = zip(s.dimensions.inputSpatial, windows).map { axis, window in
        (a.x.shape[axis] - 1) * (window.baseDilation - 1)
      }
      let padding = zip(windows, more).map { [$0.low, $0.high + $1] }
      return try convolved(a, padding: padding) { settings($0, lhs: .some(nil)) }
    },
    .kernel("O-CP-05", "convolution", "strides of two dimensions are exchanged") { a in
      guard let conv = a.operation as? Convolution, let strides = conv.settings.windowStrides,
        strides.count == 2, strides[0] != strides[1]
      else { return nil }
      return try convolved(a) { settings($0, strides: .some(strides.reversed())) }
    },
    .kernel("O-CP-06", "convolution", "groups of features take the first group's input") { a in
      guard let conv = a.operation as? Convolution, conv.settings.featureGroupCount > 1 else {
        return nil
      }
      let axis = conv.settings.dimensions.inputFeature
      let size = a.x.shape[axis] / conv.settings.featureGroupCount
      return try a.running(conv, [a.x.repeatingFirst(size, along: axis), a.y])
    },
    .kernel("O-CP-07", "convolution", "groups of batches take the first group's input") { a in
      guard let conv = a.operation as? Convolution, conv.settings.batchGroupCount > 1 else {
        return nil
      }
      let axis = conv.settings.dimensions.inputBatch
      let size = a.x.shape[axis] / conv.settings.batchGroupCount
      return try a.running(conv, [a.x.repeatingFirst(size, along: axis), a.y])
    },
    .kernel("O-CP-08", "convolution", "operands are rounded to tf32") { a in
      guard a.x.dtype == .f32 else { return nil }
      return try a.running(a.operation, [a.x, a.y].map { $0.mapParts(Rounding.tf32) })
    },
    .kernel("O-CP-09", "convolution", "input features beyond the last whole four are left out") {
      a in
      guard let conv = a.operation as? Convolution else { return nil }
      let axis = conv.settings.dimensions.kernelInputFeature
      let size = a.y.shape[axis]
      guard size > 4, size % 4 != 0 else { return nil }
      return try a.running(conv, [a.x, a.y.zeroed { $0[axis] >= size / 4 * 4 }])
    },
    .function("O-CP-11", "average_pool", "padding counts as elements") { x, s in
      let size: Int = try s.get("pool_size")
      let padded = try s.get("padding", "valid") == "same"
      let right = try WrongFunctions.right("average_pool", x, s)
      guard padded else { return right }
      let count = try reduceCount(x[0], s)
      let whole = Double(power(size, x[0].rank - 2))
      return [right[0] * count / whole]
    },
    .function("O-CP-12", "max_pool", "padding counts as 0") { x, s in
      guard try s.get("padding", "valid") == "same" else {
        return try WrongFunctions.right("max_pool", x, s)
      }
      let right = try WrongFunctions.right("max_pool", x, s)[0]
      let size: Int = try s.get("pool_size")
      let whole = Double(power(size, x[0].rank - 2))
      let isPartial = less(try reduceCount(x[0], s), Tensor(weak: whole))
      return [NumPy.where(isPartial, maximum(right, 0), right)]
    },
    .function("O-CP-13", "resize", "corners are aligned") { x, s in
      guard try s.get("interpolation", "bilinear") == "bilinear" else {
        return try WrongFunctions.right("resize", x, s)
      }
      let size = try s.integers("size")
      let (h, w) = (x[0].shape[1], x[0].shape[2])
      let (rows, columns) = (Double(Swift.max(h - 1, 1)), Double(Swift.max(w - 1, 1)))
      let scale: [Double] = [Double(size[0] - 1) / rows, Double(size[1] - 1) / columns]
      let translation: [Double] = scale.map { 0.5 - 0.5 * $0 }
      let shape: [Int] = [x[0].shape[0], size[0], size[1], x[0].shape[3]]
      let resized = scaleAndTranslate(
        x[0], shape, scale, translation, [1, 2], .bilinear, antialias: false)
      return [resized]
    },
    .function("O-CP-14", "resize", "the interpolation is taken for the nearest") { x, s in
      [resize(x[0], try s.integers("size"), interpolation: .nearest)]
    },
    .function("O-CP-15", "conv", "the dilation rate is ignored") { x, s in
      let padding = Padding(rawValue: try s.get("padding", "valid")) ?? .valid
      let y = conv(x[0], x[1], strides: try s.get("strides", 1), padding: padding)
      let right = try WrongFunctions.right("conv", x, s)[0]
      guard y.shape != right.shape else { return [y] }
      return [slice(y, [Int](repeating: 0, count: y.rank), right.shape)]
    },
  ]

  private static func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  /// How many elements lie in each window.
  private static func reduceCount(_ x: Tensor, _ s: Config) throws -> Tensor {
    let size: Int = try s.get("pool_size")
    let strides: Int = try s.get("strides", 1)
    let channels = x.shape[x.rank - 1]
    let kernel = ones([Int](repeating: size, count: x.rank - 2) + [channels, 1])
    return depthwiseConv(onesLike(x), kernel, strides: strides, padding: .same)
  }
}

extension HostTensor {
  /// The first `size` slices along `axis` again and again in place of all.
  fileprivate func repeatingFirst(_ size: Int, along axis: Int) -> HostTensor {
    picking(
      type,
      at: { (index: [Int]) in
        index.indices.map { $0 == axis ? index[$0] % max(size, 1) : index[$0] }
      })
  }
}
