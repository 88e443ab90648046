import Foundation
import Touchstone

/// The elementary functions of the platform's mathematics library, for either width.
protocol LibmFloat: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  static func exp(_ x: Self) -> Self
  static func expm1(_ x: Self) -> Self
  static func log(_ x: Self) -> Self
  static func log1p(_ x: Self) -> Self
  static func sin(_ x: Self) -> Self
  static func cos(_ x: Self) -> Self
  static func tan(_ x: Self) -> Self
  static func tanh(_ x: Self) -> Self
  static func cbrt(_ x: Self) -> Self
  static func pow(_ x: Self, _ y: Self) -> Self
  static func atan2(_ y: Self, _ x: Self) -> Self
  static func fmod(_ x: Self, _ y: Self) -> Self
  static func erf(_ x: Self) -> Self
  static func erfc(_ x: Self) -> Self
  static func asin(_ x: Self) -> Self
  static func acos(_ x: Self) -> Self
  static func atan(_ x: Self) -> Self
  static func sinh(_ x: Self) -> Self
  static func cosh(_ x: Self) -> Self
  static func asinh(_ x: Self) -> Self
  static func acosh(_ x: Self) -> Self
  static func atanh(_ x: Self) -> Self
}

extension Float: LibmFloat {
  static func exp(_ x: Float) -> Float { Foundation.exp(x) }
  static func expm1(_ x: Float) -> Float { Foundation.expm1(x) }
  static func log(_ x: Float) -> Float { Foundation.log(x) }
  static func log1p(_ x: Float) -> Float { Foundation.log1p(x) }
  static func sin(_ x: Float) -> Float { Foundation.sin(x) }
  static func cos(_ x: Float) -> Float { Foundation.cos(x) }
  static func tan(_ x: Float) -> Float { Foundation.tan(x) }
  static func tanh(_ x: Float) -> Float { Foundation.tanh(x) }
  static func cbrt(_ x: Float) -> Float { Foundation.cbrt(x) }
  static func pow(_ x: Float, _ y: Float) -> Float { Foundation.pow(x, y) }
  static func atan2(_ y: Float, _ x: Float) -> Float { Foundation.atan2(y, x) }
  static func fmod(_ x: Float, _ y: Float) -> Float { Foundation.fmod(x, y) }
  static func erf(_ x: Float) -> Float { Foundation.erf(x) }
  static func erfc(_ x: Float) -> Float { Foundation.erfc(x) }
  static func asin(_ x: Float) -> Float { Foundation.asin(x) }
  static func acos(_ x: Float) -> Float { Foundation.acos(x) }
  static func atan(_ x: Float) -> Float { Foundation.atan(x) }
  static func sinh(_ x: Float) -> Float { Foundation.sinh(x) }
  static func cosh(_ x: Float) -> Float { Foundation.cosh(x) }
  static func asinh(_ x: Float) -> Float { Foundation.asinh(x) }
  static func acosh(_ x: Float) -> Float { Foundation.acosh(x) }
  static func atanh(_ x: Float) -> Float { Foundation.atanh(x) }
}

extension Double: LibmFloat {
  static func exp(_ x: Double) -> Double { Foundation.exp(x) }
  static func expm1(_ x: Double) -> Double { Foundation.expm1(x) }
  static func log(_ x: Double) -> Double { Foundation.log(x) }
  static func log1p(_ x: Double) -> Double { Foundation.log1p(x) }
  static func sin(_ x: Double) -> Double { Foundation.sin(x) }
  static func cos(_ x: Double) -> Double { Foundation.cos(x) }
  static func tan(_ x: Double) -> Double { Foundation.tan(x) }
  static func tanh(_ x: Double) -> Double { Foundation.tanh(x) }
  static func cbrt(_ x: Double) -> Double { Foundation.cbrt(x) }
  static func pow(_ x: Double, _ y: Double) -> Double { Foundation.pow(x, y) }
  static func atan2(_ y: Double, _ x: Double) -> Double { Foundation.atan2(y, x) }
  static func fmod(_ x: Double, _ y: Double) -> Double { Foundation.fmod(x, y) }
  static func erf(_ x: Double) -> Double { Foundation.erf(x) }
  static func erfc(_ x: Double) -> Double { Foundation.erfc(x) }
  static func asin(_ x: Double) -> Double { Foundation.asin(x) }
  static func acos(_ x: Double) -> Double { Foundation.acos(x) }
  static func atan(_ x: Double) -> Double { Foundation.atan(x) }
  static func sinh(_ x: Double) -> Double { Foundation.sinh(x) }
  static func cosh(_ x: Double) -> Double { Foundation.cosh(x) }
  static func asinh(_ x: Double) -> Double { Foundation.asinh(x) }
  static func acosh(_ x: Double) -> Double { Foundation.acosh(x) }
  static func atanh(_ x: Double) -> Double { Foundation.atanh(x) }
}
