import Touchstone

extension KernelTable {
  /// Operations on each element by itself.
  mutating func addElementwise() {
    addChoices()
    addConversions()
    addCases(Unary.self) { operation, dtype in
      let kernel = unaryKernel(operation, dtype)
      // The conjugate of a real number is that number, which need not be copied.
      if operation == .conj, !dtype.isComplex { return kernel }
      return kernel.map { Self.inPieces($0, operation.cost(dtype)) }
    }
    addCases(Binary.self) { operation, dtype in
      binaryKernel(operation, dtype).map { Self.inPieces($0, operation.cost(dtype)) }
    }
  }
}

extension Unary {
  fileprivate func cost(_ dtype: DType) -> Cost {
    switch self {
    case .negate, .conj: .plain
    case _ where dtype.isComplex || special != nil: .series
    case .sqrt, .rsqrt, .square, .floor, .ceil, .roundNearestEven, .roundNearestAfz, .sign, .not,
      .popcnt, .countLeadingZeros:
      .plain
    default: .function
    }
  }
}

extension Binary {
  fileprivate func cost(_ dtype: DType) -> Cost {
    switch self {
    case .power, .atan2, .remainder, .nextAfter: dtype.isComplex ? .series : .function
    case _ where special != nil: .series
    case .divide where dtype.isComplex: .function
    default: .plain
    }
  }
}

private func unaryKernel(_ operation: Unary, _ dtype: DType) -> Kernel? {
  switch dtype {
  case .f32: return floatKernel(operation, Float.self)
  case .f64: return floatKernel(operation, Double.self)
  case .complex64: return complexKernel(operation, dtype, Float.self)
  case .complex128: return complexKernel(operation, dtype, Double.self)
  case .f8E8M0FNU: return floatKernel(operation, Double.self).map { narrowKernel($0, dtype) }
  case _ where dtype.isFloat:
    return floatKernel(operation, Float.self).map { narrowKernel($0, dtype) }
  // These count the bits of the width.
  case _ where dtype.isSubByte && [.popcnt, .countLeadingZeros].contains(operation): return nil
  case _ where dtype.isInteger:
    return dtype.wholeBytes.flatMap { UnaryMaker(operation: operation).make(for: $0) }
      .map { dtype.isSubByte ? subByteKernel($0, dtype) : $0 }
  default: return operation == .not && dtype == .i1 ? notKernel : nil
  }
}

private func binaryKernel(_ operation: Binary, _ dtype: DType) -> Kernel? {
  switch dtype {
  case .f32: return floatKernel(operation, Float.self)
  case .f64: return floatKernel(operation, Double.self)
  case .complex64: return complexKernel(operation, Float.self)
  case .complex128: return complexKernel(operation, Double.self)
  case .i1: return booleanKernel(operation)
  // The next number of few bits is not that of many.
  case _ where dtype.isFloat && operation == .nextAfter: return nil
  case .f8E8M0FNU: return floatKernel(operation, Double.self).map { narrowKernel($0, dtype) }
  case _ where dtype.isFloat:
    return floatKernel(operation, Float.self).map { narrowKernel($0, dtype) }
  case _ where dtype.isSubByte && dependsOnWidth.contains(operation): return nil
  default:
    return dtype.wholeBytes.flatMap { BinaryMaker(operation: operation).make(for: $0) }
      .map { dtype.isSubByte ? subByteKernel($0, dtype) : $0 }
  }
}

/// Makes something for each Swift integer type; a protocol and not a closure, so that the compiler
/// makes the loops for each type apart.
protocol IntegerMaker<Result> {
  associatedtype Result
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Result?
}

extension IntegerMaker {
  /// What `make` gives for an integer dtype of whole bytes; `nil` for any other dtype.
  func make(for dtype: DType) -> Result? {
    switch dtype {
    case .i8: make(Int8.self)
    case .i16: make(Int16.self)
    case .i32: make(Int32.self)
    case .i64: make(Int64.self)
    case .ui8: make(UInt8.self)
    case .ui16: make(UInt16.self)
    case .ui32: make(UInt32.self)
    case .ui64: make(UInt64.self)
    default: nil
    }
  }
}

private struct UnaryMaker: IntegerMaker {
  let operation: Unary
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Kernel? {
    integerKernel(operation, T.self)
  }
}

private struct BinaryMaker: IntegerMaker {
  let operation: Binary
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Kernel? {
    integerKernel(operation, T.self)
  }
}

/// What does not commute with taking integers modulo 2 to the width.
private let dependsOnWidth: Set<Binary> = [
  .mulhi, .shiftLeft, .shiftRightLogical, .shiftRightArithmetic,
]

private let notKernel: Kernel = { x, t, _ in mapping(&x, t[0]) { (a: UInt8) in a ^ 1 } }

