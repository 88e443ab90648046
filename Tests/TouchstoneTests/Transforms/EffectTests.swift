import Testing

@testable import Touchstone

@Suite struct EffectTests {
  private static let calls = [
    "stablehlo.custom_call @observe(%x) {has_side_effect = true} : (tensor<f64>) -> ()",
    "check.expect_eq %x, %x : tensor<f64>",
    "interpreter.print %x : tensor<f64>",
  ]

  @Test(arguments: calls)
  func `what has an effect stays in a differentiated program`(_ call: String) throws {
    let program = try Program(
      text: """
        func.func @main(%x: tensor<f64>) -> tensor<f64> {
          \(call)
          %0 = stablehlo.multiply %x, %x : tensor<f64>
          return %0 : tensor<f64>
        }
        """)
    let name = try #require(call.split(whereSeparator: { " %@(".contains($0) }).first)
    for transformed in [try program.grad(), try program.jvp()] {
      let operations = transformed.main?.block.equations.map(\.operation.fullName) ?? []
      #expect(operations.contains(String(name)), "\(operations) lacks \(name)")
    }
  }

  @Test func `a custom call without an effect and without a use is left out`() throws {
    let program = try Program(
      text: """
        func.func @main(%x: tensor<f64>) -> tensor<f64> {
          %0 = stablehlo.custom_call @pure() : () -> tensor<f64>
          return %x : tensor<f64>
        }
        """)
    #expect(try program.jvp().main?.block.equations.isEmpty == true)
  }
}
