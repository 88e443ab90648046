import AllBackends
import Foundation
import Testing
import Touchstone

@testable import ConformanceKit

/// The reference, one operation of which is wrong by a thousandth.
private struct Wrong: KernelBackend {
  let name = "wrong"
  let operation: String

  func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    guard operation.name == self.operation else { return nil }
    return { operands, types, context in
      try operation.evaluate(operands, types, in: context).map { result in
        guard result.dtype.isFloat else { return result }
        return HostTensor(result.type, doubles: result.doubles.map { $0 + $0 / 256 + 0x1p-6 })
      }
    }
  }
}

@Suite struct GenerationTests {
  @Test func `a seed stands for the same program everywhere`() throws {
    for seed in UInt64(1)...20 {
      let (a, b) = (GeneratedProgram(seed: seed), GeneratedProgram(seed: seed))
      #expect(a?.program == b?.program && a?.operands == b?.operands)
    }
    // Written down once: it must not change from one machine to another.
    let made = try #require(GeneratedProgram(seed: 8))
    #expect(made.operands.map(\.type.description).joined(separator: " ").contains("f32[16,3,2]"))
  }

  @Test func `programs have control flow, derivatives' operations and every kind of dtype`() throws
  {
    var names: Set<String> = []
    var dtypes: Set<DType> = []
    for seed in UInt64(1)...120 {
      guard let block = GeneratedProgram(seed: seed)?.program.main?.block else { continue }
      names.formUnion(block.operationNames)
      dtypes.formUnion(block.valueTypes.map(\.dtype))
    }
    for name in ["while", "case", "scan", "dot_general", "convolution", "reduce", "sort", "gather"]
    {
      #expect(names.contains(name), "\(name) is in no program")
    }
    #expect(names.count > 50)
    #expect(dtypes.isSuperset(of: [.f32, .f64, .bf16, .f16, .complex64, .i32, .i1]))
  }

  @Test func `a program with its text and its data is the same program`() throws {
    for seed in UInt64(1)...20 {
      guard let made = GeneratedProgram(seed: seed) else { continue }
      let again = try Program(text: made.program.text())
      #expect(
        try GeneratedProgram.run(again, made.operands, on: ReferenceBackend())
          == GeneratedProgram.run(made.program, made.operands, on: ReferenceBackend()))
    }
  }

  @Test(arguments: ["tanh", "exponential", "dot_general", "reduce", "add", "multiply"])
  func `a failure becomes small`(_ operation: String) throws {
    let backend = Wrong(operation: operation)
    var found = 0
    for seed in UInt64(1)...60 where found < 4 {
      guard let made = GeneratedProgram(seed: seed), made.failure(on: backend) != nil else {
        continue
      }
      found += 1
      let start = ContinuousClock.now
      let (program, operands) = Shrinker.least(made.program, made.operands) {
        GeneratedProgram.fails($0, $1, on: backend)
      }
      #expect(GeneratedProgram.fails(program, operands, on: backend))
      #expect(ContinuousClock.now - start < .seconds(20))
      let block = try #require(program.main?.block)
      #expect(block.operationCount <= 3, "seed \(seed): \(block.operationCount) operations")
      #expect(
        operands.reduce(0) { $0 + $1.count } <= 16, "seed \(seed): \(operands.map(\.type))")
    }
    #expect(found > 0)
  }

  @Test func `failures are kept as cases and tried again`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "corpus-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = try Program(
      text: """
        func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
          %0 = stablehlo.tanh %x : tensor<2xf32>
          return %0 : tensor<2xf32>
        }
        """)
    let corpus = Corpus(folder)
    _ = try corpus.add(program, [try Literal.parse("f32[2] 0.5 nan")], note: "a test")
    let verdicts = try corpus.verdicts(on: [ReferenceBackend(), Wrong(operation: "tanh")])
    #expect(verdicts.map(\.status) == [.pass, .fail])
  }

  @Test func `choices can be made again, and are the least where none are left`() {
    var choices = Choices(seed: 3)
    let first = (0..<5).map { _ in choices.below(100) }
    var again = Choices(replaying: choices.record)
    #expect((0..<5).map { _ in again.below(100) } == first)
    #expect(again.below(100) == 0)
  }
}