/// A kernel on the wide dtype of a narrow float made to serve that.
func narrowKernel(_ kernel: @escaping Kernel, _ dtype: DType) -> Kernel {
  let wideDType = dtype.narrowWidening ?? .f32
  return { x, types, context in
    var wide = x.map { $0.dtype == dtype ? Narrow.widened($0) : $0 }
    let wideTypes = types.map { $0.dtype == dtype ? $0.with(wideDType) : $0 }
    return zip(try kernel(&wide, wideTypes, context), types).map {
      $1.dtype == dtype ? Narrow.narrowed($0, to: dtype) : $0
    }
  }
}

private func floatKernel<T: LibmFloat>(_ operation: Unary, _: T.Type) -> Kernel? {
  switch operation {
  case .negate: { x, t, _ in mapping(&x, t[0]) { (a: T) in -a } }
  case .sqrt: { x, t, _ in mapping(&x, t[0]) { (a: T) in a.squareRoot() } }
  case .rsqrt: { x, t, _ in mapping(&x, t[0]) { (a: T) in 1 / a.squareRoot() } }
  case .square: { x, t, _ in mapping(&x, t[0]) { (a: T) in a * a } }
  case .floor: { x, t, _ in mapping(&x, t[0]) { (a: T) in a.rounded(.down) } }
  case .ceil: { x, t, _ in mapping(&x, t[0]) { (a: T) in a.rounded(.up) } }
  case .roundNearestEven: { x, t, _ in mapping(&x, t[0]) { (a: T) in a.rounded(.toNearestOrEven) } }
  case .roundNearestAfz:
    { x, t, _ in mapping(&x, t[0]) { (a: T) in a.rounded(.toNearestOrAwayFromZero) } }
  case .sign:
    { x, t, _ in
      mapping(&x, t[0]) { (a: T) in a.isNaN || a == 0 ? a : T(signOf: a, magnitudeOf: 1) }
    }
  case .exponential: { x, t, _ in mapping(&x, t[0], T.exp) }
  case .exponentialMinusOne: { x, t, _ in mapping(&x, t[0], T.expm1) }
  case .log: { x, t, _ in mapping(&x, t[0], T.log) }
  case .logPlusOne: { x, t, _ in mapping(&x, t[0], T.log1p) }
  case .logistic: { x, t, _ in mapping(&x, t[0]) { (a: T) in 1 / (1 + T.exp(-a)) } }
  case .sine: { x, t, _ in mapping(&x, t[0], T.sin) }
  case .cosine: { x, t, _ in mapping(&x, t[0], T.cos) }
  case .tan, .chloTan: { x, t, _ in mapping(&x, t[0], T.tan) }
  case .tanh: { x, t, _ in mapping(&x, t[0], T.tanh) }
  case .cbrt: { x, t, _ in mapping(&x, t[0], T.cbrt) }
  case .erf: { x, t, _ in mapping(&x, t[0], T.erf) }
  case .erfc: { x, t, _ in mapping(&x, t[0], T.erfc) }
  case .asin: { x, t, _ in mapping(&x, t[0], T.asin) }
  case .acos: { x, t, _ in mapping(&x, t[0], T.acos) }
  case .atan: { x, t, _ in mapping(&x, t[0], T.atan) }
  case .sinh: { x, t, _ in mapping(&x, t[0], T.sinh) }
  case .cosh: { x, t, _ in mapping(&x, t[0], T.cosh) }
  case .asinh: { x, t, _ in mapping(&x, t[0], T.asinh) }
  case .acosh: { x, t, _ in mapping(&x, t[0], T.acosh) }
  case .atanh: { x, t, _ in mapping(&x, t[0], T.atanh) }
  case .conj: { x, _, _ in [x[0]] }
  default: operation.special.map { specialKernel($0, T.self) }
  }
}

private func floatKernel<T: LibmFloat>(_ operation: Binary, _: T.Type) -> Kernel? {
  switch operation {
  case .add: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in a + b } }
  case .subtract: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in a - b } }
  case .multiply: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in a * b } }
  case .divide: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in a / b } }
  case .maximum: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in greater(a, b) } }
  case .minimum: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in lesser(a, b) } }
  case .power: { x, t, _ in zipping(&x, t[0], T.pow) }
  case .atan2: { x, t, _ in zipping(&x, t[0], T.atan2) }
  case .remainder: { x, t, _ in zipping(&x, t[0], T.fmod) }
  case .nextAfter:
    { x, t, _ in
      zipping(&x, t[0]) { (a: T, b: T) in
        a < b ? a.nextUp : a > b ? a.nextDown : a == b ? b : a + b
      }
    }
  default: operation.special.map { specialKernel($0, T.self) }
  }
}

