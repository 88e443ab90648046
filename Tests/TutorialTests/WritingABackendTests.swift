import ConformanceKit
import Foundation
import NumPy
import Testing
import Touchstone

/// Adds and takes hyperbolic tangents of `f32` by loops of its own; the rest is borrowed.
struct SmallBackend: KernelBackend {
  let name = "small"

  func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    guard operands.allSatisfy({ $0.dtype == .f32 }) else { return nil }
    switch operation.name {
    case "add": return Self.add
    case "tanh": return Self.tanh
    default: return nil
    }
  }

  private static let add: Kernel = { operands, types, _ in
    let (x, y) = (floats(operands[0]), floats(operands[1]))
    return [tensor(types[0], zip(x, y).map { $0 + $1 })]
  }

  private static let tanh: Kernel = { operands, types, _ in
    // Through Double, so that one rounding remains.
    [tensor(types[0], floats(operands[0]).map { Float(Foundation.tanh(Double($0))) })]
  }

  private static func floats(_ x: HostTensor) -> [Float] {
    x.withElements(of: Float.self) { Array($0) }
  }
  private static func tensor(_ type: TensorType, _ elements: [Float]) -> HostTensor {
    HostTensor(type) { bytes in elements.withUnsafeBytes { bytes.copyMemory(from: $0) } }
  }
}

/// Calls the hyperbolic tangent of x what is x itself: wrong from the first digit on.
private struct WrongBackend: KernelBackend {
  let name = "wrong"
  func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    guard operation.name == "tanh", operands[0].dtype == .f32 else { return nil }
    return { operands, _, _ in [operands[0]] }
  }
}

@Suite struct WritingABackendTests {
  @Test func `a backend of two kernels runs everything`() throws {
    Backends.register(SmallBackend())
    let backend = try #require(Backends.named("small"))
    let x = Tensor([0.5, -1, 2] as [Float])
    let f = jit { (x: Tensor) in tanh(x + 1) * x }
    let result = withBackend(backend) { f(x) }
    let expected = withBackend(ReferenceBackend()) { f(x) }
    let difference = try max(abs(result - expected)).scalars(as: Float.self)[0]
    #expect(difference < 1e-6)
  }

  @Test func `the judge passes it, and rejects one that is wrong`() throws {
    let repository = try Repository.find()
    let judge = Judge([SmallBackend()], goldens: repository.goldens)
    for file in try repository.caseFiles() where ["add", "tanh"].contains(file.heading) {
      for one in file.cases {
        for verdict in judge.verdicts(one) where verdict.status.isFailure {
          Issue.record("\(verdict)")
        }
      }
    }

    let strict = Judge([WrongBackend()], goldens: repository.goldens)
    let cases = try repository.caseFiles().filter { $0.heading == "tanh" }.flatMap(\.cases)
    #expect(cases.flatMap { strict.verdicts($0) }.contains { $0.status.isFailure })
  }
}
