import Touchstone

/// Whether code is generated for an operation on each element, and the code.
///
/// What is not listed here (numbers of fewer than eight bits, complex numbers, rare functions) runs
/// as a step of its own.
enum ElementwiseCode {
  /// Whether there is code for `operation`.
  static func exists(
    for operation: any Primitive, _ operands: [TensorType], _ result: TensorType
  ) -> Bool {
    guard operands.allSatisfy({ Register($0.dtype) != nil }), Register(result.dtype) != nil else {
      return false
    }
    let dtype = result.dtype
    switch operation {
    case let unary as Unary: return dtype.isFloat ? unary.hasFloatCode : unary.hasIntegerCode(dtype)
    case let binary as Binary:
      return dtype.isFloat ? binary.hasFloatCode : binary.hasIntegerCode(dtype)
    case is Abs, is Select, is Clamp, is Predicate: return true
    case let compare as Compare: return compare.kind != .totalOrder || operands[0].dtype.isFloat
    case is Convert: return convertsDirectly(operands[0].dtype, dtype)
    case let bits as BitcastConvert:
      let from = operands[0].dtype
      // Through f32 the bits of a signalling NaN would change.
      return from.bitWidth == bits.dtype.bitWidth && from.bitWidth >= 8
        && from != .f16 && bits.dtype != .f16
    default: return false
    }
  }

  /// Whether one conversion through the register's type rounds once.
  private static func convertsDirectly(_ from: DType, _ to: DType) -> Bool {
    guard to == .bf16 || to == .f16 else { return true }
    return from != .f64 && (!from.isInteger || from.bitWidth <= 16)
  }
}

extension Unary {
  fileprivate var hasFloatCode: Bool {
    switch self {
    case .not, .popcnt, .countLeadingZeros, .besselI1e, .digamma, .erfInv, .lgamma: false
    default: true
    }
  }
  fileprivate func hasIntegerCode(_ dtype: DType) -> Bool {
    switch self {
    case .not: true
    case .negate, .square, .popcnt, .countLeadingZeros: dtype != .i1
    case .sign: dtype.family == .signed
    default: false
    }
  }
  /// The name of the platform's function, for either width.
  fileprivate var scalarFunction: String? {
    switch self {
    case .cbrt: "cbrt"
    case .cosine: "cos"
    case .sine: "sin"
    case .tan, .chloTan: "tan"
    case .exponential: "exp"
    case .exponentialMinusOne: "expm1"
    case .log: "log"
    case .logPlusOne: "log1p"
    case .tanh: "tanh"
    case .erf: "erf"
    case .erfc: "erfc"
    case .acos: "acos"
    case .acosh: "acosh"
    case .asin: "asin"
    case .asinh: "asinh"
    case .atan: "atan"
    case .atanh: "atanh"
    case .sinh: "sinh"
    case .cosh: "cosh"
    default: nil
    }
  }
}

extension Binary {
  fileprivate var hasFloatCode: Bool {
    switch self {
    case .add, .subtract, .multiply, .divide, .maximum, .minimum, .power, .atan2, .remainder: true
    default: false
    }
  }
  fileprivate func hasIntegerCode(_ dtype: DType) -> Bool {
    if dtype == .i1 {
      return [.add, .multiply, .maximum, .minimum, .and, .or, .xor].contains(self)
    }
    switch self {
    case .power, .atan2, .nextAfter, .polygamma, .zeta: return false
    // Twice 64 bits are no vectors.
    case .mulhi: return dtype.bitWidth < 64
    default: return true
    }
  }
}

extension Lines {
  /// The code of `operation`, for which there is some, on operands of these dtypes.
  mutating func elementwise(
    _ operation: any Primitive, _ x: [Vector], _ dtypes: [DType], _ result: DType
  ) -> Vector {
    switch operation {
    case let unary as Unary:
      return rounded(
        result.isFloat ? float(unary, x[0]) : integer(unary, x[0]), to: result,
        if: !unary.keepsFormat)
    case let binary as Binary:
      return rounded(
        result.isFloat ? float(binary, x[0], x[1]) : integer(binary, x[0], x[1], result),
        to: result, if: binary != .maximum && binary != .minimum && binary != .remainder)
    case is Abs: return result.isFloat ? abs(x[0]) : intrinsic("abs", x[0], more: "i1 false")
    case is Select: return select(x[0], x[1], x[2])
    case is Clamp:
      let inside = extremum(.minimum, extremum(.maximum, x[1], x[0], result), x[2], result)
      // LLVM 19 joins the two in 16 bits, and loses a NaN of the middle operand.
      guard result.isFloat, result.bitWidth < 32 else { return inside }
      return select(compare("uno", x[1], x[1]), x[1], inside)
    case let compare as Compare: return comparison(compare, x[0], x[1], dtypes[0])
    case let predicate as Predicate: return predicateCode(predicate, x[0])
    case is Convert: return convert(x[0], dtypes[0], result)
    case is BitcastConvert:
      return fromBits(packed(x[0], dtypes[0], to: .bits), result)
    default: preconditionFailure("there is no code for \(operation.fullName)")
    }
  }

