import AllBackends
import Testing
import Touchstone

@testable import ConformanceKit

/// The reference, every operation of which errs by a share of what it may: `share` of it up or down,
/// as the bits of the result decide.
private struct Erring: KernelBackend {
  let name = "erring"
  let share: Double
  let isMixed: Bool

  private static let reductions: Set = ["reduce", "reduce_window", "scatter", "select_and_scatter"]

  func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    // What runs bodies in turn errs in them.
    guard
      operation.regions.isEmpty && operation.callees.isEmpty
        || Self.reductions.contains(operation.name)
    else { return nil }
    return { [share, isMixed] operands, types, context in
      let exact = operands.map { Bounded(given: $0) }
      let results = try operation.evaluate(operands, types, in: context)
      guard let bounds = try? Propagation().applied(operation, exact, types) else { return results }
      return zip(results, bounds).map { result, bounded in
        guard let radius = bounded.radius, result.dtype.isFloat else { return result }
        let moved = zip(result.doubles, radius).map { value, radius -> Double in
          // Two roundings, the reference's and that of what is stored here, come out of it.
          let room = radius - Bounds.ulp(value, result.dtype)
          let isDown = isMixed && value.significandBitPattern.nonzeroBitCount.isMultiple(of: 2)
          guard value.isFinite, value != 0, room > 0, room.isFinite else { return value }
          return value + (isDown ? -share : share) * room
        }
        return HostTensor(result.type, doubles: moved)
      }
    }
  }
}

/// The reference with results of one operation moved by so many ulps.
private struct Moved: KernelBackend {
  let name = "moved"
  let operation: String
  let ulps: Double

  func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    guard operation.name == self.operation else { return nil }
    return { [ulps] operands, types, context in
      try operation.evaluate(operands, types, in: context).map { result in
        HostTensor(
          result.type, doubles: result.doubles.map { $0 + ulps * Bounds.ulp($0, result.dtype) })
      }
    }
  }
}

private func bounded(_ body: String, _ operands: [String]) throws -> [Bounded] {
  let program = try Program(text: body)
  return try Propagation.results(of: program, try operands.map { try Literal.parse($0) })
}

@Suite struct PropagationTests {
  @Test(arguments: [(1.0, false), (-1, false), (1, true), (0.5, true)])
  func `a backend whose every operation errs as far as it may passes`(
    _ share: Double, _ isMixed: Bool
  ) throws {
    let backend = Erring(share: share, isMixed: isMixed)
    var tried = 0
    for seed in UInt64(1)...50 {
      guard let made = GeneratedProgram(seed: seed) else { continue }
      tried += 1
      let failure = made.failure(on: backend)
      #expect(failure == nil, "seed \(seed): \(failure ?? "")")
    }
    #expect(tried > 40)
  }

  @Test(arguments: [
    ("add", 4.0, "stablehlo.add %a, %b", "stablehlo.multiply %0, %b"),
    ("multiply", 4, "stablehlo.multiply %a, %b", "stablehlo.subtract %0, %b"),
    ("divide", 4, "stablehlo.divide %a, %b", "stablehlo.multiply %0, %b"),
    ("exponential", 36, "stablehlo.exponential %a", "stablehlo.multiply %0, %b"),
    ("tanh", 36, "stablehlo.tanh %a", "stablehlo.add %0, %b"),
    ("logistic", 60, "stablehlo.logistic %a", "stablehlo.multiply %0, %b"),
  ])
  func `an error of four times what one operation may be off fails`(
    _ operation: String, _ ulps: Double, _ first: String, _ second: String
  ) throws {
    let type = "tensor<5xf32>"
    let program = try Program(
      text: """
        func.func @main(%a: \(type), %b: \(type)) -> \(type) {
          %0 = \(first) : \(type)
          %1 = \(second) : \(type)
          return %1 : \(type)
        }
        """)
    let operands = [
      try Literal.parse("f32[5] 0.3 0.7 0.9 1.1 1.3"),
      try Literal.parse("f32[5] 0.2 0.4 0.3 0.5 0.1"),
    ]
    #expect(GeneratedProgram.failure(of: program, operands, on: ReferenceBackend()) == nil)
    let moved = Moved(operation: operation, ulps: ulps)
    #expect(GeneratedProgram.failure(of: program, operands, on: moved) != nil)
  }

  // erf(4) is 1.5e-8 below 1, to which it is rounded; ulps of 1 are twice those below it.
  @Test(arguments: [(8.0, true), (12, false)])
  func `a function may be off by ulps of what it is rounded to`(
    _ ulps: Double, _ passes: Bool
  ) throws {
    let program = try Program(
      text: """
        func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
          %0 = chlo.erf %x : tensor<1xf32> -> tensor<1xf32>
          %1 = stablehlo.negate %0 : tensor<1xf32>
          return %1 : tensor<1xf32>
        }
        """)
    let moved = Moved(operation: "erf", ulps: ulps)
    let failure = GeneratedProgram.failure(of: program, [try Literal.parse("f32[1] 4")], on: moved)
    #expect((failure == nil) == passes, "\(failure ?? "")")
  }

