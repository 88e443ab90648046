import ConformanceKit
import Testing

@testable import Touchstone

/// Checks every law of derivatives and batches for `f` at `x`.
func expectRules(
  _ name: String, at x: [Tensor], isExact: Bool = false, isSmooth: Bool = true,
  _ location: SourceLocation = #_sourceLocation, _ f: @escaping Laws.Function
) {
  func check(_ law: String, _ failures: () throws -> [String]) {
    do {
      for failure in try failures() {
        Issue.record("\(name), \(law): \(failure)", sourceLocation: location)
      }
    } catch { Issue.record("\(name), \(law): \(error)", sourceLocation: location) }
  }
  if isSmooth {
    check("differences") { try Laws.jvpAgainstDifferences(f, at: x) }
    check("adjoint") { try Laws.adjoint(f, at: x) }
    check("second order") { try Laws.secondOrder(f, at: x) }
  }
  check("vmap") { try Laws.vmapAgainstLoop(f, at: x, isExact: isExact) }
  check("jit") { try Laws.jitAgainstEager(f, at: x) }
}

/// A scalar of `f64`.
func double(_ x: Double) -> Tensor { Tensor([x], shape: []) }

/// Numbers on -2...2 that all differ, in an order that looks random.
func sample(_ shape: [Int], _ seed: Int = 1, _ dtype: DType = .f64) -> Tensor {
  let type = TensorType(dtype, shape)
  func number(_ i: Int) -> Double {
    let mixed = UInt64(truncatingIfNeeded: i * 2 + seed * 7919 + 1) &* 0x9E37_79B9_7F4A_7C15
    return Double(Int64(mixed >> 44) - (1 << 19)) / Double(1 << 18)
  }
  if dtype.isComplex {
    return Tensor(
      HostTensor(
        type, complexes: (0..<type.count).map { WideComplex(number(2 * $0), number(2 * $0 + 1)) }))
  }
  return Tensor(HostTensor(type, doubles: (0..<type.count).map(number)))
}

/// The gradient by `x[place]` of the sum of the first result.
func gradients(_ x: [Tensor], _ f: @escaping Laws.Function) throws -> [Tensor] {
  let (values, map) = try Flat.linearize(f, x)
  let ct = values.enumerated().map { $0 == 0 ? Tensor.full($1.type, 1) : nil }
  return try zip(map.transposed(ct), x).map { $0 ?? .zeros(like: $1) }
}
