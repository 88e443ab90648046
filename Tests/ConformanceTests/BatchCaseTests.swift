import JSONValues
import Testing
import Touchstone

@testable import ConformanceKit

@Suite struct BatchCaseTests {
  private func verdict(_ operands: [String], _ result: String) throws -> Verdict {
    let json: JSON = [
      "name": "x", "operation": "touchstone.ppermute",
      "attributes": [
        "axis_names": ["i"], "axis_size": 3, "permutation": [[0, 1], [1, 2]],
      ],
      "transform": "vmap", "operands": .array(operands.map { .string($0) }),
      "result": .string(result),
    ]
    return try #require(
      Judge([ReferenceBackend()]).verdicts(try Case(json, heading: "ppermute")).first)
  }

  @Test func `members of a batch lie along the first axis, which is called i`() throws {
    #expect(try verdict(["f32[3,1] 1 2 3"], "f32[3,1] 0 1 2").status == .pass)
    #expect(try verdict(["f32[3,1] 1 2 3"], "f32[3,1] 1 1 2").status == .fail)
  }

  @Test func `operands without a common first axis are an error of the case`() throws {
    let scalar = try verdict(["f32[] 1"], "f32[3,1] 0 1 2")
    #expect(scalar.status == .harnessError)
    #expect(scalar.detail == "'vmap' needs operands whose first axes have one size, got [f32[]]")
  }
}