  @Test func `a value less itself is zero, and the winner of a maximum equals it`() throws {
    let results = try bounded(
      """
      func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xi1>) {
        %s = stablehlo.exponential %x : tensor<4xf32>
        %init = stablehlo.constant dense<0xFF800000> : tensor<f32>
        %m = stablehlo.reduce(%s init: %init) applies stablehlo.maximum across dimensions = [0]
          : (tensor<4xf32>, tensor<f32>) -> tensor<f32>
        %b = stablehlo.broadcast_in_dim %m, dims = [] : (tensor<f32>) -> tensor<4xf32>
        %d = stablehlo.subtract %s, %b : tensor<4xf32>
        %e = stablehlo.compare EQ, %s, %b : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
        return %d, %e : tensor<4xf32>, tensor<4xi1>
      }
      """, ["f32[4] 0.5 2 1 -1"])
    #expect(results[0].radii[1] == 0 && results[0].radii[0] > 0)
    #expect(results[1].isExact)
    #expect(results[1].value.booleans == [false, true, false, false])
  }

  @Test func `sums of whole numbers are the same in any order`() throws {
    let results = try bounded(
      """
      func.func @main(%x: tensor<6xf32>) -> tensor<f32> {
        %init = stablehlo.constant dense<0.0> : tensor<f32>
        %m = stablehlo.reduce(%x init: %init) applies stablehlo.add across dimensions = [0]
          : (tensor<6xf32>, tensor<f32>) -> tensor<f32>
        return %m : tensor<f32>
      }
      """, ["f32[6] 1 2 -3 4 100 7"])
    #expect(results[0].isExact)
  }

  @Test func `a loop whose condition is within its bound of a tie has no bound`() throws {
    let text = """
      func.func @main(%x: tensor<f32>) -> tensor<f32> {
        %0 = stablehlo.exponential %x : tensor<f32>
        %1 = stablehlo.log %0 : tensor<f32>
        %2 = stablehlo.while(%v = %1) : tensor<f32>
        cond {
          %c = stablehlo.compare LT, %v, %x : (tensor<f32>, tensor<f32>) -> tensor<i1>
          stablehlo.return %c : tensor<i1>
        } do {
          %n = stablehlo.add %v, %x : tensor<f32>
          stablehlo.return %n : tensor<f32>
        }
        return %2 : tensor<f32>
      }
      """
    #expect(throws: PropagationError.self) { try bounded(text, ["f32[] 0.5"]) }
  }

  @Test func `what may be on either side of a step is either`() throws {
    let results = try bounded(
      """
      func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
        %0 = stablehlo.exponential %x : tensor<2xf32>
        %1 = stablehlo.log %0 : tensor<2xf32>
        %2 = stablehlo.floor %1 : tensor<2xf32>
        return %2 : tensor<2xf32>
      }
      """, ["f32[2] 2 2.5"])
    #expect((1..<1.1).contains(results[0].radii[0]) && results[0].radii[1] == 0)
  }

  @Test func `NaN that comes of what is not certain may be any number`() throws {
    let results = try bounded(
      """
      func.func @main(%x: tensor<f32>, %zero: tensor<f32>) -> tensor<f32> {
        %0 = stablehlo.exponential %x : tensor<f32>
        %1 = stablehlo.log %0 : tensor<f32>
        %2 = stablehlo.subtract %1, %x : tensor<f32>
        %3 = stablehlo.divide %zero, %2 : tensor<f32>
        return %3 : tensor<f32>
      }
      """, ["f32[] 0.5", "f32[] 0"])
    #expect(results[0].radii[0] == .infinity)
  }

  @Test func `what a compiled function inside a gradient gives keeps its bound`() throws {
    let f = { (x: Tensor) in reduceSum(x * sin(x)) }
    let x = Tensor([-1.4639897, -0.8008136, 0.7532554] as [Float])
    let results = withBackend(PropagatingBackend()) {
      [jit(grad(f))(x), grad(jit(f))(x), grad(f)(x)]
    }
    let expected = try grad(f)(x).host().doubles
    for result in results {
      guard let bounded = (result.buffer as? BoundedBuffer)?.bounded else {
        Issue.record("a result has lost its bound")
        continue
      }
      for ((value, radius), expected) in zip(zip(bounded.value.doubles, bounded.radii), expected) {
        #expect(radius > 0 && abs(value - expected) <= radius)
      }
    }
  }
}
