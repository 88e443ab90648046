import Foundation

/// Each element rounded to a format of fewer bits, and kept in its dtype.
///
/// Ties go to even; what is too large becomes infinite, what is too small for a normal number of
/// that format becomes zero.
///
/// Specification: `reduce_precision`.
public func reducePrecision(_ x: Tensor, exponentBits: Int, mantissaBits: Int) -> Tensor {
  bind(ReducePrecision(exponentBits: exponentBits, mantissaBits: mantissaBits), x)
}

package struct ReducePrecision: ElementwiseOperation {
  package static let names = ["stablehlo.reduce_precision"]
  package let exponentBits: Int
  package let mantissaBits: Int

  package init(exponentBits: Int, mantissaBits: Int) {
    self.exponentBits = exponentBits
    self.mantissaBits = mantissaBits
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    exponentBits = try source.integer("exponent_bits")
    mantissaBits = try source.integer("mantissa_bits")
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute("exponent_bits", .integer(Int64(exponentBits), .i32)),
      NamedAttribute("mantissa_bits", .integer(Int64(mantissaBits), .i32)),
    ]
  }
  package static func syntax(of name: String) -> Syntax { .special("reduce_precision") }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    guard x[0].dtype.isFloat else {
      throw violation("I1", x, "expected real floating-point numbers, got \(x[0].dtype)")
    }
    guard exponentBits >= 1 else {
      throw violation("C2", x, "exponent_bits must be at least 1, got \(exponentBits)")
    }
    guard mantissaBits >= 0 else {
      throw violation("C3", x, "mantissa_bits must not be negative, got \(mantissaBits)")
    }
    return x[0]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    guard let format = type.dtype.floatFormat else { return x[0] }
    return HostTensor(type, doubles: x[0].doubles.map { reduced($0, format) })
  }

  /// `x`, a number of `format`, rounded.
  package func reduced(_ x: Double, _ format: FloatFormat) -> Double {
    // Without bits of the significand a format has no NaN.
    if x.isNaN { return mantissaBits == 0 ? .infinity : x }
    guard x.isFinite, x != 0 else { return x }
    var y = x
    if mantissaBits < format.significandBits {
      let exponent = max(Int(x.exponent), 1 - format.bias)
      let unit = Double(sign: .plus, exponent: exponent - mantissaBits, significand: 1)
      let units = x / unit
      if mantissaBits == 0, abs(units) == 1.5 {
        // Without stored bits of the significand, even is the exponent's pattern.
        y = (exponent + format.bias).isMultiple(of: 2) ? x / 1.5 : x / 0.75
      } else {
        y = units.rounded(.toNearestOrEven) * unit
      }
    }
    if exponentBits < format.exponentBits {
      let bias = (1 << (exponentBits - 1)) - 1
      if y.isInfinite || y.exponent > bias { return copysign(.infinity, x) }
      if y == 0 || y.exponent < 1 - bias { return copysign(0, x) }
    }
    return y
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) -> [Tensor?] {
    [ct[0].map { bind(self, $0) }]
  }
  package var promise: Promise { .exact }
}
