import Foundation
import Touchstone

extension Laws {
  /// Whether the pullback of `f` at `x` is the adjoint of its tangent map: ⟨w, J v⟩ = ⟨Jᵀ w, v⟩, for
  /// random v and w.
  public static func adjoint(
    _ f: Function, at x: [Tensor], tries: Int = 3, seed: UInt64 = 2
  ) throws -> [String] {
    let (values, map) = try Flat.linearize(f, x)
    var stream = Stream(seed: seed)
    var failures: [String] = []
    for attempt in 0..<tries {
      let v = x.map { $0.dtype.isDifferentiable ? random($0.type, &stream) : nil }
      let w = values.map { $0.dtype.isDifferentiable ? random($0.type, &stream) : nil }
      let (_, forward) = try Flat.jvp(f, x, v.map { $0.map { Tensor($0) } })
      let linear = try map(v.map { $0.map { Tensor($0) } })
      let back = try map.transposed(w.map { $0.map { Tensor($0) } })
      let tangents = try forward.map { try $0?.host() }
      let left = pairing(w, tangents)
      let right = pairing(try back.map { try $0?.host() }, v)
      let unit = precision(x + values)
      let bound = 64 * unit * Double(1 + largestCount(x + values)) * max(left.size, right.size)
      if !(abs(left.value - right.value) <= bound) {
        failures.append(
          "try \(attempt): ⟨w, J v⟩ = \(left.value), ⟨Jᵀ w, v⟩ = \(right.value), allowed \(bound)")
      }
      for (i, (a, b)) in zip(tangents, try linear.map { try $0?.host() }).enumerated() {
        guard a != nil || b != nil, let type = (a ?? b)?.type else { continue }
        let zero = HostTensor.full(type, 0)
        let (p, q) = (parts(a ?? zero), parts(b ?? zero))
        let size = p.map(abs).max() ?? 0
        let allowed = 64 * unit * Double(1 + largestCount(x + values)) * size
        for e in p.indices where !(abs(p[e] - q[e]) <= allowed) && !(p[e].isNaN && q[e].isNaN) {
          failures.append(
            "try \(attempt): result \(i) element \(e): jvp gives \(p[e]), linearize \(q[e])")
          break
        }
      }
    }
    return failures
  }

  /// Whether the tangents of the gradient of ⟨w, f⟩ are what difference quotients say, and the
  /// Hessian they form is symmetric.
  public static func secondOrder(
    _ f: @escaping Function, at x: [Tensor], limit: Int = 16, seed: UInt64 = 3
  ) throws -> [String] {
    var stream = Stream(seed: seed)
    let values = try f(x)
    let w = values.map { $0.dtype.isDifferentiable ? Tensor(random($0.type, &stream)) : nil }
    let isReal = x.map(\.dtype.isDifferentiable)
    func gradient(_ x: [Tensor]) throws -> [Tensor] {
      let (_, map) = try Flat.linearize(f, x)
      return try zip(map.transposed(w), zip(x, isReal)).compactMap { ct, from in
        from.1 ? ct ?? Tensor(HostTensor.full(from.0.type, 0)) : nil
      }
    }
    var failures = try jvpAgainstDifferences(gradient, at: x, limit: limit, seed: seed)
      .map { "gradient: " + $0 }
    let u = x.map { $0.dtype.isDifferentiable ? random($0.type, &stream) : nil }
    let v = x.map { $0.dtype.isDifferentiable ? random($0.type, &stream) : nil }
    func along(_ d: [HostTensor?]) throws -> [HostTensor?] {
      var rest = try Flat.jvp(gradient, x, d.map { $0.map { Tensor($0) } }).tangents
        .makeIterator()
      return try isReal.map { $0 ? try (rest.next() ?? nil)?.host() : nil }
    }
    let (left, right) = (pairing(u, try along(v)), pairing(try along(u), v))
    let bound =
      256 * precision(x + values) * Double(1 + largestCount(x + values))
      * max(left.size, right.size)
    if !(abs(left.value - right.value) <= bound) {
      failures.append(
        "the Hessian is not symmetric: \(left.value) and \(right.value), allowed \(bound)")
    }
    return failures
  }

  /// The unit roundoff of the coarsest dtype among `x`.
  static func precision(_ x: [Tensor]) -> Double {
    x.compactMap { $0.dtype.realPart.floatFormat }
      .map { Double(sign: .plus, exponent: -$0.significandBits - 1, significand: 1) }.max()
      ?? 0x1p-53
  }

  private static func largestCount(_ x: [Tensor]) -> Int { x.map(\.type.count).max() ?? 0 }
}
