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

  @Test(arguments: [(4, true), (1000, false)])
  func `sums owe what their length and magnitudes allow`(_ ulps: Int, _ passes: Bool) throws {
    let verdict = try status(
      """
      {"name": "x", "operation": "dot", "resultTypes": ["f32[]"],
       "operands": ["f32[9] random 1 unit", "f32[9] random 2 unit"], "golden": true}
      """, heading: "dot", ulps: ulps)
    #expect((verdict == .pass) == passes)
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