private func complexKernel<T: LibmFloat>(_ operation: Binary, _: T.Type) -> Kernel? {
  typealias C = ComplexNumber<T>
  return switch operation {
  case .add:
    { x, t, _ in
      zipping(&x, t[0]) { (a: C, b: C) in
        C(real: a.real + b.real, imaginary: a.imaginary + b.imaginary)
      }
    }
  case .subtract:
    { x, t, _ in
      zipping(&x, t[0]) { (a: C, b: C) in
        C(real: a.real - b.real, imaginary: a.imaginary - b.imaginary)
      }
    }
  case .multiply:
    { x, t, _ in
      zipping(&x, t[0]) { (a: C, b: C) in
        C(
          real: a.real * b.real - a.imaginary * b.imaginary,
          imaginary: a.real * b.imaginary + a.imaginary * b.real)
      }
    }
  default: operation.complex.map { complexKernel($0, T.self) }
  }
}

private func integerKernel<T: FixedWidthInteger & BitwiseCopyable & Sendable>(
  _ operation: Unary, _: T.Type
) -> Kernel? {
  switch operation {
  case .negate: { x, t, _ in mapping(&x, t[0]) { (a: T) in 0 &- a } }
  case .not: { x, t, _ in mapping(&x, t[0]) { (a: T) in ~a } }
  case .sign: { x, t, _ in mapping(&x, t[0]) { (a: T) in a.signum() } }
  case .square: { x, t, _ in mapping(&x, t[0]) { (a: T) in a &* a } }
  case .popcnt: { x, t, _ in mapping(&x, t[0]) { (a: T) in T(a.nonzeroBitCount) } }
  case .countLeadingZeros: { x, t, _ in mapping(&x, t[0]) { (a: T) in T(a.leadingZeroBitCount) } }
  default: nil
  }
}

private func integerKernel<T: FixedWidthInteger & BitwiseCopyable & Sendable>(
  _ operation: Binary, _: T.Type
) -> Kernel? {
  switch operation {
  case .add: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in a &+ b } }
  case .subtract: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in a &- b } }
  case .multiply: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in a &* b } }
  case .mulhi:
    { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in a.multipliedFullWidth(by: b).high } }
  case .divide:
    { x, t, _ in
      zipping(&x, t[0]) { (a: T, b: T) in
        // By zero all bits set, which is -1; the one overflow gives the dividend.
        b == 0 ? ~0 : a.dividedReportingOverflow(by: b).partialValue
      }
    }
  case .remainder:
    { x, t, _ in
      zipping(&x, t[0]) { (a: T, b: T) in
        b == 0 ? a : a.remainderReportingOverflow(dividingBy: b).partialValue
      }
    }
  case .power: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in integerPower(a, b) } }
  case .maximum: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in a > b ? a : b } }
  case .minimum: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in a < b ? a : b } }
  case .and: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in a & b } }
  case .or: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in a | b } }
  case .xor: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in a ^ b } }
  case .shiftLeft:
    { x, t, _ in
      zipping(&x, t[0]) { (a: T, b: T) in b < 0 || b >= T.bitWidth ? 0 : a &<< b }
    }
  case .shiftRightLogical:
    { x, t, _ in
      zipping(&x, t[0]) { (a: T, b: T) in
        b < 0 || b >= T.bitWidth
          ? 0 : T(truncatingIfNeeded: T.Magnitude(truncatingIfNeeded: a) >> T.Magnitude(b))
      }
    }
  case .shiftRightArithmetic:
    { x, t, _ in
      zipping(&x, t[0]) { (a: T, b: T) in
        // The highest bit is the sign, of unsigned numbers too.
        let sign: T = a.leadingZeroBitCount == 0 ? ~0 : 0
        return b < 0 || b >= T.bitWidth ? sign : shiftedIn(a, b, sign)
      }
    }
  default: nil
  }
}

/// By repeated squaring; of a negative power of a whole number nothing is left, but for 1 and -1.
private func integerPower<T: FixedWidthInteger>(_ base: T, _ exponent: T) -> T {
  if exponent < 0 {
    if base == 1 { return 1 }
    return base == ~0 ? (exponent & 1 == 0 ? 1 : base) : 0
  }
  var (result, square, rest) = (T(1), base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result = result &* square }
    square = square &* square
    rest >>= 1
  }
  return result
}

private func booleanKernel(_ operation: Binary) -> Kernel? {
  switch operation {
  case .add, .or, .maximum: { x, t, _ in zipping(&x, t[0]) { (a: UInt8, b: UInt8) in a | b } }
  case .multiply, .and, .minimum:
    { x, t, _ in zipping(&x, t[0]) { (a: UInt8, b: UInt8) in a & b } }
  case .xor: { x, t, _ in zipping(&x, t[0]) { (a: UInt8, b: UInt8) in a ^ b } }
  default: nil
  }
}

/// `a` shifted right by `b`, less than the width, with copies of the sign moving in.
@inline(__always)
private func shiftedIn<T: FixedWidthInteger>(_ a: T, _ b: T, _ sign: T) -> T {
  let bits = T.Magnitude(truncatingIfNeeded: a)
  let fill = T.Magnitude(truncatingIfNeeded: sign)
  let count = T.Magnitude(truncatingIfNeeded: b)
  return T(truncatingIfNeeded: bits &>> count | fill & ~(T.Magnitude.max &>> count))
}
