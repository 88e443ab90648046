// Functions of `Tensor` are named with their module where a case of `Binary` has the same name.

extension Binary {
  /// The meaning for each family of dtypes, and the derivative.
  package var row: BinaryRow { Self.rows[ordinal] }

  /// Whether the type rule accepts this family.
  package func accepts(_ family: DType.Family) -> Bool { Self.accepted[ordinal].contains(family) }

  /// Rows hold closures; making them anew would cost more than a small operation.
  private static let rows = allCases.map(\.newRow)
  private static let accepted = rows.map { row in DType.Families { row.accepts($0) } }

  /// The place among all cases: an enumeration of plain cases is one byte that counts them.
  private var ordinal: Int { Int(unsafeBitCast(self, to: UInt8.self)) }

  private var newRow: BinaryRow {
    switch self {
    case .add:
      BinaryRow(
        float: { x, y, _ in x + y },
        complex: { x, y, _ in WideComplex(x.real + y.real, x.imaginary + y.imaginary) },
        signed: { x, y, _ in x &+ y }, unsigned: { x, y, _ in x &+ y }, boolean: { $0 || $1 },
        derivative: .linear(positions: [0, 1]), promise: .arithmetic)
    case .and:
      BinaryRow(
        signed: { x, y, _ in x & y }, unsigned: { x, y, _ in x & y }, boolean: { $0 && $1 })
    case .atan2:
      BinaryRow(
        float: Exact.atan2, complex: ExactComplex.atan2,
        derivative: .partials(
          { x, y, _ in y / (x * x + y * y) }, { x, y, _ in -x / (x * x + y * y) }),
        promise: .elementary)
    case .divide:
      BinaryRow(
        float: Exact.divide, complex: ExactComplex.divide,
        signed: { x, y, _ in y == 0 ? -1 : x.dividedReportingOverflow(by: y).partialValue },
        unsigned: { x, y, _ in y == 0 ? .max : x / y },
        derivative: .partials({ _, y, _ in 1 / y }, { _, y, z in -z / y }),
        promise: .arithmetic)
    case .maximum:
      BinaryRow(
        float: { x, y, _ in Extremum.greater(x, y) },
        complex: { x, y, _ in Extremum.of(x, y) { $1.precedes($0) } },
        signed: { x, y, _ in max(x, y) }, unsigned: { x, y, _ in max(x, y) },
        boolean: { $0 || $1 }, derivative: Extremum.derivative)
    case .minimum:
      BinaryRow(
        float: { x, y, _ in Extremum.lesser(x, y) },
        complex: { x, y, _ in Extremum.of(x, y) { $0.precedes($1) } },
        signed: { x, y, _ in min(x, y) }, unsigned: { x, y, _ in min(x, y) },
        boolean: { $0 && $1 }, derivative: Extremum.derivative)
    case .mulhi:
      BinaryRow(
        signed: { x, y, width in
          let product = x.multipliedFullWidth(by: y)
          if width == 64 { return product.high }
          return Int64(bitPattern: UInt64(product.low)) >> Int64(width)
        },
        unsigned: { x, y, width in
          let product = x.multipliedFullWidth(by: y)
          return width == 64 ? product.high : product.low >> UInt64(width)
        })
    case .multiply:
      BinaryRow(
        float: { x, y, _ in x * y }, complex: ExactComplex.multiply,
        signed: { x, y, _ in x &* y }, unsigned: { x, y, _ in x &* y }, boolean: { $0 && $1 },
        derivative: .bilinear, promise: .arithmetic)
    case .nextAfter:
      BinaryRow(
        float: { x, y, format in format.next(after: x, toward: y) }, derivative: .custom)
    case .or:
      BinaryRow(
        signed: { x, y, _ in x | y }, unsigned: { x, y, _ in x | y }, boolean: { $0 || $1 })
    case .polygamma:
      BinaryRow(
        float: Exact.polygamma,
        derivative: .partials(nil) { n, x, _ in Touchstone.polygamma(n + 1, x) },
        promise: .elementary)
    case .power:
      BinaryRow(
        float: Exact.power, complex: ExactComplex.power,
        signed: { x, y, _ in integerPower(x, y) },
        unsigned: { x, y, _ in integerPower(x, y) },
        derivative: .partials(
          { x, y, _ in y * Touchstone.power(x, y - 1) },
          { x, _, z in log(select(equal(x, .full(0, like: x)), .full(1, like: x), x)) * z }),
        promise: .elementary)
    case .remainder:
      BinaryRow(
        float: Exact.remainder,
        signed: { x, y, _ in y == 0 ? x : y == -1 ? 0 : x % y },
        unsigned: { x, y, _ in y == 0 ? x : x % y },
        derivative: .partials(
          { x, _, _ in .full(1, like: x) },
          { x, y, _ in -(sign(x / y) * floor(abs(x / y))) }))
    case .shiftLeft:
      BinaryRow(
        signed: { x, y, width in y >= 0 && y < width ? x << y : 0 },
        unsigned: { x, y, width in y < width ? x << y : 0 })
    case .shiftRightArithmetic:
      BinaryRow(
        signed: { x, y, width in x >> (y >= 0 && y < width ? y : 63) },
        unsigned: { x, y, width in
          let signed = Bits.signExtended(x, width)
          return UInt64(bitPattern: signed >> (y < width ? Int64(y) : 63))
        })
    case .shiftRightLogical:
      BinaryRow(
        signed: { x, y, width in
          y >= 0 && y < width ? Int64(bitPattern: Bits.low(x, width) >> UInt64(y)) : 0
        },
        unsigned: { x, y, width in y < width ? x >> y : 0 })
    case .subtract:
      BinaryRow(
        float: { x, y, _ in x - y },
        complex: { x, y, _ in WideComplex(x.real - y.real, x.imaginary - y.imaginary) },
        signed: { x, y, _ in x &- y }, unsigned: { x, y, _ in x &- y },
        derivative: .linear(positions: [0, 1]), promise: .arithmetic)
    case .xor:
      BinaryRow(
        signed: { x, y, _ in x ^ y }, unsigned: { x, y, _ in x ^ y }, boolean: { $0 != $1 })
    case .zeta:
      BinaryRow(
        float: Exact.zeta,
        derivative: .partials(nil) { s, q, _ in -s * Touchstone.zeta(s + 1, q) },
        promise: .elementary)
    }
  }
}

