/// The discrete Fourier transform over the last dimensions, one for each of `lengths`.
///
/// Inverses are scaled by one over the number of elements transformed. A real transform keeps the
/// first `length / 2 + 1` elements of the last dimension; the others are their conjugates.
///
/// Specification: `fft`.
public func fft(_ x: Tensor, _ kind: FourierKind = .forward, lengths: [Int]) -> Tensor {
  bind(FFT(kind, lengths: lengths), x)
}

/// The direction of a Fourier transform, and whether one side of it is real.
public enum FourierKind: String, Hashable, Sendable, CaseIterable {
  /// Complex to complex.
  case forward = "FFT"
  /// Complex to complex, back.
  case inverse = "IFFT"
  /// Real to the first half of the complex result.
  case realForward = "RFFT"
  /// The first half of a complex tensor back to real.
  case realInverse = "IRFFT"
}

package struct FFT: Operation {
  package static let names = ["stablehlo.fft"]
  package let kind: FourierKind
  package let lengths: [Int]

  package init(_ kind: FourierKind, lengths: [Int]) {
    self.kind = kind
    self.lengths = lengths
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    kind = try source.choice("fft_type")
    lengths = try source.integers("fft_length")
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute("fft_type", .enumeration("fft_type", kind.rawValue)),
      NamedAttribute("fft_length", .integers(lengths, .i64)),
    ]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax(
      [
        .keyword("type", attribute: "fft_type", .choice("fft_type")),
        .keyword("length", attribute: "fft_length", .list),
      ], types: .functional)
  }
  package var resultClause: String { "C5" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    guard lengths.count <= x[0].rank else {
      throw violation("C1", x, "\(lengths.count) lengths for a tensor of rank \(x[0].rank)")
    }
    let dtype = x[0].dtype
    let wanted = kind == .realForward ? dtype.complexCounterpart != nil : dtype.isComplex
    guard wanted else {
      throw violation(
        "C2", x,
        "\(kind.rawValue) takes \(kind == .realForward ? "f32 or f64" : "complex"), "
          + "got \(dtype)")
    }
    guard (1...3).contains(lengths.count) else {
      throw violation("C3", x, "expected 1 to 3 lengths, got \(lengths.count)")
    }
    var transformed = Array(x[0].shape.suffix(lengths.count))
    let last = lengths[lengths.count - 1]
    if kind == .realInverse {
      let half = last == 0 ? 0 : last / 2 + 1
      guard transformed[lengths.count - 1] == half else {
        throw violation(
          "C5", x,
          "for length \(last) the last dimension must be \(half), "
            + "got \(transformed[lengths.count - 1])")
      }
      transformed[lengths.count - 1] = last
    }
    guard transformed == lengths else {
      throw violation("C4", x, "the transformed dimensions \(transformed) must be \(lengths)")
    }
    var shape = x[0].shape
    switch kind {
    case .forward, .inverse: return x[0]
    case .realForward:
      shape[shape.count - 1] = last == 0 ? 0 : last / 2 + 1
      return try sized(TensorType(dtype.complexCounterpart ?? dtype, shape), x, "C5")
    case .realInverse:
      shape[shape.count - 1] = last
      return try sized(TensorType(dtype.realPart, shape), x, "C5")
    }
  }

  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    if type.count == 0 { return HostTensor(type) { _ in } }
    return x[0].dtype.realPart == .f64
      ? transform(x[0], type, DoubleDouble.self) : transform(x[0], type, Double.self)
  }

  private func transform<T: FourierNumber>(
    _ x: HostTensor, _ type: TensorType, _: T.Type
  ) -> HostTensor {
    typealias Number = FourierComplex<T>
    // Every transform is made of forward ones; an inverse is conjugated before and after.
    let isInverse = kind == .inverse || kind == .realInverse
    var shape = x.shape
    var elements: [Number]
    if x.dtype.isComplex {
      elements = x.complexes.map { Number(T($0.real), T(isInverse ? -$0.imaginary : $0.imaginary)) }
    } else {
      elements = x.doubles.map { Number(T($0), T(0.0)) }
    }
    let axes = shape.indices.suffix(lengths.count)
    // Real transforms begin with the last dimension, their inverses end with it.
    for axis in isInverse ? Array(axes) : axes.reversed() {
      let isLast = axis == shape.count - 1
      let length = lengths[axis - (shape.count - lengths.count)]
      let from = TensorType(.i1, shape)
      if isLast { shape[axis] = type.shape[axis] }
      let to = TensorType(.i1, shape)
      let others = shape.indices.filter { $0 != axis }
      let plan = FourierPlan<T>(length)
      let (reads, writes) = (from.offsets(along: [axis]), to.offsets(along: [axis]))
      var results = [Number](repeating: .zero, count: to.count)
      for (base, target) in zip(from.offsets(along: others), to.offsets(along: others)) {
        var line = reads.map { elements[base + $0] }
        if kind == .realInverse, isLast {
          // The elements that were not kept; of those that must be real, the real part.
          for k in line.count..<max(length, line.count) {
            line.append(line[length - k].conjugate)
          }
          line[0].imaginary = T(0.0)
          if length.isMultiple(of: 2) { line[length / 2].imaginary = T(0.0) }
        }
        let transformed = plan.transform(line)
        for (i, offset) in writes.enumerated() { results[target + offset] = transformed[i] }
      }
      elements = results
    }
    let count = isInverse ? lengths.reduce(1, *) : 1
    if type.dtype.isComplex {
      return HostTensor(
        type,
        complexes: elements.map {
          let imaginary = $0.imaginary.divided(by: count).double
          return WideComplex(
            $0.real.divided(by: count).double, isInverse ? -imaginary : imaginary)
        })
    }
    return HostTensor(type, doubles: elements.map { $0.real.divided(by: count).double })
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .reassociating }
}

extension FFT {
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let ct = ct[0], ct.type.count > 0 else { return [nil] }
    let last = lengths[lengths.count - 1]
    switch kind {
    case .forward, .inverse: return try apply(self, [ct])
    case .realForward:
      // The transform of a complex tensor is its own transpose; what was not kept counts as zero.
      let none = [Int](repeating: 0, count: ct.rank)
      var missing = none
      missing[ct.rank - 1] = last - ct.shape[ct.rank - 1]
      let full = pad(ct, with: .zero(ct.dtype), low: none, high: missing, interior: none)
      return [real(fft(full, .forward, lengths: lengths))]
    case .realInverse:
      // Elements that stand for their conjugates too count twice.
      let half = last / 2 + 1
      let weights = (0..<half).map { $0 == 0 || 2 * $0 == last ? 1.0 : 2.0 }
      let scale = Double(lengths.reduce(1, *))
      let line = HostTensor(
        TensorType(x[0].type.dtype, [half]), complexes: weights.map { WideComplex($0 / scale) })
      let spectrum = fft(ct, .realForward, lengths: lengths)
      return [conj(spectrum * broadcast(Tensor(line), to: spectrum.shape))]
    }
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    guard let place = axes[0] else { return (try apply(self, x), [nil]) }
    return (try apply(self, [x[0].movingAxis(place, to: 0)]), [0])
  }
}
