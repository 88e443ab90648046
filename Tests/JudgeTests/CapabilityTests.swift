import JSONValues
import Testing
import Touchstone

@testable import ConformanceKit

@Suite struct CapabilityTests {
  @Test func `what is declared is not asked`() throws {
    let capabilities = try Capabilities(
      JSON(
        text: """
          {"operations": ["stablehlo.add", "fft", "cos*"], "dtypes": ["f32", "f64"],
           "unsupported": [{"operations": ["fft"], "dtypes": ["f64"], "reason": "no kernel"}]}
          """))
    #expect(capabilities.reason(against: ["stablehlo.add"], [.f32]) == nil)
    #expect(capabilities.reason(against: ["stablehlo.cosine"], [.f32]) == nil)
    #expect(
      capabilities.reason(against: ["stablehlo.sine"], [.f32])
        == "stablehlo.sine is not among the operations")
    #expect(capabilities.reason(against: ["stablehlo.add"], [.i1]) == "i1 is not among the dtypes")
    #expect(capabilities.reason(against: ["stablehlo.fft"], [.f32]) == nil)
    #expect(capabilities.reason(against: ["stablehlo.fft"], [.f64]) == "no kernel")
    let both = Capabilities().adding(capabilities)
    #expect(both.reason(against: ["stablehlo.sine"], [.f32]) != nil)
  }

  @Test(arguments: [
    (#"{"operation": []}"#, "capabilities have no 'operation'"),
    (#"{"dtypes": ["float"]}"#, "'float' is not a dtype"),
    (#"{"unsupported": [{"operations": ["a"]}]}"#, "must give a 'reason'"),
    (#"{"unsupported": [{"reason": "r"}]}"#, "must name 'operations' or 'dtypes'"),
    ("[]", "must be an object"),
  ])
  func `wrong capabilities are explained`(_ text: String, _ words: String) throws {
    let json = try JSON(text: text)
    let error = #expect(throws: CaseError.self) { try Capabilities(json) }
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    ("a*c", "abc", true), ("a*c", "ac", true), ("a*c", "acb", false), ("*", "", true),
    ("a*b*c", "a1b2c", true), ("a*b*c", "acb", false), ("ab", "ab", true), ("ab*ba", "aba", false),
  ])
  func `a star stands for any letters`(_ pattern: String, _ text: String, _ fits: Bool) {
    #expect(Pattern(pattern).matches(text[...]) == fits)
  }

  @Test func `files of cases are of their schema`() throws {
    let schema = try Schema(named: "case-v1")
    for url in try CaseFile.files(in: repository.cases) {
      let problems = schema.problems(try JSON(text: SourceFiles.read(url.path)))
      #expect(problems.isEmpty, "\(url.lastPathComponent): \(problems.prefix(3))")
    }
  }
}
