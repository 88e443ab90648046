import Testing

@testable import Touchstone

@Suite struct ControlTests {
  @Test func `captures pass through bodies of several depths`() throws {
    let text = """
      func.func @main(%a: tensor<i32>, %b: tensor<i32>) -> tensor<i32> {
        %zero = stablehlo.constant dense<0> : tensor<i32>
        %one = stablehlo.constant dense<1> : tensor<i32>
        %0:2 = stablehlo.while(%i = %zero, %s = %zero) : tensor<i32>, tensor<i32>
        cond {
          %1 = stablehlo.compare LT, %i, %a : (tensor<i32>, tensor<i32>) -> tensor<i1>
          stablehlo.return %1 : tensor<i1>
        } do {
          %1 = "stablehlo.case"(%i) ({
            stablehlo.return %b : tensor<i32>
          }, {
            %3 = stablehlo.constant dense<true> : tensor<i1>
            %4 = "stablehlo.if"(%3) ({
              %5 = stablehlo.add %i, %b : tensor<i32>
              stablehlo.return %5 : tensor<i32>
            }, {
              stablehlo.return %s : tensor<i32>
            }) : (tensor<i1>) -> tensor<i32>
            stablehlo.return %4 : tensor<i32>
          }) : (tensor<i32>) -> tensor<i32>
          %2 = stablehlo.add %s, %1 : tensor<i32>
          %6 = stablehlo.add %i, %one : tensor<i32>
          stablehlo.return %6, %2 : tensor<i32>, tensor<i32>
        }
        func.return %0#1 : tensor<i32>
      }
      """
    let type = TensorType(.i32)
    let results = try run(
      text, [HostTensor(type, signed: [4]), HostTensor(type, signed: [100])])
    // 100, then i + 100 for i = 1, 2, 3.
    #expect(results[0].signedIntegers == [406])
  }

  @Test func `a long loop keeps no more memory than one step`() throws {
    let text = """
      func.func @main(%n: tensor<i32>, %x: tensor<10000xf32>) -> tensor<10000xf32> {
        %zero = stablehlo.constant dense<0> : tensor<i32>
        %one = stablehlo.constant dense<1> : tensor<i32>
        %0:2 = stablehlo.while(%i = %zero, %y = %x) : tensor<i32>, tensor<10000xf32>
        cond {
          %1 = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
          stablehlo.return %1 : tensor<i1>
        } do {
          %1 = stablehlo.negate %y : tensor<10000xf32>
          %2 = stablehlo.add %i, %one : tensor<i32>
          stablehlo.return %2, %1 : tensor<i32>, tensor<10000xf32>
        }
        func.return %0#1 : tensor<10000xf32>
      }
      """
    let x = HostTensor.full(TensorType(.f32, [10000]), 1)
    let n = HostTensor(TensorType(.i32), signed: [101])
    #expect(try run(text, [n, x])[0].doubles.allSatisfy { $0 == -1 })
  }

  @Test func `an unknown custom call can be read, and says what to do when it runs`() throws {
    let text = """
      func.func @main(%0: tensor<f32>) -> tensor<f32> {
        %1 = stablehlo.custom_call @somewhere.else(%0) {backend_config = "x"} : (tensor<f32>) -> tensor<f32>
        func.return %1 : tensor<f32>
      }
      """
    _ = try Program(text: text)
    let error = violation(text, [HostTensor(TensorType(.f32), doubles: [1])])
    #expect(error?.clause == "C2")
    #expect(error?.message.contains("@somewhere.else") == true)
  }

  @Test func `a composite's name needs a namespace`() {
    let block = BlockBuilder(parameters: []).block(returning: [])
    for (name, isGood) in [
      ("a.b", true), ("a.b.c_1", true), ("b", false), ("a.", false), (".b", false), ("", false),
      ("1a.b", false), ("a b.c", false),
    ] {
      let composite = Composite(name, Function("f", block))
      #expect(((try? composite.resultTypes([])) != nil) == isGood, "\(name)")
    }
  }
}
