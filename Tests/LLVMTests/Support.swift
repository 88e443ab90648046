import ConformanceKit
import Foundation
import Testing
import Touchstone

@testable import LLVMBackend

/// Whether this machine has LLVM's library; without it there is no such backend.
let hasLLVM = LLVM.absence == nil
let whyAbsent = Comment(rawValue: LLVM.absence ?? "")

/// The results of a program's text on this backend.
func run(_ text: String, _ arguments: [HostTensor]) throws -> [HostTensor] {
  try LLVMBackend().compile(Program(text: text)).run(arguments).map { try $0.host() }
}

/// What the reference gives for the same.
func expected(_ text: String, _ arguments: [HostTensor]) throws -> [HostTensor] {
  try ReferenceBackend().compile(Program(text: text)).run(arguments).map { try $0.host() }
}

/// What is wrong with the results on this backend, by the bound computed for the program.
func problems(_ text: String, _ arguments: [HostTensor]) throws -> [String] {
  try Judge.problems(try Program(text: text), arguments, try run(text, arguments))
}

func floats(_ shape: [Int], _ numbers: [Float]) -> HostTensor {
  HostTensor(TensorType(.f32, shape)) { bytes in
    numbers.withUnsafeBytes { bytes.copyMemory(from: $0) }
  }
}

/// Small whole numbers, whose sums and products are exact in any order.
func wholeNumbers(_ type: TensorType) -> HostTensor {
  let numbers = (0..<type.count).map { Double(($0 * 7 + 3) % 11) - 4 }
  switch type.dtype.family {
  case .signed: return HostTensor(type, signed: numbers.map { Int64($0) })
  case .unsigned: return HostTensor(type, unsigned: numbers.map { UInt64($0 + 4) })
  case .boolean: return HostTensor(type, booleans: numbers.map { $0 > 0 })
  default: return HostTensor(type, doubles: numbers)
  }
}

extension HostTensor {
  var singles: [Float] { withElements(of: Float.self, Array.init) }
}

/// The plan of a program's main block, and the kernels it needs.
func plan(_ text: String) throws -> (plan: BlockPlan, kernels: [KernelText]) {
  let compiler = BlockCompiler()
  let main = try #require(try Program(text: text).main)
  let plan = try compiler.plan(main.block)
  return (plan, compiler.kernels)
}

extension BlockPlan {
  var kernelCount: Int {
    points.count { if case .kernel = $0.step { true } else { false } }
  }
}
