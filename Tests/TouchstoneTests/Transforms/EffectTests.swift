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

  /// A program that feeds out `value`, by default what all members share.
  private func feeding(_ value: String = "%c", around: (String) -> String = { $0 }) throws
    -> Program
  {
    let feed =
      "%u = \"stablehlo.outfeed\"(\(value), %t) : (tensor<f64>, !stablehlo.token) -> !stablehlo.token"
    return try Program(
      text: """
        func.func @main(%x: tensor<f64>, %t: !stablehlo.token)
            -> (tensor<f64>, !stablehlo.token) {
          %c = stablehlo.constant dense<2.0> : tensor<f64>
          \(around(feed))
          %0 = stablehlo.multiply %x, %c : tensor<f64>
          return %0, %u : tensor<f64>, !stablehlo.token
        }
        """)
  }

  private func message(_ body: () throws -> Program) -> String {
    do {
      _ = try body()
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func `what all members of a batch feed out is fed out once`() throws {
    let main = try #require(feeding().vmap(axisSize: 3).main).block
    #expect(main.equations.count { $0.operation is Outfeed } == 1)
    #expect(main.parameters == [TensorType(.f64, [3]), .token])
    #expect(main.resultTypes == [TensorType(.f64, [3]), .token])
    #expect(
      message { try feeding().vmap(inAxes: [0, 0], axisSize: 3) }
        .contains("argument 1 of type token has no axes"))
  }

  @Test func `what members would each give, send or choose to give is refused`() throws {
    #expect(
      message { try feeding("%x").vmap(axisSize: 3) }
        .hasPrefix("outfeed(f64[3], token): what it gives to the host differs between the members"))
    let send = """
      %u = "stablehlo.send"(%x, %t) {channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>,
        is_host_transfer = false} : (tensor<f64>, !stablehlo.token) -> !stablehlo.token
      """
    #expect(
      message { try feeding { _ in send }.vmap(axisSize: 3) }.contains("what it sends differs"))
    let branch = """
      %z = stablehlo.constant dense<0.0> : tensor<f64>
      %p = stablehlo.compare LT, %x, %z, FLOAT : (tensor<f64>, tensor<f64>) -> tensor<i1>
      %u = "stablehlo.if"(%p) ({
        %v = "stablehlo.outfeed"(%c, %t) : (tensor<f64>, !stablehlo.token) -> !stablehlo.token
        stablehlo.return %v : !stablehlo.token
      }, {
        stablehlo.return %t : !stablehlo.token
      }) : (tensor<i1>) -> !stablehlo.token
      """
    #expect(
      message { try feeding { _ in branch }.vmap(axisSize: 3) }
        .contains("take different branches, and a branch has effects in an order"))
    let loop = """
      %y, %u = stablehlo.while(%v = %x, %w = %t) : tensor<f64>, !stablehlo.token
      cond {
        %p = stablehlo.compare LT, %v, %c, FLOAT : (tensor<f64>, tensor<f64>) -> tensor<i1>
        stablehlo.return %p : tensor<i1>
      } do {
        %n = stablehlo.add %v, %c : tensor<f64>
        %m = "stablehlo.outfeed"(%c, %w) : (tensor<f64>, !stablehlo.token) -> !stablehlo.token
        stablehlo.return %n, %m : tensor<f64>, !stablehlo.token
      }
      """
    #expect(
      message { try feeding { _ in loop }.vmap(axisSize: 3) }
        .contains("end this loop at line 4 after different numbers of steps"))
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
