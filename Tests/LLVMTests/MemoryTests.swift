import Testing
import Touchstone

@testable import LLVMBackend

@Suite(.enabled(if: hasLLVM, whyAbsent))
struct MemoryTests {
  /// Products between loops, so that values must lie in memory.
  private let chain = """
    func.func @main(%x: tensor<32x32xf32>) -> tensor<32x32xf32> {
      %0 = stablehlo.dot_general %x, %x, contracting_dims = [1] x [0] : (tensor<32x32xf32>, tensor<32x32xf32>) -> tensor<32x32xf32>
      %1 = stablehlo.negate %0 : tensor<32x32xf32>
      %2 = stablehlo.abs %1 : tensor<32x32xf32>
      %3 = stablehlo.sqrt %2 : tensor<32x32xf32>
      %4 = stablehlo.dot_general %3, %x, contracting_dims = [1] x [0] : (tensor<32x32xf32>, tensor<32x32xf32>) -> tensor<32x32xf32>
      %5 = stablehlo.sqrt %4 : tensor<32x32xf32>
      %6 = stablehlo.dot_general %5, %x, contracting_dims = [1] x [0] : (tensor<32x32xf32>, tensor<32x32xf32>) -> tensor<32x32xf32>
      return %6 : tensor<32x32xf32>
    }
    """

  @Test func `memory is used again once a value is no longer needed`() throws {
    let (plan, _) = try plan(chain)
    #expect(plan.memory.total >= 4 * 4096)
    #expect(plan.memory.size <= 2 * 4096)
    #expect(!plan.memory.inPlace.isEmpty)
  }

  @Test func `a value that is read through its reshape as well is not overwritten`() throws {
    let text = """
      func.func @main(%a: tensor<256xf32>) -> (tensor<256xf32>, tensor<16x16xf32>) {
        %x = stablehlo.multiply %a, %a : tensor<256xf32>
        %y = stablehlo.reshape %x : (tensor<256xf32>) -> tensor<16x16xf32>
        %s = stablehlo.optimization_barrier %y : tensor<16x16xf32>
        %r = stablehlo.reverse %y, dims = [0, 1] : tensor<16x16xf32>
        %h = stablehlo.reshape %r : (tensor<16x16xf32>) -> tensor<256xf32>
        %u = stablehlo.subtract %x, %h : tensor<256xf32>
        %e = stablehlo.optimization_barrier %u : tensor<256xf32>
        return %e, %s : tensor<256xf32>, tensor<16x16xf32>
      }
      """
    let x = [wholeNumbers(TensorType(.f32, [256]))]
    #expect(try run(text, x) == expected(text, x))
  }

  @Test func `an argument that others hold keeps its elements`() throws {
    let text = """
      func.func @main(%x: tensor<4096xf32>) -> tensor<4096xf32> {
        %0 = stablehlo.sqrt %x : tensor<4096xf32>
        return %0 : tensor<4096xf32>
      }
      """
    let executable = try LLVMBackend().compile(Program(text: text))
    let x = floats([4096], [Float](repeating: 4, count: 4096))
    let first = try executable.run([x])[0].host()
    #expect(x.singles.allSatisfy { $0 == 4 })
    #expect(first.singles.allSatisfy { $0 == 2 })
    let second = try executable.run([first])[0].host().singles[0]
    #expect(second == Float(2).squareRoot())
    #expect(first.singles.allSatisfy { $0 == 2 })
  }

  @Test func `an argument that is given up gives its memory to the result`() throws {
    let text = """
      func.func @main(%x: tensor<4096xf32>) -> tensor<4096xf32> {
        %0 = stablehlo.sqrt %x : tensor<4096xf32>
        return %0 : tensor<4096xf32>
      }
      """
    let executable = try LLVMBackend().compile(Program(text: text))
    var address: UnsafeMutableRawPointer?
    func made() -> [any Buffer] {
      let x = floats([4096], [Float](repeating: 4, count: 4096))
      address = x.address
      return [x]
    }
    let result = try executable.run(made(), RunOptions())[0].host()
    #expect(result.singles.allSatisfy { $0 == 2 })
    #expect(result.address == address)
  }

