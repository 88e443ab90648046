extension Platform {
  typealias ErrorBound = (Double) -> Double

  /// How far the true value may be from what `value(_:_:)` gives, as a function of that, wherever
  /// it is worth trying; generous, since it is the platform's library that must keep it.
  static func error(_ function: Exact.Unary, _ x: Double, _ format: FloatFormat) -> ErrorBound? {
    switch function {
    case .sqrt, .square:
      // One rounding to 53 bits and another to at most 24 is as good as one.
      return { _ in 0 }
    case _ where format.significandBits > 23:
      return nil
    case .digamma, .lgamma:
      // Near their zeros only the absolute error is small.
      return x > 0 ? { 0x1p-44 * (abs($0) + 1) } : nil
    case .besselI0e, .besselI1e, .erfInv:
      return { 0x1p-44 * abs($0) }
    default:
      return { 0x1p-48 * abs($0) }
    }
  }

  /// As above, for two arguments.
  static func error(
    _ function: Exact.Binary, _ x: Double, _ y: Double, _ format: FloatFormat
  ) -> ErrorBound? {
    switch function {
    case .divide, .remainder: return { _ in 0 }
    case _ where format.significandBits > 23: return nil
    case .atan2, .hypot, .power: return { 0x1p-48 * abs($0) }
    case .zeta:
      return y > 0 && y < 1e6 && x > 1.0001 && x < 12 ? { 0x1p-43 * abs($0) } : nil
    case .polygamma:
      return y > 0 && y < 1e6 && x < 10 && x > 0 ? { 0x1p-43 * abs($0) } : nil
    case .igamma, .igammac: return nil
    }
  }
}
