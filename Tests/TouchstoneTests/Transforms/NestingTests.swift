import Testing

@testable import Touchstone

private let origin = TraceOrigin(transformation: "test")

/// A function of one vector that gives a vector, with its first derivative along a direction, known
/// in closed form: what every nesting is compared with.
struct NestedFunction: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Applied to each element.
  let value: @Sendable (Tensor) -> Tensor
  /// The derivative of order 1, 2 and 3 by the element.
  let derivatives: [@Sendable (Tensor) -> Tensor]

  init(
    _ name: String, _ value: @escaping @Sendable (Tensor) -> Tensor,
    _ derivatives: @Sendable (Tensor) -> Tensor...
  ) {
    testDescription = name
    self.value = value
    self.derivatives = derivatives
  }
}

private let functions: [NestedFunction] = [
  NestedFunction("sine", { sin($0) }, { cos($0) }, { -sin($0) }, { -cos($0) }),
  NestedFunction("exponential", { exp($0) }, { exp($0) }, { exp($0) }, { exp($0) }),
  NestedFunction("square", { $0 * $0 }, { 2 * $0 }, { 0 * $0 + 2 }, { 0 * $0 }),
  NestedFunction(
    "cube", { $0 * $0 * $0 }, { 3 * $0 * $0 }, { 6 * $0 }, { 0 * $0 + 6 }),
  NestedFunction(
    "logarithm", { log($0 + 3) }, { 1 / ($0 + 3) }, { -1 / square($0 + 3) },
    { 2 / (($0 + 3) * square($0 + 3)) }),
  NestedFunction(
    "reciprocal", { 1 / ($0 + 3) }, { -1 / square($0 + 3) }, { 2 / (square($0 + 3) * ($0 + 3)) },
    { -6 / square(square($0 + 3)) }),
  NestedFunction(
    "hyperbolic tangent", { tanh($0) }, { 1 - square(tanh($0)) },
    { -2 * tanh($0) * (1 - square(tanh($0))) },
    { (6 * square(tanh($0)) - 2) * (1 - square(tanh($0))) }),
  NestedFunction(
    "times sine", { $0 * sin($0) }, { sin($0) + $0 * cos($0) }, { 2 * cos($0) - $0 * sin($0) },
    { -3 * sin($0) - $0 * cos($0) }),
  NestedFunction(
    "square root", { sqrt($0 + 3) }, { 0.5 * rsqrt($0 + 3) },
    { -0.25 * rsqrt($0 + 3) / ($0 + 3) }, { 0.375 * rsqrt($0 + 3) / square($0 + 3) }),
  NestedFunction(
    "power of e with square", { exp(-0.5 * $0 * $0) }, { -$0 * exp(-0.5 * $0 * $0) },
    { ($0 * $0 - 1) * exp(-0.5 * $0 * $0) }, { (3 * $0 - $0 * $0 * $0) * exp(-0.5 * $0 * $0) }),
  NestedFunction("line", { 3 * $0 - 1 }, { 0 * $0 + 3 }, { 0 * $0 }, { 0 * $0 }),
  NestedFunction(
    "product of sine and cosine", { sin($0) * cos($0) }, { cos(2 * $0) }, { -2 * sin(2 * $0) },
    { -4 * cos(2 * $0) }),
]

/// A transformation of functions of a vector: what it does, and how often it differentiates.
private enum Step: String, CaseIterable {
  case grad, jvp, vmap, jit, scan, cond, checkpoint, customJVP, customVJP

  var order: Int { self == .grad || self == .jvp ? 1 : 0 }

