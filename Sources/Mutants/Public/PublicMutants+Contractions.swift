extension PublicMutants {
  static let products: [Mutant] = [
    .kernels(
      "P-MM-01", ["dot_general", "dot"], "rows beyond a multiple of 8 have the tile before's values"
    ) {
      a in
      guard a.type.rank >= 2 else { return nil }
      let (m, n) = (a.type.shape[a.type.rank - 2], a.type.shape[a.type.rank - 1])
      guard m > 8, m % 8 != 0 else { return nil }
      return [
        a.result.picking(a.type) { i in
          i / n % m >= m / 8 * 8 ? i - 8 * n : i
        }
      ]
    },
    .kernels("P-MM-02", ["dot_general", "dot"], "operands are rounded to tf32") { a in
      guard a.x.dtype == .f32, a.y.dtype == .f32 else { return nil }
      return try a.running(
        a.operation, [a.x, a.y].map { $0.mapParts(Rounding.tf32) })
    },
    .kernels(
      "P-MM-03", ["dot_general", "dot"], "a cross term of complex products has the wrong sign"
    ) {
      a in
      guard a.x.dtype.isComplex, a.type.dtype.isComplex else { return nil }
      // (a + bi)(c + di) with ad - bc in place of ad + bc is the product with real c of a, less ….
      let real = try a.running(a.operation, [a.x.mapReals(keep: .real), a.y])
      let imaginary = try a.running(a.operation, [a.x.mapReals(keep: .imaginary), a.y])
      let (p, q) = (real[0].complexes, imaginary[0].complexes)
      return [
        HostTensor(
          a.type,
          complexes: zip(p, q).map { p, q in
            WideComplex(p.real + q.real, p.imaginary - q.imaginary)
          })
      ]
    },
  ]

  static let windows: [Mutant] = [
    .kernel("P-CP-01", "convolution", "a dilated kernel of k has size k·d") { a in
      guard let conv = a.operation as? Convolution,
        let dilation = conv.settings.rhsDilation, dilation.contains(where: { $0 > 1 })
      else { return nil }
      // Fewer windows fit; those past the end are left at zero.
      let windows = conv.settings.windows(a.y.type, padding: conv.padding)
      let spatial = conv.settings.dimensions.outputSpatial
      let input = conv.settings.dimensions.inputSpatial.map { a.x.shape[$0] }
      var counts: [Int: Int] = [:]
      for (i, window) in windows.enumerated() {
        let length = (input[i] - 1) * window.baseDilation + 1 + window.low + window.high
        let size = window.size * window.dilation
        counts[spatial[i]] = length < size ? 0 : (length - size) / window.stride + 1
      }
      return [a.result.zeroed { index in counts.contains { index[$0.key] >= $0.value } }]
    },
    .kernel(
      "P-CP-02", "convolution", "a stride larger than the kernel is taken as the kernel's size"
    ) {
      a in
      guard let conv = a.operation as? Convolution, let strides = conv.settings.windowStrides
      else { return nil }
      let sizes = conv.settings.dimensions.kernelSpatial.map { a.y.shape[$0] }
      guard zip(strides, sizes).contains(where: { $0 > $1 }) else { return nil }
      let s = conv.settings
      let other = ConvolutionSettings(
        s.dimensions, windowStrides: zip(strides, sizes).map(min), lhsDilation: s.lhsDilation,
        rhsDilation: s.rhsDilation, windowReversal: s.windowReversal,
        featureGroupCount: s.featureGroupCount, batchGroupCount: s.batchGroupCount,
        elementType: s.elementType)
      let wide = try a.running(Convolution(other, padding: conv.padding))[0]
      return [wide.picking(a.type, at: { (index: [Int]) in index })]
    },
    .kernel("P-CP-03", "reduce_window", "the maximum of a window ignores NaN") { a in
      guard let window = a.operation as? ReduceWindow, a.operands.count == 2,
        window.body.equations.count == 1, window.body.equations[0].operation.name == "maximum",
        a.x.dtype.isFloat
      else { return nil }
      return try a.running(window, [a.x.mapParts { $0.isNaN ? -.infinity : $0 }, a.y])
    },
  ]

  static let movement: [Mutant] = [
    .kernel("P-IX-01", "scatter", "of updates to one place the last alone counts") { a in
      guard let scatter = a.operation as? Scatter, scatter.captureCount == 0, a.types.count == 1,
        let body = scatter.body.soleOperation as? Binary
      else { return nil }
      // Each place gets its last update, which is then worked in once.
      let replaced = try a.running(
        Scatter(scatter.dimensions, body: .replacingBy(a.type.dtype)))[0]
      let touched = try a.running(
        Scatter(scatter.dimensions, body: .replacingBy(.i1)),
        [
          HostTensor.full(a.x.type.with(.i1), 0), a.operands[1],
          HostTensor.full(a.operands[2].type.with(.i1), 1),
        ])[0].booleans
      let combined = try a.running(body, [a.x.asType(a.type), replaced])[0]
      return [
        HostTensor(
          a.type,
          scalars: touched.indices.map {
            (touched[$0] ? combined : a.x.asType(a.type)).scalar(at: $0)
          })
      ]
    },
    .kernels(
      "P-IX-02", ["broadcast_in_dim", "add"], "an axis without elements broadcast against 1 gives 1"
    ) {
      a in
      guard a.operation.name == "broadcast_in_dim", a.type.count == 0,
        a.x.count > 0 || a.x.shape.contains(0)
      else { return nil }
      let shape = a.type.shape.map { $0 == 0 ? 1 : $0 }
      return [HostTensor.full(a.type.with(shape: shape), 0)]
    },
    .kernel("P-IX-03", "pad", "interior padding comes after the last element as well") { a in
      guard let pad = a.operation as? Pad, pad.interior.contains(where: { $0 > 0 }) else {
        return nil
      }
      let shape = zip(a.type.shape, pad.interior).map { $0 + $1 }
      let longer = a.type.with(shape: shape)
      var index = IndexCounter(shape)
      return [
        HostTensor(
          longer,
          scalars: (0..<longer.count).map { _ in
            defer { index.advance() }
            let isInside = zip(index.index, a.type.shape).allSatisfy { $0 < $1 }
            return isInside ? a.result.scalar(at: a.type.position(index.index)) : a.y
          })
      ]
    },
  ]
}

