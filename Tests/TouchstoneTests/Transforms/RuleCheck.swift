import ConformanceKit
import Testing

@testable import Touchstone

/// A function of tensors and a point at which the laws of derivatives and batches are tried.
struct RuleCheck: Sendable, CustomTestStringConvertible {
  let name: String
  let point: [Tensor]
  let function: @Sendable ([Tensor]) throws -> [Tensor]

  init(
    _ name: String, _ point: [Tensor], _ function: @escaping @Sendable ([Tensor]) throws -> [Tensor]
  ) {
    self.name = name
    self.point = point
    self.function = function
  }

  var testDescription: String { name }

  /// What the laws of derivatives say against it; the function of squares has second derivatives.
  func derivativeFailures() throws -> [String] {
    let curved: Laws.Function = { x in
      try function(x.map { $0.dtype.isDifferentiable ? $0 * $0 + $0 : $0 })
    }
    return try Laws.jvpAgainstDifferences(function, at: point).map { "jvp: " + $0 }
      + Laws.adjoint(function, at: point).map { "adjoint: " + $0 }
      + Laws.secondOrder(curved, at: point).map { "second order: " + $0 }
  }

  /// What the law of batches says against it, and against its gradient.
  func batchFailures(isExact: Bool = true) throws -> [String] {
    let gradient: Laws.Function = { x in
      let (values, map) = try Flat.linearize(function, x)
      return try zip(map.transposed(values.map { .full($0.type, 1) }), x).map {
        $0 ?? .zeros(like: $1)
      }
    }
    var failures: [String] = []
    for members in [3, 1] {
      failures += try Laws.vmapAgainstLoop(
        function, at: point, members: members, isExact: isExact
      ).map { "vmap: " + $0 }
    }
    if point.contains(where: \.dtype.isDifferentiable) {
      failures += try Laws.vmapAgainstLoop(gradient, at: point).map { "vmap of vjp: " + $0 }
    }
    return failures + (try emptyBatchFailures())
  }

  /// What is wrong with batches that have no members.
  private func emptyBatchFailures() throws -> [String] {
    let own = try function(point).map(\.type)
    return try point.indices.flatMap { i -> [String] in
      let operands = point.indices.map { j in
        j == i ? Tensor.full(point[j].type.inserting(0, at: 0), 0) : point[j]
      }
      let together = try Flat.vmap(
        function, operands, inAxes: point.indices.map { $0 == i ? 0 : nil }, outAxes: { _ in 0 })
      let wanted = own.map { $0.inserting(0, at: 0) }
      return together.map(\.type) == wanted
        ? [] : ["an empty batch of argument \(i) gives \(together.map(\.type))"]
    }
  }
}

/// Numbers of both signs, none of them a tie.
func numbers(_ shape: [Int], _ seed: Int = 0) -> Tensor {
  let type = TensorType(.f64, shape)
  return Tensor(
    HostTensor(
      type, doubles: (0..<type.count).map { Double(($0 * 29 + seed * 17 + 5) % 61) / 32 - 0.9 }))
}

/// A tensor of `i32`.
func whole(_ shape: [Int], _ values: [Int]) -> Tensor {
  Tensor(HostTensor(TensorType(.i32, shape), signed: values.map(Int64.init)))
}