  @Test func `results may be arguments, and may be returned twice`() throws {
    let text = """
      func.func @main(%x: tensor<40xf32>) -> (tensor<40xf32>, tensor<40xf32>, tensor<40xf32>, tensor<5x8xf32>) {
        %0 = stablehlo.negate %x : tensor<40xf32>
        %1 = stablehlo.reshape %0 : (tensor<40xf32>) -> tensor<5x8xf32>
        return %x, %0, %0, %1 : tensor<40xf32>, tensor<40xf32>, tensor<40xf32>, tensor<5x8xf32>
      }
      """
    let x = wholeNumbers(TensorType(.f32, [40]))
    #expect(try run(text, [x]) == expected(text, [x]))
  }

  @Test func `steps that pass their operand on keep it from being overwritten`() throws {
    let text = """
      func.func @main(%x: tensor<2000xf32>) -> tensor<2000xf32> {
        %0 = stablehlo.exponential %x : tensor<2000xf32>
        %1 = stablehlo.optimization_barrier %0 : tensor<2000xf32>
        %2 = stablehlo.cosine %1 : tensor<2000xf32>
        %3 = stablehlo.optimization_barrier %2 : tensor<2000xf32>
        %4 = stablehlo.subtract %1, %3 : tensor<2000xf32>
        %5 = stablehlo.optimization_barrier %4 : tensor<2000xf32>
        %6 = stablehlo.add %1, %5 : tensor<2000xf32>
        return %6 : tensor<2000xf32>
      }
      """
    let x = floats([2000], [Float](repeating: 0, count: 2000))
    #expect(try problems(text, [x]) == [])
  }

  @Test func `loops run their body on the same backend, and carries are kept apart`() throws {
    let text = """
      func.func @main(%x: tensor<100xf32>) -> (tensor<i32>, tensor<100xf32>) {
        %i = stablehlo.constant dense<0> : tensor<i32>
        %n = stablehlo.constant dense<10> : tensor<i32>
        %one = stablehlo.constant dense<1> : tensor<i32>
        %0:2 = stablehlo.while(%a = %i, %b = %x) : tensor<i32>, tensor<100xf32>
          cond {
            %c = stablehlo.compare LT, %a, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
            stablehlo.return %c : tensor<i1>
          } do {
            %d = stablehlo.add %a, %one : tensor<i32>
            %e = stablehlo.add %b, %x : tensor<100xf32>
            stablehlo.return %d, %e : tensor<i32>, tensor<100xf32>
          }
        return %0#0, %0#1 : tensor<i32>, tensor<100xf32>
      }
      """
    let x = wholeNumbers(TensorType(.f32, [100]))
    #expect(try run(text, [x]) == expected(text, [x]))
  }

  @Test func `threads may run one program side by side`() async throws {
    let executable = try LLVMBackend().compile(Program(text: chain))
    let inputs = (0..<8).map { k in
      floats([32, 32], (0..<1024).map { Float(($0 + k) % 5) / 16 })
    }
    let alone = try inputs.map { try executable.run([$0])[0].host() }
    let together = try await withThrowingTaskGroup(of: (Int, HostTensor).self) { group in
      for round in 0..<4 {
        for (i, input) in inputs.enumerated() {
          group.addTask {
            _ = round
            return (i, try executable.run([input])[0].host())
          }
        }
      }
      return try await group.reduce(into: [(Int, HostTensor)]()) { $0.append($1) }
    }
    #expect(together.count == 32)
    for (i, result) in together { #expect(result == alone[i]) }
  }

  @Test func `threads may compile at the same time`() async throws {
    let counts = try await withThrowingTaskGroup(of: Float.self) { group in
      for i in 0..<12 {
        group.addTask {
          let text = """
            func.func @main(%x: tensor<\(i / 3 + 3)x17xf32>) -> tensor<17xf32> {
              %z = stablehlo.constant dense<0.0> : tensor<f32>
              %0 = stablehlo.reduce(%x init: %z) applies stablehlo.add across dimensions = [0] : (tensor<\(i / 3 + 3)x17xf32>, tensor<f32>) -> tensor<17xf32>
              return %0 : tensor<17xf32>
            }
            """
          let rows = i / 3 + 3
          let x = floats([rows, 17], [Float](repeating: 1, count: rows * 17))
          return try run(text, [x])[0].singles[16]
        }
      }
      return try await group.reduce(into: [Float]()) { $0.append($1) }
    }
    let wanted: [Float] = [3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6]
    #expect(counts.sorted() == wanted)
  }
}
