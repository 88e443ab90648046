import Foundation
import Testing
import Touchstone

@testable import LLVMBackend

/// A function with code of its own, and what it is in double precision.
struct Elementary: CustomStringConvertible, Sendable {
  let operation: String
  let truth: @Sendable (Double) -> Double
  var description: String { operation }

  static let all = [
    Elementary(operation: "stablehlo.exponential", truth: { Foundation.exp($0) }),
    Elementary(operation: "stablehlo.exponential_minus_one", truth: { Foundation.expm1($0) }),
    Elementary(operation: "stablehlo.log", truth: { Foundation.log($0) }),
    Elementary(operation: "stablehlo.log_plus_one", truth: { Foundation.log1p($0) }),
    Elementary(operation: "stablehlo.tanh", truth: { Foundation.tanh($0) }),
    Elementary(operation: "stablehlo.logistic", truth: { 1 / (1 + Foundation.exp(-$0)) }),
    Elementary(operation: "chlo.erf", truth: { Foundation.erf($0) }),
    Elementary(operation: "chlo.erfc", truth: { Foundation.erfc($0) }),
  ]
}

@Suite(.enabled(if: hasLLVM, whyAbsent))
struct ElementaryTests {
  @Test(arguments: Elementary.all)
  func `elementary functions are within four ulp of the true value`(_ one: Elementary) throws {
    // Patterns from everywhere in f32; the step is a prime, so that low bits vary.
    let patterns = stride(from: UInt32(0), to: .max - 65_537, by: 65_537)
    let inputs = patterns.map { Float(bitPattern: $0) } + [0, -0.0, .infinity, -.infinity, .nan]
    let type = "tensor<\(inputs.count)xf32>"
    let types = one.operation.hasPrefix("chlo") ? "\(type) -> \(type)" : type
    let text = """
      func.func @main(%x: \(type)) -> \(type) {
        %0 = \(one.operation) %x : \(types)
        return %0 : \(type)
      }
      """
    let results = try run(text, [floats([inputs.count], inputs)])[0].singles
    var worst = 0.0
    for (x, y) in zip(inputs, results) {
      let truth = one.truth(Double(x))
      let rounded = Float(truth)
      if rounded.isNaN || rounded.isInfinite || rounded == 0 {
        let isSame = rounded.isNaN ? y.isNaN : y == rounded && y.sign == rounded.sign
        // What rounds to zero or beyond the largest number may lie just on the other side.
        let isNear = !rounded.isNaN && abs(Double(y) - truth) <= Double(rounded.ulp)
        if !isSame && !isNear { Issue.record("f(\(x)) is \(y), not \(rounded)") }
        continue
      }
      worst = max(worst, abs(Double(y) - truth) / Double(rounded.ulp))
    }
    #expect(worst <= 4, "\(one.operation) is \(worst) ulp off")
  }
}
