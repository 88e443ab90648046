import Foundation
import Touchstone

/// What can be shown of a compiled program.
public enum Listing: String, CaseIterable, Sendable {
  /// The steps in order, with the operations that are fused into each loop.
  case fused
  /// The text of the loops, as LLVM has it after its passes.
  case llvm
  /// The loops in the processor's assembly language.
  case asm
  /// Where each value lies, and whose memory it takes.
  case memory
}

extension LLVMBackend {
  /// What the backend makes of `program`, for people to read.
  public func listing(of program: Program, _ listing: Listing) throws -> String {
    guard let main = program.main else {
      throw TensorError("program", "", [], "no function @main, and more than one to choose from")
    }
    let compiler = BlockCompiler()
    let plan = try compiler.plan(main.block)
    switch listing {
    case .fused, .memory:
      let bodies = compiler.plans.values.sorted {
        $0.block.equations.count > $1.block.equations.count
      }
      let plans = [("main", plan)] + bodies.enumerated().map { ("body \($0)", $1) }
      return plans.map { name, plan in
        "\(name)\n" + (listing == .fused ? plan.stepLines : plan.memoryLines)
      }.joined(separator: "\n")
    case .llvm, .asm:
      if compiler.kernels.isEmpty { return "; no generated loops\n" }
      let text = try LLVM.compile(Module(compiler.kernels), to: listing == .asm ? .assembly : .text)
      return String(decoding: text, as: UTF8.self)
    }
  }
}

extension BlockPlan {
  private func name(_ value: Int) -> String { "%\(value): \(block.valueTypes[value])" }
  private func names(_ values: [Int]) -> String { values.map(name).joined(separator: ", ") }

  /// One line for each step.
  fileprivate var stepLines: String {
    var lines = ""
    for (i, point) in points.enumerated() {
      switch point.step {
      case .kernel(let step):
        let inputs = step.arguments.filter { !step.outputs.contains($0) }
        lines += "  \(i) loop \(step.kernel), \(step.units) units in parts of \(step.chunk): "
        lines += "\(names(inputs)) -> \(names(step.outputs))\n"
        lines += "      \(step.operations.joined(separator: ", "))\n"
      case .product(let step):
        let shape = step.shape
        let batch = shape.batchShape.isEmpty ? "" : "\(shape.batchShape) of "
        lines += "  \(i) product, \(batch)\(shape.m) x \(shape.k) x \(shape.n): "
        let sum = step.addend.map { " + \(name($0))" } ?? ""
        lines += "\(names([step.a, step.b]))\(sum) -> \(name(step.result))\n"
      case .alias(let source, _, let result):
        lines += "  \(i) same memory: \(name(source)) -> \(name(result))\n"
      case .scan(let step):
        lines += "  \(i) scan of \(step.slices.places.count) steps: \(names(step.operands)) -> "
        lines += "\(names(point.step.made))\n"
      case .operation(let step):
        let owner = step.isOwn ? "" : step.kernel == nil ? " (reference)" : " (threaded)"
        lines += "  \(i) \(step.operation.fullName)\(owner): \(names(step.operands)) -> "
        lines += "\(names(point.step.made))\n"
      }
    }
    return lines
  }

  /// One line for each value.
  fileprivate var memoryLines: String {
    var lines = "  arena \(memory.size) bytes, for values of \(memory.total)\n"
    for (value, place) in memory.places.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
      lines += "  \(name(value)) at \(place)"
      lines += memory.inPlace[value].map { ", over %\($0)\n" } ?? "\n"
    }
    for (result, donor) in memory.donors.sorted(by: { $0.key < $1.key }) {
      lines += "  \(name(result)) takes the memory of %\(donor) if it is given up\n"
    }
    return lines
  }
}
