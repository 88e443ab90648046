import Foundation

/// Elementary functions of complex numbers, each part rounded correctly.
///
/// Branch cuts and special values are those of C99 Annex G; the sign of zero tells the two sides
/// of a cut apart.
///
/// Specification: `elementary functions`.
package enum ExactComplex {
  package typealias UnaryFunction = @Sendable (WideComplex, FloatFormat) -> WideComplex
  package typealias BinaryFunction =
    @Sendable (WideComplex, WideComplex, FloatFormat) -> WideComplex

  package static let acos = unary(.acos)
  package static let acosh = unary(.acosh)
  package static let asin = unary(.asin)
  package static let asinh = unary(.asinh)
  package static let atan = unary(.atan)
  package static let atanh = unary(.atanh)
  package static let cbrt = unary(.cbrt)
  package static let cosine = unary(.cosine)
  package static let cosh = unary(.cosh)
  package static let exponential = unary(.exponential)
  package static let exponentialMinusOne = unary(.exponentialMinusOne)
  package static let log = unary(.log)
  package static let logPlusOne = unary(.logPlusOne)
  package static let logistic = unary(.logistic)
  package static let rsqrt = unary(.rsqrt)
  /// z / |z|; zero for zero.
  package static let sign = unary(.sign)
  package static let sine = unary(.sine)
  package static let sinh = unary(.sinh)
  package static let sqrt = unary(.sqrt)
  package static let square = unary(.square)
  package static let tan = unary(.tan)
  package static let tanh = unary(.tanh)

  package static let divide = binary(.divide)
  package static let multiply = binary(.multiply)
  /// exp(w · log z), the principal value.
  package static let power = binary(.power)
  /// log((z + iw) / √(z² + w²)) / i.
  package static let atan2 = binary(.atan2)

  /// The modulus.
  @Sendable package static func abs(_ z: WideComplex, _ format: FloatFormat) -> Double {
    Exact.hypot(z.real, z.imaginary, format)
  }

  /// The functions of one argument, by name.
  package enum Unary: String, CaseIterable, Sendable {
    case acos, acosh, asin, asinh, atan, atanh, cbrt, cosine, cosh, exponential
    case exponentialMinusOne, log, logPlusOne, logistic, rsqrt, sign, sine, sinh, sqrt, square
    case tan, tanh
  }

  /// The functions of two arguments, by name.
  package enum Binary: String, CaseIterable, Sendable { case atan2, divide, multiply, power }

  private static func unary(_ function: Unary) -> UnaryFunction {
    { z, format in value(function, z, format) }
  }
  private static func binary(_ function: Binary) -> BinaryFunction {
    { z, w, format in value(function, z, w, format) }
  }
}

extension ExactComplex {
  /// `function` of `z`, each part rounded once to `format`.
  package static func value(
    _ function: Unary, _ z: WideComplex, _ format: FloatFormat
  ) -> WideComplex {
    if let special = ComplexSpecials.value(function, z, format) { return special }
    #if canImport(CMPFR)
      return MultiPrecisionComplex.value(function, z, format)
    #else
      return PlatformComplex.value(function, z).rounded(to: format)
    #endif
  }

  /// `function` of `z` and `w`, each part rounded once to `format`.
  package static func value(
    _ function: Binary, _ z: WideComplex, _ w: WideComplex, _ format: FloatFormat
  ) -> WideComplex {
    if let special = ComplexSpecials.value(function, z, w) { return special.rounded(to: format) }
    #if canImport(CMPFR)
      return MultiPrecisionComplex.value(function, z, w, format)
    #else
      return PlatformComplex.value(function, z, w).rounded(to: format)
    #endif
  }
}

extension WideComplex {
  func rounded(to format: FloatFormat) -> WideComplex {
    WideComplex(format.rounded(real), format.rounded(imaginary))
  }
}
