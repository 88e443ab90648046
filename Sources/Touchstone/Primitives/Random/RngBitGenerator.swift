/// Uniform random bits, and the state to draw the next ones from.
///
/// The bits depend on `state`, `algorithm` and `type` alone and are the same on every backend.
///
/// Specification: `rng_bit_generator`.
public func rngBitGenerator(
  _ state: Tensor, _ type: TensorType, algorithm: RngAlgorithm = .default
) -> (state: Tensor, bits: Tensor) {
  bind(RngBitGenerator(algorithm: algorithm, output: type), [state]).pair
}

/// How random bits are made.
public enum RngAlgorithm: String, CaseIterable, Sendable {
  /// Philox.
  case `default` = "DEFAULT"
  /// Threefry-2x32 with 20 rounds.
  case threeFry = "THREE_FRY"
  /// Philox-4x32 with 10 rounds.
  case philox = "PHILOX"
}

package struct RngBitGenerator: Primitive {
  package static let names = ["stablehlo.rng_bit_generator"]
  package let algorithm: RngAlgorithm
  package let output: TensorType

  package init(algorithm: RngAlgorithm, output: TensorType) {
    self.algorithm = algorithm
    self.output = output
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    algorithm = try source.choice("rng_algorithm")
    guard source.results.count == 2 else {
      throw source.invalid("expected two declared result types, got \(source.results.count)")
    }
    output = source.results[1]
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("rng_algorithm", .enumeration("rng_algorithm", algorithm.rawValue))]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax(
      [.keyword("algorithm", attribute: "rng_algorithm", .choice("rng_algorithm"))],
      types: .functional)
  }
  package var derivative: Derivative { .zero }
  /// One state after the other, as each draws its own numbers.
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let states = x[0].withBatchAxis(axes[0], at: 0, axis.size)
    let origin = TraceOrigin(transformation: "vmap")
    let values = try Loops.scan([states], length: axis.size, carrying: [], origin) { state in
      try apply(self, state)
    }
    return (values, [0, 0])
  }
  package var promise: Promise { .exact }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(1, x)
    guard x[0].dtype == .ui64, x[0].rank == 1 else {
      throw violation("I2", x, "the state must be ui64 with one dimension")
    }
    let sizes = algorithm == .threeFry ? [2] : [2, 3]
    guard sizes.contains(x[0].shape[0]) else {
      let expected = sizes.map(String.init).joined(separator: " or ")
      throw violation(
        "C2", x, "\(algorithm.rawValue) has a state of \(expected) elements, not \(x[0].shape[0])")
    }
    guard output.dtype.isInteger || output.dtype.isFloat else {
      throw violation("I3", x, "bits are made of integers or real numbers, not \(output.dtype)")
    }
    guard output.checkedCount != nil else {
      throw violation("I3", x, "the result \(output) does not fit in memory")
    }
    return [x[0], output]
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let state = x[0].unsignedIntegers
    let (next, bits) = algorithm == .threeFry ? threeFry(state) : philox(state)
    return [HostTensor(types[0], unsigned: next), packed(bits)]
  }

  /// The output whose elements have these bits, as many as its dtype has, the lowest.
  private func packed(_ bits: [UInt64]) -> HostTensor {
    let raw: DType =
      switch output.dtype.byteWidth {
      case 8: .ui64
      case 4: .ui32
      case 2: .ui16
      default: .ui8
      }
    let width = output.dtype.bitWidth
    if output.dtype.family == .signed {
      return HostTensor(output, signed: bits.map { Int64(bitPattern: $0) })
    }
    let mask = width == 64 ? UInt64.max : (1 << UInt64(width)) - 1
    return HostTensor(output.with(raw), unsigned: bits.map { $0 & mask }).reinterpreted(as: output)
  }

  /// One word of 64 bits from each counter, or the words of 32 bits of one counter for a pair of
  /// elements: neighbours along the first even dimension, or else along the longest.
  private func threeFry(_ state: [UInt64]) -> (state: [UInt64], bits: [UInt64]) {
    let generator = Threefry(key: state[0])
    if output.dtype.bitWidth == 64 {
      let bits = (0..<output.count).map { generator.word(state[1] &+ UInt64($0)) }
      return ([state[0], state[1] &+ UInt64(output.count)], bits)
    }
    let shape = output.shape
    guard let longest = shape.max() else {
      return ([state[0], state[1] &+ 1], [UInt64(generator.words(state[1]).0)])
    }
    let axis = shape.firstIndex { $0.isMultiple(of: 2) } ?? shape.firstIndex(of: longest) ?? 0
    var halved = shape
    halved[axis] = (shape[axis] + 1) / 2
    let half = TensorType(.ui64, halved)
    let pairs = (0..<half.count).map { generator.words(state[1] &+ UInt64($0)) }
    var bits: [UInt64] = []
    bits.reserveCapacity(output.count)
    var counter = IndexCounter(shape)
    for _ in 0..<output.count {
      var index = counter.index
      let isFirst = index[axis].isMultiple(of: 2)
      index[axis] /= 2
      let pair = pairs[half.position(index)]
      bits.append(UInt64(isFirst ? pair.0 : pair.1))
      counter.advance()
    }
    return ([state[0], state[1] &+ UInt64(half.count)], bits)
  }

  /// Four words of 32 bits, or two of 64, from each counter, in order. A state of two elements is
  /// the key and the counter's low half, whose high half is the key again.
  private func philox(_ state: [UInt64]) -> (state: [UInt64], bits: [UInt64]) {
    let generator = Philox(key: state[0])
    let (low, high) = (state[1], state.count == 3 ? state[2] : state[0])
    let isWide = output.dtype.bitWidth == 64
    let count = output.count
    let perCounter = isWide ? 2 : 4
    let counters = count / perCounter + (count.isMultiple(of: perCounter) ? 0 : 1)
    func counter(_ i: Int) -> (low: UInt64, high: UInt64) {
      let (sum, carry) = low.addingReportingOverflow(UInt64(i))
      return (sum, carry ? high &+ 1 : high)
    }
    var bits: [UInt64] = []
    bits.reserveCapacity(counters * perCounter)
    for i in 0..<counters {
      let at = counter(i)
      let words = generator.words(low: at.low, high: at.high).map(UInt64.init)
      bits += isWide ? [words[0] | words[1] << 32, words[2] | words[3] << 32] : words
    }
    let next = counter(counters)
    let state = [state[0], next.low] + (state.count == 3 ? [next.high] : [])
    return (state, Array(bits.prefix(count)))
  }
}
