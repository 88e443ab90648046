import Foundation
import Touchstone

extension Laws {
  /// Whether the tangents of `f` at `x` are what difference quotients, extrapolated after Richardson,
  /// say they are.
  ///
  /// The step is h = 1e-3·max(1, |x|); with D the central quotient, R = (4 D(h/2) - D(h)) / 3 must lie
  /// within 10 (|R - D(h/2)| + 4 u max|f| / h) of the tangent. Up to `limit` inputs each direction of
  /// a coordinate is tried, beyond that `samples` random ones and as many coordinates, first and last
  /// among them.
  /// The arguments must be of `f64` or `complex128`.
  public static func jvpAgainstDifferences(
    _ f: Function, at x: [Tensor], limit: Int = 64, samples: Int = 8, seed: UInt64 = 1
  ) throws -> [String] {
    let point = try hosts(x)
    let counts = point.map { $0.dtype.isDifferentiable ? parts($0).count : 0 }
    let total = counts.reduce(0, +)
    var directions: [[[Double]]] = []
    func coordinate(_ place: Int) -> [[Double]] {
      var rest = place
      return counts.map { count in
        defer { rest -= count }
        return (0..<count).map { $0 == rest ? 1 : 0 }
      }
    }
    if total <= limit {
      directions = (0..<total).map(coordinate)
    } else {
      var stream = Stream(seed: seed)
      directions = (0..<samples).map { _ in counts.map { (0..<$0).map { _ in stream.next() } } }
      directions += (0..<samples).map { coordinate($0 * (total - 1) / max(1, samples - 1)) }
    }
    var failures: [String] = []
    for (number, direction) in directions.enumerated() {
      let difference = try differences(f, point, direction, number)
      failures += difference
      if failures.count > 3 { break }
    }
    return failures
  }

  private static func differences(
    _ f: Function, _ point: [HostTensor], _ direction: [[Double]], _ number: Int
  ) throws -> [String] {
    let largest = point.flatMap { $0.dtype.isDifferentiable ? parts($0).map(abs) : [] }.max() ?? 0
    // A power of two near the step asked for, so that x ± h is exact more often than not.
    let h = exp2((log2(1e-3 * max(1, largest))).rounded())
    func values(_ step: Double) throws -> [[Double]] {
      let moved = zip(point, direction).map { x, d -> Tensor in
        guard x.dtype.isDifferentiable else { return Tensor(x) }
        return Tensor(tensor(x.type, zip(parts(x), d).map { $0 + step * $1 }))
      }
      return try hosts(try f(moved)).map { $0.dtype.isDifferentiable ? parts($0) : [] }
    }
    let tangents = zip(point, direction).map { x, d in
      x.dtype.isDifferentiable ? Tensor(tensor(x.type, d)) : nil
    }
    let (results, derivative) = try Flat.jvp(f, point.map { Tensor($0) }, tangents)
    let near = try (values(h / 2), values(-h / 2))
    let far = try (values(h), values(-h))
    var failures: [String] = []
    for (i, result) in results.enumerated() where result.dtype.isDifferentiable {
      let value = parts(try result.host())
      let given = try derivative[i].map { parts(try $0.host()) } ?? value.map { _ in 0 }
      let size = value.map(abs).filter(\.isFinite).max() ?? 0
      let unit = 0x1p-53
      for e in value.indices {
        let wide = (far.0[i][e] - far.1[i][e]) / (2 * h)
        let narrow = (near.0[i][e] - near.1[i][e]) / h
        let extrapolated = (4 * narrow - wide) / 3
        let bound = 10 * (abs(extrapolated - narrow) + 4 * unit * size / h)
        if !(abs(given[e] - extrapolated) <= bound) {
          failures.append(
            "result \(i) element \(e) in direction \(number): the tangent is \(given[e]), "
              + "difference quotients give \(extrapolated), allowed \(bound)")
        }
      }
    }
    return failures
  }
}
