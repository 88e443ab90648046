import Randomness

extension PublicMutants {
  static let network: [Mutant] = [
    .function("P-NO-01", "layer_normalization", "E[x²] - E[x]² for the variance") { x, s in
      let axes = try s.axes ?? [-1]
      let center = mean(x[0], axis: axes, keepdims: true)
      let spread = mean(square(x[0]), axis: axes, keepdims: true) - square(center)
      let y = (x[0] - center) * rsqrt(spread + (try s.get("epsilon", 1e-3)))
      return [WrongFunctions.affine(y, x)]
    },
    .function("P-NO-02", "dot_product_attention", "the causal mask hides the diagonal") { x, s in
      guard try s.get("is_causal", false) else { return try WrongFunctions.attention(x, s) }
      let mask = tri(x[0].shape[1], x[1].shape[1], k: -1, dtype: .i1)
      return [dotProductAttention(x[0], x[1], x[2], mask: mask)]
    },
    .function("P-NO-03", "gelu", "the flag 'approximate' is swapped") { x, s in
      [gelu(x[0], approximate: !(try s.get("approximate", true)))]
    },
  ]

  static let algebra: [Mutant] = [
    .function("P-LA-01", "det", "the parity of the exchanges is forgotten") { x, _ in
      let factors = lu(x[0])
      return [prod(diagonal(factors.lu, axis1: -2, axis2: -1), axis: -1)]
    },
    .kernel("P-LA-02", "qr", "Gram and Schmidt's classical way, once") { a in
      guard a.x.dtype == .f32 || a.x.dtype == .f64, let qr = a.operation as? QR,
        !qr.fullMatrices, a.x.type.rank >= 2,
        a.x.shape[a.x.type.rank - 2] >= a.x.shape[a.x.type.rank - 1]
      else { return nil }
      return GramSchmidt.factors(a)
    },
    .kernel("P-LA-03", "fft", "an odd length is transformed back as an even one") { a in
      guard let fft = a.operation as? FFT, fft.kind == .realInverse, let last = fft.lengths.last,
        last % 2 == 1, last > 1
      else { return nil }
      let half = last / 2 + 1
      // The last element stands for itself alone, and is real.
      let halved = HostTensor(
        a.x.type,
        complexes: a.x.complexes.enumerated().map { i, z in
          i % half == half - 1 ? WideComplex(z.real / 2, 0) : z
        })
      return try a.running(fft, [halved])
    },
  ]

  static let random: [Mutant] = [
    Mutant.functions(
      "P-RN-01", ["random.uniform", "random.uniform_extent"],
      "words · 2^-32, which is rounded to 1"
    ) { x, s in
      let dtype = try s.dtype() ?? .f32
      let words = convert(Random.bits(x[0], try s.integers("shape")), to: dtype) * 0x1p-32
      let low: Double = try s.get("minval", 0.0)
      let high: Double = try s.get("maxval", 1.0)
      return words * (high - low) + low
    } extent: { samples, s in
      let bound: Double = try s.get("maxval", 1.0)
      return [
        min(samples), max(samples), mean(samples), NumPy.all(less(samples, Tensor(weak: bound))),
      ]
    },
    Mutant.functions(
      "P-RN-02", ["random.normal", "random.normal_extent"], "erf's inverse is taken of -1 as well"
    ) { x, s in
      let dtype = try s.dtype() ?? .f32
      let u = Random.uniform(
        x[0], try s.integers("shape"), dtype: dtype, minval: -1.0, maxval: 1.0)
      return Double(2).squareRoot() * erfinv(u)
    } extent: { samples, _ in
      [min(samples), max(samples), mean(samples), NumPy.all(isfinite(samples))]
    },
    .function("P-RN-03", "random.permutation_check", "keys of 16 bits tell the numbers apart") {
      x, s in
      let n: Int = try s.get("n")
      // The place of each number is where its 16-bit key would be sorted to, and those are too few.
      let order = remainder(Random.permutation(x[0], n), 65536)
      let numbers = iota(TensorType(.i32, [n]))
      return [sum(equal(sort(order), numbers)), sum(equal(order, numbers)), order[0], order[n - 1]]
    },
  ]
}

extension Mutant {
  /// One with another function in place of two: of samples, and of what is said of many of them.
  static func functions(
    _ id: String, _ names: [String], _ summary: String,
    _ samples: @escaping @Sendable ([Tensor], Config) throws -> Tensor,
    extent: @escaping @Sendable (Tensor, Config) throws -> [Tensor]
  ) -> Mutant {
    Mutant(
      id, Set(names), summary,
      .library { counter, body in
        let calls: [String: LibraryFunctions.Call] = [
          names[0]: { x, s in
            counter.note(differs: true)
            return [try samples(x, s)]
          },
          names[1]: { x, s in
            counter.note(differs: true)
            return try extent(samples(x, s), s)
          },
        ]
        return LibraryFunctions.$replacements.withValue(calls, operation: body)
      })
  }
}

/// Right functions, for mutants that go wrong only sometimes.
enum WrongFunctions {
  static func affine(_ y: Tensor, _ x: [Tensor]) -> Tensor {
    let scaled = x.count > 1 ? y * x[1] : y
    return x.count > 2 ? scaled + x[2] : scaled
  }

  static func attention(_ x: [Tensor], _ s: Config) throws -> [Tensor] {
    [
      dotProductAttention(
        x[0], x[1], x[2], mask: x.count > 3 ? x[3] : nil, scale: s.fields["scale"]?.number,
        isCausal: try s.get("is_causal", false))
    ]
  }

  /// The right function of this name.
  static func right(_ name: String, _ x: [Tensor], _ s: Config) throws -> [Tensor] {
    guard let call = LibraryFunctions.all[name] else {
      throw ConfigError("there is no function '\(name)'")
    }
    return try call(x, s)
  }
}

/// Factors of matrices the unstable way.
enum GramSchmidt {
  static func factors(_ a: Mutant.Application) -> [HostTensor] {
    let (rows, columns) = (a.x.shape[a.x.type.rank - 2], a.x.shape[a.x.type.rank - 1])
    let size = rows * columns
    let elements = a.x.doubles
    var q = [Double](repeating: 0, count: elements.count)
    var r = [Double](repeating: 0, count: elements.count / max(rows, 1) * columns)
    func round(_ x: Double) -> Double { a.x.dtype == .f32 ? Double(Float(x)) : x }
    for matrix in 0..<(size == 0 ? 0 : elements.count / size) {
      let (from, to) = (matrix * size, matrix * columns * columns)
      for j in 0..<columns {
        var v = (0..<rows).map { elements[from + $0 * columns + j] }
        for k in 0..<j {
          let product = (0..<rows).reduce(0.0) {
            round($0 + round(q[from + $1 * columns + k] * elements[from + $1 * columns + j]))
          }
          r[to + k * columns + j] = product
          for i in 0..<rows { v[i] = round(v[i] - round(product * q[from + i * columns + k])) }
        }
        let length = round(v.reduce(0) { round($0 + round($1 * $1)) }.squareRoot())
        r[to + j * columns + j] = length
        for i in 0..<rows { q[from + i * columns + j] = length == 0 ? 0 : round(v[i] / length) }
      }
    }
    return [HostTensor(a.types[0], doubles: q), HostTensor(a.types[1], doubles: r)]
  }
}
