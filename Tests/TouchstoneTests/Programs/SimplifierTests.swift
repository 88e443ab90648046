import Testing

@testable import Touchstone

@Suite struct SimplifierTests {
  /// The names of the operations that are left of `lines`, which compute %r from %x and %y.
  private func left(
    _ lines: String, type: String = "tensor<2xf32>", result: String = "%r"
  ) throws -> [String] {
    let program = try Program(
      text: """
        func.func @main(%x: \(type), %y: \(type)) -> \(type) {
          \(lines.replacing("TYPE", with: type))
          return \(result) : \(type)
        }
        """)
    let simplified = program.simplified()
    #expect(simplified.simplified() == simplified)
    let main = try #require(simplified.main).block
    #expect(main.resultTypes == program.main?.block.resultTypes)
    return main.equations.map(\.operation.name)
  }

  /// What is left of `operation` between %x and the splat `number`.
  private func left(_ operation: String, _ number: String, of type: String) throws -> [String] {
    try left(
      """
      %c = stablehlo.constant dense<\(number)> : TYPE
      %r = stablehlo.\(operation) %x, %c : TYPE
      """, type: type)
  }

  @Test func `two negatives of a number without a sign are not that number`() throws {
    let lines = "%n = stablehlo.negate %x : TYPE\n  %r = stablehlo.negate %n : TYPE"
    #expect(try left(lines, type: "tensor<2xf8E8M0FNU>") == ["negate", "negate"])
    #expect(try left(lines, type: "tensor<2xf8E5M2>") == [])
  }