  /// The transformed function, which works element by element as `f` does; of the derivative of `f`
  /// if it differentiates.
  func callAsFunction(
    _ f: @escaping (Tensor) throws -> Tensor
  ) -> (Tensor) throws -> Tensor {
    switch self {
    case .grad:
      return { x in
        let (values, map) = try Flat.linearize({ [try f($0[0])] }, [x])
        return try map.transposed([.full(values[0].type, 1.0)])[0] ?? .zeros(like: x)
      }
    case .jvp:
      return { x in
        try Flat.jvp({ [try f($0[0])] }, [x], [.full(x.type, 1.0)]).tangents[0] ?? .zeros(like: x)
      }
    case .vmap:
      // Over the elements, or of a scalar over two copies of it.
      return { x in
        if x.rank > 0 {
          return try Flat.vmap({ [try f($0[0])] }, [x], inAxes: [0], outAxes: { _ in 0 })[0]
        }
        let pair = broadcast(x, to: [2], axes: [])
        return try Flat.vmap({ [try f($0[0])] }, [pair], inAxes: [0], outAxes: { _ in 0 })[0]
          .slice(1, along: 0)
      }
    case .jit:
      return { x in
        let (block, captured) = try Flat.record({ [try f($0[0])] }, [x.type])
        return try block(captured + [x])[0]
      }
    case .scan:
      // The second step's value is dropped; the first is f(x).
      return { x in
        let steps = Tensor.stacked([x, x + 1])
        let results = try Loops.scan(
          [steps], length: 2, carrying: [x], origin
        ) { values in
          [try f(values[0]), values[1]]
        }
        return results[0].slice(0, along: 0)
      }
    case .cond:
      return { x in
        // The branch is chosen by the value, without a derivative of its own.
        let isLarge = greater(reduceMax(x), Tensor(100.0))
        return try Loops.choose(
          convert(isLarge, to: .i32), [{ [try f(x)] }, { [x * 17] }], origin)[0]
      }
    case .checkpoint:
      return { x in try Checkpoint.call({ [try f($0[0])] }, [x], .nothingSaveable)[0] }
    case .customJVP:
      return { x in
        try CustomJVP.call(
          { [try f($0[0])] },
          { x, dx in
            let (values, tangents) = try Flat.jvp({ [try f($0[0])] }, x, dx)
            return (values, [tangents[0] ?? .zeros(like: x[0])])
          }, [x])[0]
      }
    case .customVJP:
      return { x in
        try CustomVJP.call(
          { [try f($0[0])] }, { ([try f($0[0])], $0) },
          { x, ct in
            let (_, map) = try Flat.linearize({ [try f($0[0])] }, x)
            return try map.transposed(ct)
          }, [x])[0]
      }
    }
  }
}

/// Nestings that mean nothing: a function with a cotangent rule alone has no tangents.
private func isMeaningful(_ steps: [Step]) -> Bool {
  // Outermost first. What is inside of the rule is not differentiated forward by it.
  for (i, step) in steps.enumerated() where step == .customVJP {
    if steps[..<i].contains(.jvp) || steps[..<i].contains(.customJVP) { return false }
    // The gradient of a gradient differentiates the rule in turn, forward mode first.
  }
  return true
}

@Suite struct NestingTests {
  private let x = Tensor([0.3, -0.7, 1.1])

  private func check(_ steps: [Step], _ function: NestedFunction) {
    let name = steps.map(\.rawValue).joined(separator: " of ")
    do {
      let nested = steps.reversed().reduce({ function.value($0) } as (Tensor) throws -> Tensor) {
        $1($0)
      }
      let order = steps.map(\.order).reduce(0, +)
      let expected = order == 0 ? function.value(x) : function.derivatives[order - 1](x)
      let (a, b) = try (
        checking { try nested(x) }.scalars(as: Double.self), expected.scalars(as: Double.self)
      )
      #expect(a.count == b.count, "\(name)")
      for (a, b) in zip(a, b) {
        #expect(abs(a - b) <= 1e-12 * max(1, abs(b)), "\(name): \(a) instead of \(b)")
      }
    } catch { Issue.record("\(name): \(error)") }
  }

  @Test(arguments: functions)
  func `two transformations nest in either order`(_ function: NestedFunction) {
    for outer in Step.allCases {
      for inner in Step.allCases where isMeaningful([outer, inner]) {
        check([outer, inner], function)
      }
    }
  }

  @Test(arguments: functions.indices)
  func `three transformations nest in every order`(_ number: Int) {
    // Every triple on some functions, and every function with many triples.
    var count = 0
    for outer in Step.allCases {
      for middle in Step.allCases {
        for inner in Step.allCases where isMeaningful([outer, middle, inner]) {
          count += 1
          if count % 3 == number % 3 { check([outer, middle, inner], functions[number]) }
        }
      }
    }
  }

  @Test func `a function with a cotangent rule alone has no tangents`() {
    for steps in [[Step.jvp, .customVJP], [.jvp, .scan, .customVJP], [.jvp, .jit, .customVJP]] {
      let nested = steps.reversed().reduce({ sin($0) } as (Tensor) throws -> Tensor) { $1($0) }
      #expect(throws: TensorError.self) { try checking { try nested(x) } }
    }
  }
}
