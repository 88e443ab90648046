import Foundation
import JSONValues
import Testing

@testable import ConformanceKit

@Suite struct ReportTests {
  private func record(
    _ name: String, _ status: Verdict.Status, detail: String = "", clauses: [String] = ["C1"]
  ) -> Record {
    let item = Item(
      .operations, area: "elementwise", heading: "add", name: name, clauses: clauses, dtype: "f32"
    ) { backend, _ in
      Verdict(
        area: "", heading: "", name: "", backend: backend.name, status: .pass, detail: "")
    }
    return Record(
      item, backend: "mine", status: status, detail: detail, seconds: 0.25,
      own: ["stablehlo.add"], isReached: true, margin: 0.5)
  }
  private let header = RunReport.Header(
    backend: "mine", version: "2", profile: .core, tier: .smoke, seed: 3, shard: "1/1")

  @Test func `a report is of its schema, and is read as it was written`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "r.jsonl").path
      let records = Verdict.Status.allCases.map { record("is \($0)", $0, detail: "a\n\"b\" <c>") }
      let writer = try ReportWriter(path: path, header: header)
      for one in records {
        writer.started(one.id)
        writer.write(one)
      }
      writer.write(RunSummary(records))
      let schema = try Schema(named: "report-v1")
      for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
        let problems = schema.problems(try JSON(text: String(line)))
        #expect(problems.isEmpty, "\(line): \(problems)")
      }
      let read = try RunReport(path: path)
      #expect(read.header == header)
      #expect(read.records.map(\.json) == records.map(\.json))
      #expect(read.interrupted.isEmpty)
    }
  }

  @Test func `a report that ends early names what was running, and is gone on with`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "r.jsonl").path
      let writer = try ReportWriter(path: path, header: header)
      writer.write(record("first", .pass))
      writer.started("operations/add/second")
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(#"{"case": "operations/add/sec"#.utf8))
      let read = try RunReport(path: path)
      #expect(read.records.count == 1)
      #expect(read.interrupted == ["operations/add/second"])
    }
  }

  @Test func `JUnit's file is well formed, and counts what failed`() throws {
    let records = [
      record("good", .pass), record("<bad> & \"worse\"", .fail, detail: "off by \u{1}1"),
      record("not asked", .notSupported), record("ours", .harnessError),
    ]
    let text = JUnit.text(RunReport(header, records))
    let parser = XMLChecker(text)
    #expect(parser.isWellFormed, "\(text)")
    #expect(parser.counts["testcase"] == 4)
    #expect(parser.counts["failure"] == 1)
    #expect(parser.counts["error"] == 1)
    #expect(parser.counts["skipped"] == 1)
    #expect(text.contains("tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\""))
  }

  @Test func `the badge and the page are well formed, and need nothing from elsewhere`() throws {
    let report = RunReport(
      header, [record("good", .pass), record("bad <i>", .crash, detail: "</pre><script>")])
    let badge = Badge.svg(report)
    #expect(XMLChecker(badge).isWellFormed)
    #expect(badge.contains("core 1/2"))
    let page = HTMLReport(report, RunSummary(report.records)).text
    #expect(!page.contains("<script"))
    #expect(!page.contains("src=") && !page.contains("@import") && !page.contains("url("))
    #expect(page.contains("prefers-color-scheme: dark"))
    #expect(
      page.contains("touchstone repro &#39;operations/add/bad &lt;i&gt;&#39;")
        || page.contains("touchstone repro 'operations/add/bad &lt;i&gt;'"))
  }

  @Test func `what changed between two reports is told`() {
    let before = RunReport(
      header, [record("a", .pass), record("b", .fail), record("c", .fail), record("d", .pass)])
    let after = RunReport(
      header, [record("a", .fail), record("b", .pass), record("c", .crash), record("e", .timeout)])
    let difference = ReportDifference(before, after)
    #expect(difference.broken.map(\.after.name) == ["a", "e"])
    #expect(difference.mended.map(\.after.name) == ["b"])
    #expect(difference.changed.map(\.after.name) == ["c"])
    #expect(difference.missing.map(\.name) == ["d"])
    #expect(difference.lines.last == "2 broken, 1 mended, 1 changed, 1 missing, 0 added")
  }

  @Test func `exit codes follow the worst status`() {
    #expect(RunSummary([record("a", .pass), record("b", .notSupported)]).exitCode == 0)
    #expect(RunSummary([record("a", .pass), record("b", .nondeterministic)]).exitCode == 1)
    #expect(RunSummary([record("a", .fail), record("b", .harnessError)]).exitCode == 2)
  }
}

/// Whether a text is well-formed XML, and how often each element occurs, as far as reports go.
private struct XMLChecker {
  var counts: [String: Int] = [:]
  var isWellFormed = true

  init(_ text: String) {
    var open: [String] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      if rest[..<start].contains(">") { isWellFormed = false }
      guard let end = rest[start...].firstIndex(of: ">") else {
        isWellFormed = false
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("?") { continue }
      if tag.contains("<") || tag.count(where: { $0 == "\"" }) % 2 != 0 { isWellFormed = false }
      if tag.hasPrefix("/") {
        if open.popLast() != String(tag.dropFirst()) { isWellFormed = false }
      } else {
        let name = String(tag.prefix { !$0.isWhitespace && $0 != "/" })
        counts[name, default: 0] += 1
        if !tag.hasSuffix("/") { open.append(name) }
      }
    }
    if !open.isEmpty { isWellFormed = false }
    for scalar in text.unicodeScalars where scalar.value < 32 && scalar != "\n" {
      isWellFormed = false
    }
  }
}