/// What `maximum`, `minimum` and `clamp` share.
enum Extremum {
  /// The greater of two numbers: NaN if either is, +0 of the two zeros.
  static func greater(_ x: Double, _ y: Double) -> Double {
    if x.isNaN || y.isNaN { return .nan }
    if x == y { return x.sign == .minus ? y : x }
    return x > y ? x : y
  }

  /// The lesser of two numbers: NaN if either is, -0 of the two zeros.
  static func lesser(_ x: Double, _ y: Double) -> Double {
    if x.isNaN || y.isNaN { return .nan }
    if x == y { return x.sign == .minus ? x : y }
    return x < y ? x : y
  }

  /// `x` where `prefers(x, y)`, else `y`; an operand with a NaN in it before any other.
  static func of(
    _ x: WideComplex, _ y: WideComplex, _ prefers: (WideComplex, WideComplex) -> Bool
  ) -> WideComplex {
    if x.real.isNaN || x.imaginary.isNaN { return x }
    if y.real.isNaN || y.imaginary.isNaN { return y }
    return prefers(x, y) ? x : y
  }

  /// 1 for the operand that is the result, 0 for the other, 1/2 for both at a tie.
  static let derivative = Derivative.partials(
    { x, y, z in share(x, y, z) }, { x, y, z in share(y, x, z) })

  private static func share(_ mine: Tensor, _ other: Tensor, _ result: Tensor) -> Tensor {
    let one = Tensor.full(1, like: mine)
    let whole = select(equal(mine, result), one, .full(0, like: mine))
    return whole / select(equal(other, result), .full(2, like: mine), one)
  }
}

extension WideComplex {
  /// Whether this comes before `other` by real part, then by imaginary part.
  func precedes(_ other: WideComplex) -> Bool {
    real < other.real || real == other.real && imaginary < other.imaginary
  }
}

/// x to the y by repeated squaring, modulo 2 to 64; what y < 0 leaves of a whole number is 0
/// except for bases 1 and -1.
private func integerPower<T: FixedWidthInteger>(_ x: T, _ y: T) -> T {
  if y < 0 { return x == 1 ? 1 : x &+ 1 == 0 ? (y & 1 == 0 ? 1 : x) : 0 }
  var (result, base, exponent) = (T(1), x, y)
  while exponent > 0 {
    if exponent & 1 == 1 { result = result &* base }
    base = base &* base
    exponent >>= 1
  }
  return result
}

extension FloatFormat {
  /// The number of this format next to `x` in the direction of `y`; `y` itself if they are equal.
  func next(after x: Double, toward y: Double) -> Double {
    if x.isNaN || y.isNaN { return .nan }
    if x == y { return y }
    if x == 0 { return decode(y < 0 ? signMask | 1 : 1) }
    let bits = encode(x)
    let away = (y > x) == (x > 0)
    let magnitude = away ? (bits & ~signMask) + 1 : (bits & ~signMask) - 1
    // Without a negative zero its pattern is NaN.
    if magnitude == 0, specials == .finiteUnsignedZero { return 0 }
    return decode(bits & signMask | magnitude)
  }
}
