// The functions of `Tensor` that partial derivatives are written with are named with their module
// where a case of `Unary` has the same name.

extension Unary {
  /// The meaning for each family of dtypes, and the derivative.
  package var row: UnaryRow { Self.rows[ordinal] }

  /// Whether the type rule accepts this family.
  package func accepts(_ family: DType.Family) -> Bool { Self.accepted[ordinal].contains(family) }

  /// Rows hold closures; making them anew would cost more than a small operation.
  private static let rows = allCases.map(\.newRow)
  private static let accepted = rows.map { row in DType.Families { row.accepts($0) } }

  /// The place among all cases: an enumeration of plain cases is one byte that counts them.
  private var ordinal: Int { Int(unsafeBitCast(self, to: UInt8.self)) }

  private var newRow: UnaryRow {
    switch self {
    case .acos:
      .elementary(Exact.acos, ExactComplex.acos) { x, _ in -Touchstone.rsqrt(1 - x * x) }
    case .acosh:
      .elementary(Exact.acosh, ExactComplex.acosh) { x, _ in
        // Two roots, since that of the product takes the wrong branch for complex x.
        Touchstone.rsqrt(x - 1) * Touchstone.rsqrt(x + 1)
      }
    case .asin:
      .elementary(Exact.asin, ExactComplex.asin) { x, _ in Touchstone.rsqrt(1 - x * x) }
    case .asinh:
      .elementary(Exact.asinh, ExactComplex.asinh) { x, _ in Touchstone.rsqrt(x * x + 1) }
    case .atan: .elementary(Exact.atan, ExactComplex.atan) { x, _ in 1 / (x * x + 1) }
    case .atanh:
      .elementary(Exact.atanh, ExactComplex.atanh) { x, _ in 1 / ((1 - x) * (1 + x)) }
    case .besselI1e: .elementary(Exact.besselI1e, nil, besselI1eSlope)
    case .cbrt: .elementary(Exact.cbrt, ExactComplex.cbrt) { _, y in 1 / (3 * (y * y)) }
    case .ceil: .rounding { $0.rounded(.up) }
    case .conj:
      UnaryRow(
        float: { x, _ in x }, complex: { x, _ in WideComplex(x.real, -x.imaginary) },
        derivative: .linear(positions: [0]))
    case .cosh:
      .elementary(Exact.cosh, ExactComplex.cosh) { x, _ in Touchstone.sinh(x) }
    case .cosine: .elementary(Exact.cosine, ExactComplex.cosine) { x, _ in -sin(x) }
    case .countLeadingZeros:
      UnaryRow(
        signed: { x, width in Int64(Bits.low(x, width).leadingZeroBitCount - (64 - width)) },
        unsigned: { x, width in UInt64(x.leadingZeroBitCount - (64 - width)) })
    case .digamma: .elementary(Exact.digamma, nil) { x, _ in polygamma(.full(1, like: x), x) }
    case .erf:
      .elementary(Exact.erf, nil) { x, _ in (2 / Double.pi.squareRoot()) * exp(-(x * x)) }
    case .erfInv:
      .elementary(Exact.erfInv, nil) { _, y in (Double.pi.squareRoot() / 2) * exp(y * y) }
    case .erfc:
      .elementary(Exact.erfc, nil) { x, _ in (-2 / Double.pi.squareRoot()) * exp(-(x * x)) }
    case .exponential: .elementary(Exact.exponential, ExactComplex.exponential) { _, y in y }
    case .exponentialMinusOne:
      .elementary(Exact.exponentialMinusOne, ExactComplex.exponentialMinusOne) { _, y in y + 1 }
    case .floor: .rounding { $0.rounded(.down) }
    case .lgamma: .elementary(Exact.lgamma, nil) { x, _ in Touchstone.digamma(x) }
    case .log: .elementary(Exact.log, ExactComplex.log) { x, _ in 1 / x }
    case .logPlusOne:
      .elementary(Exact.logPlusOne, ExactComplex.logPlusOne) { x, _ in 1 / (x + 1) }
    case .logistic:
      .elementary(Exact.logistic, ExactComplex.logistic) { _, y in y * (1 - y) }
    case .negate:
      UnaryRow(
        float: { x, _ in -x }, complex: { x, _ in WideComplex(-x.real, -x.imaginary) },
        signed: { x, _ in 0 &- x }, unsigned: { x, _ in 0 &- x },
        derivative: .linear(positions: [0]))
    case .not:
      UnaryRow(signed: { x, _ in ~x }, unsigned: { x, _ in ~x }, boolean: { !$0 })
    case .popcnt:
      UnaryRow(
        signed: { x, width in Int64(Bits.low(x, width).nonzeroBitCount) },
        unsigned: { x, _ in UInt64(x.nonzeroBitCount) })
    case .roundNearestAfz: .rounding { $0.rounded(.toNearestOrAwayFromZero) }
    case .roundNearestEven: .rounding { $0.rounded(.toNearestOrEven) }
    case .rsqrt: .elementary(Exact.rsqrt, ExactComplex.rsqrt) { x, y in -0.5 * (y / x) }
    case .sign:
      UnaryRow(
        float: { x, _ in x.isNaN || x == 0 ? x : x > 0 ? 1 : -1 },
        complex: ExactComplex.sign,
        signed: { x, _ in x.signum() })
    case .sine: .elementary(Exact.sine, ExactComplex.sine) { x, _ in cos(x) }
    case .sinh:
      .elementary(Exact.sinh, ExactComplex.sinh) { x, _ in Touchstone.cosh(x) }
    case .sqrt: .elementary(Exact.sqrt, ExactComplex.sqrt) { _, y in 0.5 / y }
    case .square:
      UnaryRow(
        float: Exact.square, complex: ExactComplex.square,
        signed: { x, _ in x &* x }, unsigned: { x, _ in x &* x },
        derivative: .partial { x, _ in 2 * x }, promise: .arithmetic)
    case .tan, .chloTan: .elementary(Exact.tan, ExactComplex.tan) { _, y in 1 + y * y }
    case .tanh: .elementary(Exact.tanh, ExactComplex.tanh) { _, y in (1 - y) * (1 + y) }
    }
  }
}

extension UnaryRow {
  /// A row of an elementary function: correctly rounded, judged by a bound in ulps.
  fileprivate static func elementary(
    _ float: @escaping Exact.UnaryFunction, _ complex: ExactComplex.UnaryFunction?,
    _ partial: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> UnaryRow {
    UnaryRow(
      float: float, complex: complex, derivative: .partial(partial), promise: .elementary)
  }

  /// A row of a rounding to a whole number: exact, and flat between its jumps.
  fileprivate static func rounding(_ float: @escaping @Sendable (Double) -> Double) -> UnaryRow {
    UnaryRow(float: { x, _ in float(x) })
  }
}

/// I0e(x) - y (sign(x) + 1/x), which near 0 is 1/2 - |x|.
private let besselI1eSlope: @Sendable (Tensor, Tensor) -> Tensor = { x, y in
  // So near that the next term rounds away; 1/x would overflow for the smallest numbers.
  let isSmall = less(abs(x), .full(Double(Float.leastNormalMagnitude), like: x))
  let safe = select(isSmall, .full(1, like: x), x)
  let slope = besselI0e(safe) - y * (sign(safe) + 1 / safe)
  return select(isSmall, .full(0.5, like: x), slope)
}
