import AllBackends
import Keras
import Testing

/// Writing down tensors and results of rules.
func f32(_ x: [Float]) -> Tensor { Tensor(x) }
func i32(_ x: [Int32]) -> Tensor { Tensor(x) }
func ui8(_ x: [UInt8]) -> Tensor { Tensor(x) }
func column(_ x: [Float]) -> Tensor { Tensor(x, shape: [x.count, 1]) }

/// Whether `x` has this dtype and these elements, signs of zeros included; any NaN stands for any NaN.
func holds(_ x: Tensor, _ dtype: DType, _ expected: [Double]) throws -> Bool {
  guard x.dtype == dtype else { return false }
  let elements = try convert(x, to: .f64).scalars(as: Double.self)
  return elements.count == expected.count
    && zip(elements, expected).allSatisfy {
      $0.isNaN && $1.isNaN || $0.bitPattern == $1.bitPattern
    }
}

/// The message of the error that `body` meets; `nil` if it meets none.
func complaint(_ body: () -> Tensor) -> String? {
  do {
    _ = try checking { body() }
    return nil
  } catch { return "\(error)" }
}

/// Whether `x` is there and `expected`, but for rounding of sums in `f32`.
func near(_ x: Double?, _ expected: Double) -> Bool {
  x.map { abs($0 - expected) <= 1e-6 * Swift.max(1, abs(expected)) } ?? false
}

/// The backends on which rules are tried.
enum RuleBackends {
  static let names: [String] = {
    AllBackends.register()
    return Backends.available.map(\.name)
  }()

  /// Runs `body` on the backend called `name`.
  static func run(on name: String, _ body: () throws -> Void) throws {
    try withBackend(try #require(Backends.named(name)), body)
  }
}
