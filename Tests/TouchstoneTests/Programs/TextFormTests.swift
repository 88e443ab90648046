import Testing

@testable import Touchstone

/// Reads `text`, prints it in both forms, and reads those: all three must be equal.
private func roundTrip(_ text: String) throws -> Program {
  let program = try Program(text: text)
  for generic in [false, true] {
    let printed = program.text(generic: generic)
    let again = try Program(text: printed)
    #expect(again == program, "printed:\n\(printed)")
    #expect(again.text(generic: generic) == printed)
  }
  return program
}

private func error(_ text: String) -> ProgramTextError? {
  do {
    _ = try Program(text: text)
    return nil
  } catch { return error }
}

@Suite struct TextFormTests {
  @Test func `a module with calls in any order, visibility and attributes`() throws {
    let program = try roundTrip(
      """
      #note = "kept"
      module @jit_f attributes {mhlo.num_partitions = 1 : i32, "a b" = #note} {
        sdy.mesh @mesh = <["x"=2]> loc("here")
        func.func public @main(%x: tensor<2xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) \
      -> (tensor<2xf32> {jax.result_info = "result[0]"}) {
          %0 = call @"twice it"(%x) : (tensor<2xf32>) -> tensor<2xf32> loc(#loc1)
          return %0 : tensor<2xf32>
        }
        func.func private @"twice it"(%x: tensor<2xf32> loc("x")) -> tensor<2xf32> {
          %0 = stablehlo.add %x, %x {mhlo.sharding = "{replicated}", note.type = (tensor<f32>) -> (tensor<i1>, tensor<f32>)} : tensor<2xf32>
          func.return %0 : tensor<2xf32>
        }
      }
      #loc1 = loc(callsite("f"("a.py":1:2 to :3) at "g"))
      """)
    #expect(program.name == "jit_f")
    #expect(program.functions.map(\.name) == ["main", "twice it"])
    #expect(program.functions[1].isPrivate)
    #expect(program.declarations == [#"sdy.mesh @mesh = <["x"=2]>"#])
    #expect(program.text().contains(#"{sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}"#))
    #expect(
      program.text().contains(
        #"{mhlo.sharding = "{replicated}", note.type = (tensor<f32>) -> (tensor<i1>, tensor<f32>)}"#
      ))
  }

  @Test func `regions of a while use outer values, which become leading operands`() throws {
    let program = try roundTrip(
      """
      func.func @main(%n: tensor<i32>, %step: tensor<i32>) -> (tensor<i32>, tensor<i32>) {
        %c = stablehlo.constant dense<0> : tensor<i32>
        %r:2 = stablehlo.while(%i = %c, %s = %c) : tensor<i32>, tensor<i32>
        cond {
          %p = stablehlo.compare LT, %i, %n, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
          stablehlo.return %p : tensor<i1>
        } do {
          %a = stablehlo.add %i, %step : tensor<i32>
          %b = "stablehlo.case"(%i) ({
            stablehlo.return %n : tensor<i32>
          }, {
            %d = stablehlo.add %s, %step : tensor<i32>
            stablehlo.return %d : tensor<i32>
          }) : (tensor<i32>) -> tensor<i32>
          stablehlo.return %a, %b : tensor<i32>, tensor<i32>
        }
        return %r#0, %r#1 : tensor<i32>, tensor<i32>
      }
      """)
    let loop = try #require(program.functions[0].block.equations.last)
    let operation = try #require(loop.operation as? While)
    #expect(operation.captureCount == 2)
    #expect(loop.operands == [0, 1, 2, 2])
  }

  @Test func `reductions, with a named operation or a body`() throws {
    let program = try roundTrip(
      """
      func.func @main(%x: tensor<2x3xf32>, %i: tensor<2x3xi32>) -> (tensor<2xf32>, tensor<i32>) {
        %z = stablehlo.constant dense<0.0> : tensor<f32>
        %j = stablehlo.constant dense<0> : tensor<i32>
        %0 = stablehlo.reduce(%x init: %z) applies stablehlo.add across dimensions = [1] \
      : (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
        %1:2 = stablehlo.reduce(%x init: %z), (%i init: %j) across dimensions = [0, 1] \
      : (tensor<2x3xf32>, tensor<2x3xi32>, tensor<f32>, tensor<i32>) -> (tensor<f32>, tensor<i32>)
         reducer(%a: tensor<f32>, %b: tensor<f32>) (%c: tensor<i32>, %d: tensor<i32>) {
          %2 = stablehlo.add %a, %b : tensor<f32>
          %3 = stablehlo.add %c, %j : tensor<i32>
          stablehlo.return %2, %3 : tensor<f32>, tensor<i32>
        }
        return %0, %1#1 : tensor<2xf32>, tensor<i32>
      }
      """)
    #expect(program.text().contains("applies stablehlo.add across dimensions = [1]"))
  }

  @Test func `operations with a grammar of their own`() throws {
    _ = try roundTrip(
      """
      func.func @main(%x: tensor<4x4xf32>, %p: tensor<i1>) -> tensor<2x2xf32> {
        %0 = stablehlo.slice %x [0:4:2, 1:3] : (tensor<4x4xf32>) -> tensor<2x2xf32>
        %1 = stablehlo.dot_general %x, %x, batching_dims = [0] x [1], contracting_dims = [1] x [0], \
      precision = [DEFAULT, DEFAULT], algorithm = <lhs_precision_type = tf32, rhs_precision_type = tf32, \
      accumulation_type = f32, lhs_component_count = 1, rhs_component_count = 1, \
      num_primitive_operations = 1, allow_imprecise_accumulation = false> \
      : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4xf32>
        %2 = stablehlo.select %p, %x, %x : tensor<i1>, tensor<4x4xf32>
        %3 = stablehlo.complex %x, %x : tensor<4x4xcomplex<f32>>
        %4 = stablehlo.iota dim = 1 : tensor<2x3xui64>
        %5 = stablehlo.reduce_precision %x, format = e5m2 : tensor<4x4xf32>
        %6:2 = stablehlo.optimization_barrier %x, %p : tensor<4x4xf32>, tensor<i1>
        %7 = stablehlo.tuple %x, %p : tuple<tensor<4x4xf32>, tensor<i1>>
        %8 = stablehlo.get_tuple_element %7[1] : (tuple<tensor<4x4xf32>, tensor<i1>>) -> tensor<i1>
        %9, %10 = chlo.top_k(%x, k = 2) : tensor<4x4xf32> -> (tensor<4x2xf32>, tensor<4x2xi32>)
        %11 = stablehlo.pad %0, %c, low = [0, -1], high = [0, 0], interior = [1, 0] \
      : (tensor<2x2xf32>, tensor<f32>) -> tensor<3x1xf32>
        %12 = stablehlo.custom_call @annotate_device_placement(%x) {backend_config = "\\08\\FF\\22", \
      operand_layouts = [dense<[1, 0]> : tensor<2xindex>]} : (tensor<4x4xf32>) -> tensor<4x4xf32>
        %13 = chlo.square %x : tensor<4x4xf32> -> tensor<4x4xf32>
        return %0 : tensor<2x2xf32>
      }
      """.replacing("%p: tensor<i1>) ->", with: "%p: tensor<i1>, %c: tensor<f32>) ->"))
  }

  @Test func `a convolution with all its window`() throws {
    let program = try roundTrip(
      """
      func.func @main(%x: tensor<1x8x8x4xf32>, %k: tensor<3x3x2x4xf32>) -> tensor<1x8x8x4xf32> {
        %0 = stablehlo.convolution(%x, %k) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], \
      window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], \
      reverse = [false, true]} {batch_group_count = 1 : i64, feature_group_count = 2 : i64, \
      precision_config = [#stablehlo<precision DEFAULT>, #stablehlo<precision DEFAULT>]} \
      : (tensor<1x8x8x4xf32>, tensor<3x3x2x4xf32>) -> tensor<1x8x8x4xf32>
        return %0 : tensor<1x8x8x4xf32>
      }
      """)
    #expect(program.text().contains("[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]"))
  }

  @Test func `generic form, with properties or a dictionary`() throws {
    _ = try roundTrip(
      """
      "builtin.module"() <{sym_name = "m"}> ({
        "func.func"() <{function_type = (tensor<3xi32>) -> tensor<3xi32>, sym_name = "main",
          arg_attrs = [{a = 1 : i64}]}> ({
        ^bb0(%x: tensor<3xi32>):
          %0:2 = "stablehlo.sort"(%x, %x) ({
          ^bb0(%a: tensor<i32>, %b: tensor<i32>, %c: tensor<i32>, %d: tensor<i32>):
            %1 = "stablehlo.compare"(%a, %b) {
              comparison_direction = #stablehlo<comparison_direction GT>
            } : (tensor<i32>, tensor<i32>) -> tensor<i1>
            "stablehlo.return"(%1) : (tensor<i1>) -> ()
          }) {dimension = 0 : i64, is_stable = true}
            : (tensor<3xi32>, tensor<3xi32>) -> (tensor<3xi32>, tensor<3xi32>)
          "func.return"(%0#1) : (tensor<3xi32>) -> ()
        }) : () -> ()
      }) {x.y} : () -> ()
      """)
  }

  @Test func `a file's parts stand for themselves`() throws {
    let part = "func.func @f() {\n  return\n}\n"
    let text = "// RUN: x\n// -----\n" + part + "// -----\r\n\n" + part
    #expect(Program.split(text: text).map(\.firstLine) == [3, 7])
    #expect(try Program.readAll(text: text).count == 2)
    #expect(throws: ProgramTextError.self) { try Program.readAll(text: text + "// -----\nx") }
  }
}

