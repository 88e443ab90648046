import Foundation
import JSONValues
import Testing

@testable import ConformanceKit

@Suite struct WaiverTests {
  private func waivers(_ text: String, today: String = "2027-01-01") throws -> Waivers {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "waivers.yml").path
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      let date = try #require(ISO8601DateFormatter().date(from: "\(today)T00:00:00Z"))
      return try Waivers(path: path, today: date)
    }
  }
  private func record(_ name: String, _ status: Verdict.Status) -> Record {
    let item = Item(.operations, area: "elementwise", heading: "sine", name: name) { _, _ in
      preconditionFailure("this item is never run")
    }
    return Record(item, backend: "mine", status: status, detail: "off", seconds: 0)
  }

  @Test func `a failure is waived, and a pass makes the waiver stale`() throws {
    let list = try waivers(
      """
      # Known trouble
      waivers:
        - cases: ["operations/sine/large", 'operations/sine/other']
          reason: large arguments are not reduced
          link: https://example.com/7
          backends: mine
      """)
    let waived = list.applied(to: record("large", .crash))
    #expect(waived.status == .waived)
    #expect(
      waived.detail
        == "CRASH, waived (https://example.com/7): large arguments are not reduced")
    #expect(list.applied(to: record("large", .pass)).status == .staleWaiver)
    #expect(list.applied(to: record("small", .fail)).status == .fail)
    #expect(list.applied(to: record("large", .harnessError)).status == .harnessError)
  }

  @Test func `a waiver of a form is stale when nothing of the form fails`() throws {
    let list = try waivers(
      """
      waivers:
      - cases: operations/sine/*
        reason: r
        link: l
      """)
    let passed = list.applied(to: record("large", .pass))
    #expect(passed.status == .pass)
    #expect(list.stale(in: [passed], backend: "mine").map(\.status) == [.staleWaiver])
    let failed = list.applied(to: record("large", .fail))
    #expect(list.stale(in: [passed, failed], backend: "mine").isEmpty)
  }

  @Test func `after its last day a waiver excuses nothing, and fails`() throws {
    let text =
      "waivers:\n  - cases: operations/sine/large\n    reason: r\n    link: l\n    expires: 2026-12-31\n"
    let late = try waivers(text)
    #expect(late.applied(to: record("large", .fail)).status == .fail)
    #expect(late.stale(in: [], backend: "mine").first?.detail == "expired on 2026-12-31: r")
    let early = try waivers(text, today: "2026-12-31")
    #expect(early.applied(to: record("large", .fail)).status == .waived)
  }

  @Test(arguments: [
    ("waivers:\n  - cases: a\n    reason: r\n", "needs a 'link'"),
    ("waivers:\n  - cases: a\n    reasons: r\n", "has no 'reasons'"),
    ("waivers:\n  - reason: r\n    link: l\n", "needs 'cases'"),
    ("waivers: none\n", "expected a list under 'waivers'"),
    ("waivers:\n  - cases: [a\n", "line 2: a list does not end"),
    ("waivers:\n  - cases: &x a\n", "line 2: '&' begins what is not read here"),
    ("{\"waivers\": [1]}", "must be an object, got 1"),
    ("waivers:\n  - cases: a\n    reason: r\n    link: l\n    expires: soon\n", "must be a day"),
  ])
  func `a wrong file is explained`(_ text: String, _ words: String) throws {
    let error = #expect(throws: CaseError.self) { try waivers(text) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func `the draft of a file is of its schema, and is read`() throws {
    let records = [record("a", .fail), record("b", .pass), record("c", .crash)]
    let draft = Waivers.draft(records)
    let schema = try Schema(named: "waiver-v1")
    #expect(schema.problems(try JSON(text: draft)).isEmpty)
    let list = try waivers(draft)
    #expect(records.map { list.applied(to: $0).status } == [.waived, .pass, .waived])
  }
}
