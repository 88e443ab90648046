import JSONValues
import Testing
import Touchstone

@testable import ConformanceKit

/// The reference with every float of every result moved by so many ulps: a backend that is wrong by
/// a known amount.
private struct Off: KernelBackend {
  let name = "off"
  let ulps: Int

  func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    { [ulps] operands, types, context in
      try operation.evaluate(operands, types, in: context).map { result in
        guard result.dtype == .f32 else { return result }
        return HostTensor(
          result.type,
          doubles: result.doubles.map { value in
            var moved = Float(value)
            for _ in 0..<ulps { moved = moved.nextUp }
            return Double(moved)
          })
      }
    }
  }
}

private func status(_ json: String, heading: String, ulps: Int) throws -> Verdict.Status {
  let value = try JSON(text: json)
  let verdicts = Judge([Off(ulps: ulps)]).verdicts(try Case(value, heading: heading))
  return try #require(verdicts.first).status
}

@Suite struct JudgeTests {
  @Test(arguments: [(0, true), (1, false)])
  func `exact operations owe the same bits`(_ ulps: Int, _ passes: Bool) throws {
    let verdict = try status(
      """
      {"name": "x", "operation": "transpose", "attributes": {"permutation": [1, 0]},
       "operands": ["f32[2,2] random 1"], "golden": true}
      """, heading: "transpose", ulps: ulps)
    #expect((verdict == .pass) == passes)
  }

  @Test(arguments: [(0, true), (1, true), (2, false)])
  func `arithmetic owes one rounding`(_ ulps: Int, _ passes: Bool) throws {
    let verdict = try status(
      """
      {"name": "x", "operation": "add",
       "operands": ["f32[9] random 1", "f32[9] random 2"], "golden": true}
      """, heading: "add", ulps: ulps)
    #expect((verdict == .pass) == passes)
  }

  @Test(arguments: [(8, true), (16, false)])
  func `elementary functions owe eight ulp and what their steepness adds`(
    _ ulps: Int, _ passes: Bool
  ) throws {
    let verdict = try status(
      """
      {"name": "x", "operation": "exponential", "operands": ["f32[9] random 1"], "golden": true}
      """, heading: "exponential", ulps: ulps)
    #expect((verdict == .pass) == passes)
  }

  // erf(3.9) is the number before 1: one step down to it, two steps of its size for each beyond.
  @Test(arguments: [(5, true), (6, false)])
  func `beyond a power of two a result is rounded as it is there`(
    _ ulps: Int, _ passes: Bool
  ) throws {
    let verdict = try status(
      """
      {"name": "x", "operation": "chlo.erf", "operands": ["f32[1] 3.9"],
       "result": "f32[1] 0.99999994"}
      """, heading: "chlo.erf", ulps: ulps)
    #expect((verdict == .pass) == passes)
  }

  // Half an ulp from what is written to the value, one and a half from there to the result.
  @Test(arguments: [(2, true), (3, false)])
  func `what is written is rounded, too`(_ ulps: Double, _ passes: Bool) throws {
    let type = TensorType(.f32, [1])
    let written = HostTensor(type, doubles: [1])
    let value = HostTensor(type.with(.f64), doubles: [1 + 0x1p-24])
    let tolerance = try #require(Tolerance.around(value, [1.5 * 0x1p-23]).around(written: written))
    let result = HostTensor(type, doubles: [1 + ulps * 0x1p-23])
    #expect(ResultComparison(result, written, tolerance).passes == passes)
  }

  @Test(arguments: [(4, true), (1000, false)])
  func `sums owe what their length and magnitudes allow`(_ ulps: Int, _ passes: Bool) throws {
    let verdict = try status(
      """
      {"name": "x", "operation": "dot", "resultTypes": ["f32[]"],
       "operands": ["f32[9] random 1 unit", "f32[9] random 2 unit"], "golden": true}
      """, heading: "dot", ulps: ulps)
    #expect((verdict == .pass) == passes)
  }

  @Test(arguments: [("3 2", true), ("3 2.5", false), ("3 nan", false)])
  func `a program on the reference owes what is written`(
    _ written: String, _ passes: Bool
  ) throws {
    let value = try JSON(
      text: """
        {"name": "x", "program": ["func.func @main(%x: tensor<2xf32>, %y: tensor<2xf32>) -> tensor<2xf32> {",
          "  %0 = stablehlo.add %x, %y : tensor<2xf32>",
          "  %1 = stablehlo.multiply %0, %y : tensor<2xf32>", "  return %1 : tensor<2xf32>", "}"],
         "operands": ["f32[2] 2 1", "f32[2] 1 1"], "result": "f32[2] \(written)"}
        """)
    let verdicts = Judge([ReferenceBackend()]).verdicts(try Case(value, heading: "add"))
    #expect((try #require(verdicts.first).status == .pass) == passes)
  }

  @Test func `a written result counts where no bound can be computed`() throws {
    // Infinity times zero is NaN, which no bound goes around.
    let value = try JSON(
      text: """
        {"name": "x", "program": ["func.func @main(%x: tensor<1xf64>) -> tensor<1xf64> {",
          "  %0 = chlo.bessel_i1e %x : tensor<1xf64> -> tensor<1xf64>",
          "  %1 = stablehlo.divide %0, %x : tensor<1xf64>",
          "  %2 = stablehlo.divide %1, %x : tensor<1xf64>",
          "  %3 = stablehlo.multiply %2, %x : tensor<1xf64>", "  return %3 : tensor<1xf64>", "}"],
         "operands": ["f64[1] 5e-324"], "result": "f64[1] 0.5"}
        """)
    let verdicts = Judge([ReferenceBackend()]).verdicts(try Case(value, heading: "multiply"))
    #expect(try #require(verdicts.first).status == .fail)
  }

  @Test func `a wrong violation is named`() throws {
    let json = """
      {"name": "x", "operation": "transpose", "attributes": {"permutation": [0, 0]},
       "operands": ["f32[2,2] 0"], "violates": "C1"}
      """
    let value = try JSON(text: json)
    let verdict = try #require(
      Judge([ReferenceBackend()]).verdicts(Case(value, heading: "transpose")).first)
    #expect(verdict.status == .fail)
    #expect(
      verdict.detail
        == "expected a violation of C1, got: transpose(f32[2,2]): permutation [0, 0] must reorder "
        + "0..<2 [transpose C2]")
  }

  @Test(arguments: [
    (#"{"operation": "add"}"#, "'name' is missing"),
    (#"{"name": "x", "operation": "add", "tolerance": 1}"#, "unknown key 'tolerance'"),
    (#"{"name": "x", "operation": "add"}"#, "expected exactly one of"),
    (#"{"name": "x"}"#, "expected either 'operation' or 'program'"),
    (
      #"{"name": "x", "operation": "add", "operands": ["f32[2] 1 2 3"], "result": "f32[] 1"}"#,
      "'f32[2] 1 2 3' has 3 values where f32[2] takes 2"
    ),
  ])
  func `a wrong case is explained`(_ json: String, _ start: String) throws {
    let value = try JSON(text: json)
    let error = #expect(throws: CaseError.self) { try Case(value, heading: "add") }
    #expect(error?.message.hasPrefix(start) == true, "\(error?.message ?? "no error")")
  }
}