/// Narrower roundings than any dtype's.
enum Rounding {
  /// To the 11 significant bits of tf32.
  static func tf32(_ x: Double) -> Double {
    guard x.isFinite else { return x }
    let bits = Float(x).bitPattern
    let odd = bits >> 13 & 1
    return Double(Float(bitPattern: (bits + 0xfff + odd) & ~0x1fff))
  }
}

extension Block {
  /// A body that puts the update in place of what is there.
  static func replacingBy(_ dtype: DType) -> Block {
    let scalar = TensorType(dtype)
    return BlockBuilder(parameters: [scalar, scalar]).block(returning: [1])
  }
}

extension HostTensor {
  enum Part { case real, imaginary }

  /// Complex numbers with the other part zero.
  func mapReals(keep part: Part) -> HostTensor {
    HostTensor(
      type,
      complexes: complexes.map {
        part == .real ? WideComplex($0.real, 0) : WideComplex(0, $0.imaginary)
      })
  }

  /// Zeros where `isZero` holds of the index.
  func zeroed(where isZero: ([Int]) -> Bool) -> HostTensor {
    var index = IndexCounter(shape)
    let zero = HostTensor.full(TensorType(dtype), 0)
    return HostTensor(
      type,
      scalars: (0..<count).map { i in
        defer { index.advance() }
        return isZero(index.index) ? zero : scalar(at: i)
      })
  }

  /// The same elements in another dtype of the family.
  func asType(_ other: TensorType) -> HostTensor {
    type == other ? self : HostTensor(other, wide)
  }
}
