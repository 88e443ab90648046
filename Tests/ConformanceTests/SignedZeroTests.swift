import JSONValues
import Testing
import Touchstone

@testable import ConformanceKit

/// The reference, but no result has a -0.
private struct WithoutNegativeZero: KernelBackend {
  let name = "without -0"

  func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    { operands, types, context in
      try operation.evaluate(operands, types, in: context).map { result in
        guard result.dtype.isFloat else { return result }
        return HostTensor(result.type, doubles: result.doubles.map { $0 == 0 ? 0 : $0 })
      }
    }
  }
}

@Suite struct SignedZeroTests {
  private func status(_ operation: String, _ operands: [String]) throws -> Verdict.Status {
    let json: JSON = [
      "name": "x", "operation": .string(operation),
      "operands": .array(operands.map { .string($0) }), "golden": true,
    ]
    let one = try Case(json, heading: operation)
    return try #require(Judge([WithoutNegativeZero()]).verdicts(one).first).status
  }

  @Test(arguments: ["negate", "sine", "tanh", "sqrt"])
  func `what one operation makes of a zero has its sign`(_ operation: String) throws {
    #expect(try status(operation, ["f32[1] \(operation == "negate" ? "0" : "-0")"]) == .fail)
    #expect(try status(operation, ["f32[1] 0.25"]) == .pass)
  }

  @Test func `a product that is -0 is not 0`() throws {
    #expect(try status("multiply", ["f32[2] -0 1", "f32[2] 2 0"]) == .fail)
  }

  @Test func `where a function crosses zero by cancellation, either zero will do`() throws {
    let type = TensorType(.f32, [1])
    let tolerances = Bounds.tolerances(
      Unary.lgamma, [HostTensor(type, doubles: [1])], [HostTensor(type, doubles: [0])])
    let negative = HostTensor(type, doubles: [-0.0])
    #expect(ResultComparison(negative, HostTensor(type, doubles: [0]), tolerances[0]).passes)
  }

  @Test func `where nothing is uncertain, the reference's bits are asked for`() {
    let type = TensorType(.f16, [1])
    let own = HostTensor(type, doubles: [0.15196])
    // In double precision the value lies between two numbers.
    let around = Tolerance.around(HostTensor(type.with(.f64), doubles: [0.1519656]), [0])
    #expect(ResultComparison(own, own, around).passes)
    let next = HostTensor(type, doubles: [own.doubles[0] + 0x1p-13])
    #expect(!ResultComparison(next, own, around).passes)
  }
}
