/// Random numbers of a distribution; the same ones each time it is evaluated.
///
/// Specification: `rng`.
package struct Rng: Operation {
  /// What the numbers are drawn from.
  package enum Distribution: String, CaseIterable, Sendable {
    case uniform = "UNIFORM"
    case normal = "NORMAL"
  }
  package static let names = ["stablehlo.rng"]
  package let distribution: Distribution
  package let type: TensorType

  package init(distribution: Distribution, type: TensorType) {
    self.distribution = distribution
    self.type = type
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    distribution = try source.choice("rng_distribution")
    type = try source.resultType()
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("rng_distribution", .enumeration("rng_distribution", distribution.rawValue))]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax(
      [.keyword("distribution", attribute: "rng_distribution", .choice("rng_distribution"))],
      types: .functional)
  }
  package var derivative: Derivative { .custom }
  /// The numbers move with the distribution's parameters: a + u·(b - a), or a + b·u, where u is drawn
  /// from the standard distribution.
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let y = try apply(self, x)
    guard dx[0] != nil || dx[1] != nil else { return (y, [nil]) }
    func scalar(_ value: Double) -> Tensor { .full(x[0].type, value) }
    let standard = try apply(self, [scalar(0), scalar(1), x[2]])[0]
    func spread(_ d: Tensor?) -> Tensor? { d.map { broadcast($0, to: y[0].shape, axes: []) } }
    let scale = spread(dx[1]).map { standard * $0 }
    let share = distribution == .uniform ? 1 - standard : nil
    let shift = spread(dx[0]).map { d in share.map { $0 * d } ?? d }
    return (y, [sum(shift, scale)])
  }
  package var promise: Promise { .implementationDefined }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(3, x)
    guard x[0].rank == 0, x[0].dtype.isElement, !x[0].dtype.isComplex else {
      throw violation("I1", x, "a must be a boolean, integer or real scalar")
    }
    guard x[1].rank == 0 else { throw violation("I2", x, "b must be a scalar") }
    guard x[2].rank == 1, x[2].dtype.isInteger else {
      throw violation("I3", x, "shape must be a list of integers")
    }
    guard x[0].dtype == x[1].dtype, x[0].dtype == type.dtype else {
      throw violation("C1", x, "a, b and the result must have one dtype, not \(type.dtype)")
    }
    guard distribution == .uniform || x[0].dtype.isFloat else {
      throw violation("C2", x, "a normal distribution is one of real numbers")
    }
    guard x[2].shape[0] == type.rank else {
      throw violation(
        "C3", x, "shape has \(x[2].shape[0]) sizes, the result \(type.rank) dimensions")
    }
    guard type.checkedCount != nil else {
      throw violation("C3", x, "the result \(type) does not fit in memory")
    }
    return type
  }

  package func evaluate(_ x: [HostTensor], _ type: TensorType) throws -> HostTensor {
    guard x[2].integers == type.shape else {
      throw violation(
        "C3", x.map(\.type), "shape is \(x[2].integers), the result's is \(type.shape)")
    }
    let generator = Threefry(key: 0)
    let words = (0..<type.count).map { generator.word(UInt64($0)) }
    switch (x[0].wide, x[1].wide) {
    case (.float(let a), .float(let b)):
      guard let format = type.dtype.floatFormat else { break }
      if distribution == .normal {
        // Midpoints of 2⁵² equal parts of (-1, 1), so that neither end is reached.
        return HostTensor(
          type,
          doubles: words.map { word in
            let centred = (Double(word >> 12) * 2 + 1) * 0x1p-52 - 1
            return a[0] + b[0] * (2.0.squareRoot() * Exact.erfInv(centred, FloatFormat(11, 52)))
          })
      }
      // As many bits as the format's significand has, so that a fraction of 1 is exact in it.
      let precision = format.significandBits + 1
      return HostTensor(
        type,
        doubles: words.map { word in
          let fraction = Double(word >> UInt64(64 - precision)) * powerOfTwo(-precision)
          let value = format.rounded(a[0] + fraction * (b[0] - a[0]))
          return value >= b[0] ? a[0] : value
        })
    case (.signed(let a), .signed(let b)):
      let width = UInt64(bitPattern: b[0]) &- UInt64(bitPattern: a[0])
      return HostTensor(
        type, signed: words.map { b[0] <= a[0] ? a[0] : a[0] &+ Int64(bitPattern: $0 % width) })
    case (.unsigned(let a), .unsigned(let b)):
      return HostTensor(
        type, unsigned: words.map { b[0] <= a[0] ? a[0] : a[0] &+ $0 % (b[0] &- a[0]) })
    case (.boolean(let a), .boolean):
      return HostTensor(type, booleans: words.map { _ in a[0] })
    default: break
    }
    preconditionFailure("the type rule let \(x.map(\.type)) through")
  }
}
