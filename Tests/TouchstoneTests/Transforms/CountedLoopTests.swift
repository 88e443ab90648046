import Testing
import Touchstone

@Suite struct CountedLoopTests {
  /// A loop that doubles its argument while a counter of `type` from `start` compares with `limit`.
  private func doubling(
    _ direction: String, from start: Int, by step: Int, to limit: Int, type: String = "i32",
    limitFirst: Bool = false
  ) throws -> Program {
    let sides = limitFirst ? "%limit, %i" : "%i, %limit"
    return try Program(
      text: """
        func.func @main(%x: tensor<f64>) -> tensor<f64> {
          %start = stablehlo.constant dense<\(start)> : tensor<\(type)>
          %r:2 = stablehlo.while(%i = %start, %y = %x) : tensor<\(type)>, tensor<f64>
            cond {
              %limit = stablehlo.constant dense<\(limit)> : tensor<\(type)>
              %go = stablehlo.compare \(direction), \(sides) : (tensor<\(type)>, tensor<\(type)>) -> tensor<i1>
              stablehlo.return %go : tensor<i1>
            } do {
              %step = stablehlo.constant dense<\(step)> : tensor<\(type)>
              %next = stablehlo.add %i, %step : tensor<\(type)>
              %two = stablehlo.add %y, %y : tensor<f64>
              stablehlo.return %next, %two : tensor<\(type)>, tensor<f64>
            }
          return %r#1 : tensor<f64>
        }
        """)
  }

  private func run(_ program: Program, _ x: Double) throws -> Double {
    try ReferenceBackend().compile(program).run(
      [HostTensor(TensorType(.f64, []), doubles: [x])], RunOptions())[0].host().doubles[0]
  }

  /// The gradient of a loop that doubles n times is 2 to the n, and so is its result for 1.
  @Test(
    arguments: [
      ("LT", 0, 1, 5), ("LE", 0, 1, 5), ("LE", 0, 2, 5), ("LE", 0, 2, 6), ("LT", 0, 2, 5),
      ("LT", 0, 2, 6), ("LE", 5, 1, 5), ("LT", 5, 1, 5), ("LE", 6, 1, 5), ("GT", 7, -1, 2),
      ("GE", 7, -1, 2), ("GE", 7, -3, 1), ("GT", 7, -3, 1), ("NE", 0, 2, 6), ("NE", 6, -3, 0),
      ("EQ", 3, 1, 3), ("EQ", 2, 1, 3),
    ])
  func `the gradient repeats as many steps as the loop`(
    _ direction: String, _ start: Int, _ step: Int, _ limit: Int
  ) throws {
    let program = try doubling(direction, from: start, by: step, to: limit)
    #expect(try run(program.grad(), 3) == run(program, 1))
  }

  @Test(arguments: [("GT", 0, 1, 5), ("GE", 0, 1, 5), ("LE", 7, -1, 2), ("NE", 0, 1, 4)])
  func `the limit may stand on the left`(
    _ direction: String, _ start: Int, _ step: Int, _ limit: Int
  ) throws {
    let program = try doubling(direction, from: start, by: step, to: limit, limitFirst: true)
    #expect(try run(program.grad(), 3) == run(program, 1))
  }

  @Test func `a counter may reach the end of its dtype, and not run over it`() throws {
    let last = try doubling("LT", from: 250, by: 1, to: 255, type: "ui8")
    #expect(try run(last.grad(), 1) == 32)
    let signed = try doubling("GT", from: -120, by: -1, to: -128, type: "i8")
    #expect(try run(signed.grad(), 1) == 256)
    // 250, 253, 0, 3, …: how many steps is not evident from start, step and limit.
    let around = try doubling("LT", from: 250, by: 3, to: 255, type: "ui8")
    #expect(throws: TensorError.self) { try around.grad() }
  }

  @Test(arguments: [3_000_000_000, 4_000_000_000_000_000_000])
  func `a loop of more steps than slices can be counted has no reverse mode`(_ limit: Int) throws {
    let program = try doubling("LT", from: 0, by: 1, to: limit, type: "i64")
    let error = #expect(throws: TensorError.self) { try program.grad() }
    #expect(error?.message.contains("fewer than 2^31 steps") == true)
  }
}