  @Test func `what changes no bit is passed over`() throws {
    for type in ["tensor<2xf32>", "tensor<bf16>", "tensor<3xf64>"] {
      #expect(try left("multiply", "1.0", of: type) == [])
      #expect(try left("divide", "1.0", of: type) == [])
      #expect(try left("subtract", "0.0", of: type) == [])
      #expect(try left("add", "-0.0", of: type) == [])
    }
    for (operation, number) in [
      ("multiply", "1"), ("divide", "1"), ("add", "0"), ("subtract", "0"),
    ] {
      #expect(try left(operation, number, of: "tensor<2xi32>") == [])
    }
    #expect(
      try left("%r = stablehlo.reshape %x : (TYPE) -> TYPE") == [])
    #expect(try left("%r = stablehlo.convert %x : TYPE") == [])
    #expect(try left("%r = stablehlo.transpose %x, dims = [0] : (TYPE) -> TYPE") == [])
    #expect(try left("%r = stablehlo.broadcast_in_dim %x, dims = [0] : (TYPE) -> TYPE") == [])
    #expect(
      try left("%a = stablehlo.negate %x : TYPE\n%r = stablehlo.negate %a : TYPE") == [])
  }

  @Test func `what may change a bit stays`() throws {
    #expect(try left("add", "0.0", of: "tensor<2xf32>") == ["constant", "add"])
    #expect(try left("subtract", "-0.0", of: "tensor<2xf32>") == ["constant", "subtract"])
    #expect(try left("multiply", "-1.0", of: "tensor<2xf32>") == ["constant", "multiply"])
    #expect(try left("multiply", "0.0", of: "tensor<2xf32>") == ["constant", "multiply"])
    #expect(try left("multiply", "[1.0, 2.0]", of: "tensor<2xf32>") == ["constant", "multiply"])
    #expect(
      try left("multiply", "(1.0, 0.0)", of: "tensor<2xcomplex<f32>>") == ["constant", "multiply"])
    #expect(
      try left(
        "%r = stablehlo.transpose %x, dims = [1, 0] : (TYPE) -> TYPE", type: "tensor<2x2xf32>")
        == ["transpose"])
    #expect(
      try left(
        "%c = stablehlo.constant dense<1.0> : TYPE\n%r = stablehlo.divide %c, %x : TYPE")
        == ["constant", "divide"])
  }

  @Test func `a splat that was broadcast is known`() throws {
    #expect(
      try left(
        """
        %s = stablehlo.constant dense<1.0> : tensor<f32>
        %c = stablehlo.broadcast_in_dim %s, dims = [] : (tensor<f32>) -> TYPE
        %r = stablehlo.multiply %c, %x : TYPE
        """) == [])
  }

  @Test func `what stands twice stands once, what nobody uses not at all`() throws {
    #expect(
      try left(
        """
        %a = stablehlo.sine %x : TYPE
        %b = stablehlo.sine %x : TYPE
        %c = stablehlo.constant dense<[1.0, 2.0]> : TYPE
        %d = stablehlo.constant dense<[1.0, 2.0]> : TYPE
        %e = stablehlo.add %a, %c : TYPE
        %f = stablehlo.add %b, %d : TYPE
        %dead = stablehlo.cosine %e : TYPE
        %r = stablehlo.multiply %e, %f : TYPE
        """) == ["sine", "constant", "add", "multiply"])
    #expect(
      try left(
        "%a = stablehlo.subtract %x, %y : TYPE\n%b = stablehlo.subtract %y, %x : TYPE\n"
          + "%r = stablehlo.add %a, %b : TYPE") == ["subtract", "subtract", "add"])
  }

  @Test func `what was drawn twice, has an effect or an annotation stays`() throws {
    #expect(
      try left(
        """
        %s = stablehlo.constant dense<[2]> : tensor<1xi64>
        %l = stablehlo.constant dense<0.0> : tensor<f32>
        %h = stablehlo.constant dense<1.0> : tensor<f32>
        %a = stablehlo.rng %l, %h, %s, distribution = UNIFORM
          : (tensor<f32>, tensor<f32>, tensor<1xi64>) -> TYPE
        %b = stablehlo.rng %l, %h, %s, distribution = UNIFORM
          : (tensor<f32>, tensor<f32>, tensor<1xi64>) -> TYPE
        %r = stablehlo.add %a, %b : TYPE
        """
      ).filter { $0 == "rng" }.count == 2)
    #expect(
      try left("interpreter.print %x : TYPE\ninterpreter.print %x : TYPE", result: "%x")
        == ["print", "print"])
    #expect(
      try left("%r = stablehlo.reshape %x {mhlo.sharding = \"{replicated}\"} : (TYPE) -> TYPE")
        == ["reshape"])
  }

  @Test func `bodies and functions are simplified where they stand`() throws {
    let program = try Program(
      text: """
        func.func @main(%x: tensor<f32>) -> tensor<f32> {
          %0 = call @f(%x) : (tensor<f32>) -> tensor<f32>
          %1 = call @f(%0) : (tensor<f32>) -> tensor<f32>
          %2 = stablehlo.while(%v = %1) : tensor<f32>
          cond {
            %c = stablehlo.compare LT, %v, %x, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
            stablehlo.return %c : tensor<i1>
          } do {
            %a = stablehlo.sine %v : tensor<f32>
            %b = stablehlo.sine %v : tensor<f32>
            %w = stablehlo.add %a, %b : tensor<f32>
            stablehlo.return %w : tensor<f32>
          }
          return %2 : tensor<f32>
        }
        func.func private @f(%x: tensor<f32>) -> tensor<f32> {
          %one = stablehlo.constant dense<1.0> : tensor<f32>
          %0 = stablehlo.multiply %x, %one : tensor<f32>
          return %0 : tensor<f32>
        }
        """)
    let simplified = program.simplified()
    let read = try Program(text: simplified.text())
    #expect(read == simplified)
    #expect(simplified.functions.map(\.name) == ["main", "f"])
    #expect(simplified.functions[1].isPrivate && simplified.functions[1].block.equations.isEmpty)
    let main = try #require(simplified.main).block
    let calls = main.equations.compactMap { $0.operation as? Call }
    #expect(calls.count == 2 && calls.allSatisfy { $0.callee == simplified.functions[1] })
    let loop = try #require(main.equations.compactMap { $0.operation as? While }.first)
    #expect(loop.body.equations.map(\.operation.name) == ["sine", "add"])
  }

  @Test func `a printed gradient has no seed of ones and no constant twice`() throws {
    let program = try Program(
      text: """
        func.func @main(%x: tensor<f64>) -> tensor<f64> {
          %0 = stablehlo.sine %x : tensor<f64>
          %1 = stablehlo.multiply %0, %x : tensor<f64>
          return %1 : tensor<f64>
        }
        """)
    let main = try #require(try program.grad().main).block
    let names = main.equations.map(\.operation.name)
    #expect(names.sorted() == ["add", "cosine", "multiply", "sine"])
  }
}