  // MARK: Floats

  private mutating func float(_ operation: Unary, _ x: Vector) -> Vector {
    switch operation {
    case .negate: return negate(x)
    case .conj: return x
    case .square: return multiply(x, x)
    case .sqrt: return intrinsic("sqrt", x)
    case .rsqrt: return divide(real(1, x.register), intrinsic("sqrt", x))
    case .floor: return intrinsic("floor", x)
    case .ceil: return intrinsic("ceil", x)
    case .roundNearestEven: return intrinsic("roundeven", x)
    case .roundNearestAfz: return intrinsic("round", x)
    case .sign:
      let unit = intrinsic("copysign", real(1, x.register), x)
      // Zeros and NaN stay.
      return select(compare("one", x, real(0, x.register)), unit, x)
    case .logistic where x.register == .f64:
      let e = scalarCalls("exp", [negate(x)])
      return divide(real(1, .f64), add(real(1, .f64), e))
    default: break
    }
    if x.register == .f32 {
      switch operation {
      case .exponential: return exponential(x)
      case .exponentialMinusOne: return exponentialMinusOne(x)
      case .log: return logarithm(x)
      case .logPlusOne: return logarithmPlusOne(x)
      case .logistic: return logistic(x)
      case .tanh: return hyperbolicTangent(x)
      case .erf: return errorFunction(x)
      case .erfc: return complementaryErrorFunction(x)
      default: break
      }
    }
    guard let function = operation.scalarFunction else {
      preconditionFailure("there is no code for \(operation.fullName)")
    }
    return scalarCalls(x.register == .f32 ? function + "f" : function, [x])
  }

  private mutating func float(_ operation: Binary, _ x: Vector, _ y: Vector) -> Vector {
    let tail = x.register == .f32 ? "f" : ""
    return switch operation {
    case .add: add(x, y)
    case .subtract: subtract(x, y)
    case .multiply: multiply(x, y)
    case .divide: divide(x, y)
    case .maximum: intrinsic("maximum", x, y)
    case .minimum: intrinsic("minimum", x, y)
    case .power: scalarCalls("pow" + tail, [x, y])
    case .atan2: scalarCalls("atan2" + tail, [x, y])
    case .remainder: scalarCalls("fmod" + tail, [x, y])
    default: preconditionFailure("there is no code for \(operation.fullName)")
    }
  }

  private mutating func predicateCode(_ predicate: Predicate, _ x: Vector) -> Vector {
    let infinity = real(Double.infinity, x.register)
    switch predicate {
    case .isFinite: return compare("olt", abs(x), infinity)
    case .isInf: return compare("oeq", abs(x), infinity)
    case .isPosInf: return compare("oeq", x, infinity)
    case .isNegInf: return compare("oeq", x, real(-Double.infinity, x.register))
    }
  }

  // MARK: Integers

  private mutating func integer(_ operation: Unary, _ x: Vector) -> Vector {
    let register = x.register
    switch operation {
    case .negate: return negate(x)
    case .not: return binary("xor", x, constant(-1, register))
    case .square: return multiply(x, x)
    case .sign:
      let (zero, one) = (constant(0, register), constant(1, register))
      let positive = select(compare("sgt", x, zero), one, zero)
      return select(compare("slt", x, zero), constant(-1, register), positive)
    case .popcnt: return intrinsic("ctpop", x)
    case .countLeadingZeros: return intrinsic("ctlz", x, more: "i1 false")
    default: preconditionFailure("there is no code for \(operation.fullName)")
    }
  }

