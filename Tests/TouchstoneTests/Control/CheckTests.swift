import Testing

@testable import Touchstone

@Suite struct CheckTests {
  func program(_ check: String, _ type: String = "tensor<f32>") -> String {
    """
    func.func @main(%0: \(type), %1: \(type)) {
      \(check)
      func.return
    }
    """
  }
  let one = HostTensor(TensorType(.f32), doubles: [1])
  func above(_ steps: Int) -> HostTensor {
    let value = (0..<steps).reduce(Float(1)) { x, _ in x.nextUp }
    return HostTensor(TensorType(.f32), doubles: [Double(value)])
  }

  @Test func `a failed check throws when nobody collects outcomes`() {
    let text = program("check.expect_eq %0, %1 : tensor<f32>")
    #expect(violation(text, [one, one]) == nil)
    let error = violation(text, [one, above(1)])
    #expect(error?.operation == "check.expect_eq")
    #expect(error?.message.contains("1 element differs, first at []") == true)
  }

  @Test func `outcomes are collected, passed or not, and the program goes on`() throws {
    let outcomes = Outcomes()
    let text = """
      func.func @main(%0: tensor<f32>, %1: tensor<f32>) -> tensor<f32> {
        stablehlo.custom_call @check.expect_close(%0, %1) : (tensor<f32>, tensor<f32>) -> ()
        check.expect_close %0, %1, max_ulp_difference = 4 : tensor<f32>, tensor<f32>
        check.expect_almost_eq %0, %1 : tensor<f32>
        func.return %1 : tensor<f32>
      }
      """
    #expect(try run(text, [one, above(4)], checks: outcomes) == [above(4)])
    #expect(outcomes.all.map(\.passed) == [false, true, true])
    #expect(outcomes.all.map(\.worstULPs) == [4, 4, 4])
    #expect(outcomes.all[0].name == "check.expect_close")
    #expect(outcomes.all[1].message.isEmpty)
    #expect(try run(text, [one, above(3)], checks: outcomes).count == 1)
    #expect(outcomes.all[3].passed)
  }

  @Test func `tolerances are 1e-3 for the custom call and 1e-4 for the operation`() throws {
    let type = TensorType(.f64)
    let x = HostTensor(type, doubles: [1])
    let call = program(
      "stablehlo.custom_call @check.expect_almost_eq(%0, %1) : (tensor<f64>, tensor<f64>) -> ()",
      "tensor<f64>")
    let operation = program("check.expect_almost_eq %0, %1 : tensor<f64>", "tensor<f64>")
    func y(_ value: Double) -> HostTensor { HostTensor(type, doubles: [value]) }
    #expect(violation(call, [x, y(1.0009)]) == nil)
    #expect(violation(call, [x, y(1.0011)]) != nil)
    #expect(violation(operation, [x, y(1.00009)]) == nil)
    #expect(violation(operation, [x, y(1.00011)]) != nil)
  }
}