@Suite struct TextErrorTests {
  @Test func `an error points at its place and says what was expected`() {
    let text = """
      func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
        %0 = stablehlo.add %x, %y : tensor<2xf32>
        return %0 : tensor<2xf32>
      }
      """
    #expect(
      error(text)?.description == """
        text:2:26: %y is not defined before its use
          %0 = stablehlo.add %x, %y : tensor<2xf32>
                                 ^
        """)
  }

  @Test func `a violated constraint keeps its clause`() {
    let found = error(
      """
      func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
        %0 = stablehlo.transpose %x, dims = [1, 1] : (tensor<2x3xf32>) -> tensor<3x2xf32>
        return %x : tensor<2x3xf32>
      }
      """)
    #expect(found?.violation?.clause == "C2")
    #expect(found?.line == 2)
    let declared = error(
      """
      func.func @main(%x: tensor<2x3xf32>) {
        %0 = stablehlo.transpose %x, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<2x3xf32>
        return
      }
      """)
    #expect(declared?.violation?.clause == "C3")
  }

  @Test(arguments: [
    ("%0 = stablehlo.abs %x : tensor<?xf32>", "dynamic sizes"),
    ("%0 = stablehlo.abs %x : tensor<2x!quant.uniform<i8:f32, 1.0>>", "quantized"),
    ("%0 = stablehlo.uniform_quantize %x : (tensor<2xf32>) -> tensor<2xf32>", "quantized"),
    ("%0 = \"stablehlo.async_done\"(%x) : (tensor<2xf32>) -> tensor<2xf32>", "asynchronous"),
    ("%0 = stablehlo.nothing %x : tensor<2xf32>", "unknown operation stablehlo.nothing"),
    ("%0 = stablehlo.constant dense_resource<a> : tensor<2xf32>", "dense_resource"),
    ("%0 = stablehlo.constant dense<1> : tensor<2xf32>", "write 1.0"),
    ("%0 = stablehlo.constant dense<[1, 2, 3]> : tensor<2xi32>", "too many elements"),
    ("%0 = stablehlo.constant dense<[[1, 2]]> : tensor<2xi32>", "nested deeper"),
    ("%0 = stablehlo.constant dense<300> : tensor<i8>", "does not fit"),
    ("%0 = stablehlo.constant dense<0x1FFFF> : tensor<f16>", "more bits"),
    ("%0 = stablehlo.constant dense<\"0x00\"> : tensor<2xi32>", "8 bytes"),
    ("%0 = stablehlo.constant dense<0> : tensor<99999999999xi8>", "too large"),
    ("%0 = stablehlo.constant dense<0> : tensor<0x9999999999999x99999999999xi8>", "too many"),
    ("%0:2 = stablehlo.abs %x : tensor<2xf32>", "has 1 results, but 2 are named"),
    ("%x = stablehlo.abs %x : tensor<2xf32>", "defined already"),
    ("%0 = stablehlo.abs %x#1 : tensor<2xf32>", "there is no #1"),
    ("%0 = stablehlo.abs %x : tensor<3xf32>", "tensor<3xf32> is given"),
    ("%0 = stablehlo.transpose %x : (tensor<2xf32>) -> tensor<2xf32>", "permutation is missing"),
    ("%0 = call @f(%x) : (tensor<2xf32>) -> tensor<2xf32>", "there is no function @f"),
    ("%0 = call @main(%x) : (tensor<2xf32>) -> tensor<2xf32>", "calls itself"),
    ("\"stablehlo.case\"(%x) ({ ^a: return ^b: }) : (tensor<2xf32>) -> ()", "several blocks"),
    ("%0 = stablehlo.abs %x {a = \"\\q\"} : tensor<2xf32>", "hexadecimal digits"),
    ("%0 = stablehlo.abs %x {a = [}", "expected an attribute"),
    (
      "%0 = \"stablehlo.abs\"(%x) {a = #sdy.x<(> : (tensor<2xf32>) -> tensor<2xf32>", "expected ')'"
    ),
  ])
  func `what is wrong is said`(statement: String, message: String) {
    let found = error("func.func @main(%x: tensor<2xf32>) {\n  \(statement)\n  return\n}")
    #expect(found?.message.contains(message) == true, "\(String(describing: found))")
    #expect(found?.line == 2)
  }

  @Test func `depth is bounded`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(error("module attributes {a = \(deep)} {}")?.message.contains("deeper") == true)
    var calls = ""
    for i in 0..<1000 {
      calls += "func.func @f\(i)() { call @f\(i + 1)() : () -> () return }\n"
    }
    #expect(error(calls + "func.func @f1000() { return }")?.message.contains("deeper") == true)
    var aliases = "#a0 = [1, 1]\n"
    for i in 1..<60 { aliases += "#a\(i) = [#a\(i - 1), #a\(i - 1)]\n" }
    #expect(error(aliases)?.message.contains("too long") == true)
  }
}