  private mutating func integer(
    _ operation: Binary, _ x: Vector, _ y: Vector, _ dtype: DType
  ) -> Vector {
    let isSigned = dtype.family == .signed
    let register = x.register
    switch operation {
    case .add: return dtype == .i1 ? binary("or", x, y) : add(x, y)
    case .subtract: return subtract(x, y)
    case .multiply: return dtype == .i1 ? binary("and", x, y) : multiply(x, y)
    case .and: return binary("and", x, y)
    case .or: return binary("or", x, y)
    case .xor: return binary("xor", x, y)
    case .maximum, .minimum: return extremum(operation, x, y, dtype)
    case .divide: return quotient(x, y, isSigned)
    case .remainder:
      // By zero the dividend is left; what divides by -1 leaves nothing.
      let zero = constant(0, register)
      let isZero = compare("eq", y, zero)
      var guarded = select(isZero, constant(1, register), y)
      if isSigned {
        guarded = select(
          compare("eq", y, constant(-1, register)), constant(1, register), guarded)
      }
      return select(isZero, x, binary(isSigned ? "srem" : "urem", x, guarded))
    case .mulhi:
      guard let wide = Register.twice(register) else {
        preconditionFailure("there is no code for products of \(dtype)")
      }
      let extend = isSigned ? "sext" : "zext"
      let product = multiply(cast(extend, x, to: wide), cast(extend, y, to: wide))
      let high = binary("lshr", product, constant(Int64(register.bits), wide))
      return cast("trunc", high, to: register)
    case .shiftLeft, .shiftRightLogical, .shiftRightArithmetic:
      let isInside = compare("ult", y, constant(Int64(register.bits), register))
      if operation == .shiftRightArithmetic {
        return binary("ashr", x, select(isInside, y, constant(Int64(register.bits - 1), register)))
      }
      let amount = select(isInside, y, constant(0, register))
      let shifted = binary(operation == .shiftLeft ? "shl" : "lshr", x, amount)
      return select(isInside, shifted, constant(0, register))
    default: preconditionFailure("there is no code for \(operation.fullName)")
    }
  }

  private mutating func quotient(_ x: Vector, _ y: Vector, _ isSigned: Bool) -> Vector {
    let register = x.register
    let isZero = compare("eq", y, constant(0, register))
    var guarded = select(isZero, constant(1, register), y)
    guard isSigned else {
      return select(isZero, constant(-1, register), binary("udiv", x, guarded))
    }
    // The least number by -1 would overflow, and gives itself: as dividing by 1 does.
    let least = constant(register.bits == 64 ? .min : -(1 << (register.bits - 1)), register)
    let overflows = binary(
      "and", compare("eq", x, least), compare("eq", y, constant(-1, register)))
    guarded = select(overflows, constant(1, register), guarded)
    return select(isZero, constant(-1, register), binary("sdiv", x, guarded))
  }

  /// The greater or the lesser; NaN if one is NaN, and -0 is less than +0.
  mutating func extremum(_ operation: Binary, _ x: Vector, _ y: Vector, _ dtype: DType) -> Vector {
    let isMaximum = operation == .maximum
    switch dtype.family {
    case .float: return intrinsic(isMaximum ? "maximum" : "minimum", x, y)
    case .boolean: return binary(isMaximum ? "or" : "and", x, y)
    case .unsigned: return intrinsic(isMaximum ? "umax" : "umin", x, y)
    default: return intrinsic(isMaximum ? "smax" : "smin", x, y)
    }
  }

  private mutating func comparison(
    _ comparison: Compare, _ x: Vector, _ y: Vector, _ dtype: DType
  ) -> Vector {
    if comparison.kind == .totalOrder {
      let keys = [totalOrderKey(x, dtype), totalOrderKey(y, dtype)]
      return compare(comparison.direction.integerCode(isSigned: true), keys[0], keys[1])
    }
    if dtype.isFloat { return compare(comparison.direction.floatCode, x, y) }
    return compare(
      comparison.direction.integerCode(isSigned: dtype.family == .signed), x, y)
  }

  /// The place in IEEE's total order, as a signed integer.
  private mutating func totalOrderKey(_ x: Vector, _ dtype: DType) -> Vector {
    let bits = packed(x, dtype, to: .bits)
    let most = constant(
      bits.register.bits == 64 ? .max : (1 << (bits.register.bits - 1)) - 1,
      bits.register)
    let isNegative = compare("slt", bits, constant(0, bits.register))
    return select(isNegative, binary("xor", bits, most), bits)
  }
}

extension Register {
  fileprivate static func twice(_ register: Register) -> Register? {
    switch register {
    case .i8: .i16
    case .i16: .i32
    case .i32: .i64
    default: nil
    }
  }
}

extension Compare.Direction {
  fileprivate var floatCode: String {
    switch self {
    case .equal: "oeq"
    case .notEqual: "une"
    case .greaterOrEqual: "oge"
    case .greater: "ogt"
    case .lessOrEqual: "ole"
    case .less: "olt"
    }
  }
  fileprivate func integerCode(isSigned: Bool) -> String {
    let sign = isSigned ? "s" : "u"
    return switch self {
    case .equal: "eq"
    case .notEqual: "ne"
    case .greaterOrEqual: sign + "ge"
    case .greater: sign + "gt"
    case .lessOrEqual: sign + "le"
    case .less: sign + "lt"
    }
  }
}

extension Unary {
  /// Whether the result has the operand's format without being rounded to it.
  fileprivate var keepsFormat: Bool {
    switch self {
    case .negate, .conj, .floor, .ceil, .roundNearestEven, .roundNearestAfz, .sign: true
    default: false
    }
  }
}
