import Touchstone

extension Maker {
  private static let functions: [@Sendable (Tensor) -> Tensor] = [
    exp, sin, cos, tanh, sqrt, log, abs, { -$0 }, square, sigmoid, rsqrt, cbrt, expm1, log1p, tan,
    sinh,
    cosh, arctan, arcsinh, erf, erfc, floor, ceil, round, roundAwayFromZero, sign, arcsin, arccos,
    arctanh, arccosh, erfinv, lgamma, digamma, besselI1e,
  ]
  private static let pairs: [@Sendable (Tensor, Tensor) -> Tensor] = [
    { $0 + $1 }, { $0 * $1 }, { $0 - $1 }, { $0 / $1 }, maximum, minimum, remainder, power, arctan2,
  ]
  private static let integerPairs: [@Sendable (Tensor, Tensor) -> Tensor] = [
    { $0 + $1 }, { $0 * $1 }, { $0 - $1 }, { $0 / $1 }, maximum, minimum, remainder, bitwiseAnd,
    bitwiseOr, bitwiseXor, leftShift, rightShift, rightShiftLogical,
  ]

  /// A function of one value or two, or a conversion.
  func elementwise() throws -> [Tensor]? {
    switch choices.below(10) {
    case 0..<4:
      // Half the time one of the first ten, which programs are made of.
      guard let x = float() else { return nil }
      let count = choices.below(2) == 0 ? 10 : Self.functions.count
      return [Self.functions[choices.below(count)](x)]
    case 4..<7:
      guard let x = float() else { return nil }
      let count = choices.below(2) == 0 ? 4 : Self.pairs.count
      return [Self.pairs[choices.below(count)](x, like(x))]
    case 7:
      guard let x = value(where: { $0.dtype.isInteger }) else { return nil }
      return [choices.one(of: Self.integerPairs)(x, like(x))]
    case 8:
      guard let x = value(where: { !$0.dtype.isComplex }) else { return nil }
      let dtypes: [DType] = [.f32, .bf16, .f16, .f64, .i32, .i8, .ui8, .i64, .i1]
      let dtype = choices.one(of: dtypes)
      return x.dtype == dtype ? nil : [convert(x, to: dtype)]
    default:
      guard let x = value(where: { $0.dtype.isComplex }) else {
        guard let x = value(where: { $0.dtype == .f32 || $0.dtype == .f64 }) else { return nil }
        return [complex(x, like(x))]
      }
      switch choices.below(6) {
      case 0: return [x * like(x)]
      case 1: return [x + like(x)]
      case 2: return [real(x)]
      case 3: return [imag(x)]
      case 4: return [abs(x)]
      default: return [conj(x)]
      }
    }
  }

  /// A comparison, a choice, or something with what comparisons give.
  func comparison() throws -> [Tensor]? {
    switch choices.below(5) {
    case 0, 1:
      guard let x = value(where: { !$0.dtype.isComplex }) else { return nil }
      let compare = choices.one(of: [less, lessEqual, greater, greaterEqual, equal, notEqual])
      return [compare(x, like(x))]
    case 2:
      guard let predicate = value(where: { $0.dtype == .i1 }),
        let x = value(where: { $0.shape == predicate.shape })
      else { return nil }
      return [select(predicate, x, like(x))]
    case 3:
      guard let x = float() else { return nil }
      return [clamp(like(x), x, like(x))]
    default:
      guard let x = value(where: { $0.dtype == .i1 }) else { return nil }
      return [choices.one(of: [bitwiseAnd, bitwiseOr, bitwiseXor])(x, like(x))]
    }
  }
}
