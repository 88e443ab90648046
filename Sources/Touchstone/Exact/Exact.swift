import Foundation

/// Correctly rounded elementary functions.
///
/// Each takes the format its result will be rounded to and returns a `Double` that rounds to the
/// nearest number of that format to the true value.
enum Exact {
  static let sin: @Sendable (Double, FloatFormat) -> Double = { x, _ in Foundation.sin(x) }
}
