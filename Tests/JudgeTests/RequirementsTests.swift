import Foundation
import JSONValues
import Testing

@testable import ConformanceKit

@Suite struct RequirementsTests {
  private func item(_ name: String) -> Item {
    Item(.operations, area: "elementwise", heading: "sine", name: name) { backend, _ in
      Verdict(area: "", heading: "", name: "", backend: backend.name, status: .pass, detail: "")
    }
  }
  private func record(_ name: String, _ status: Verdict.Status, isScored: Bool) -> Record {
    var record = Record(item(name), backend: "mine", status: status, detail: "", seconds: 0)
    record.isScored = isScored
    return record
  }

  @Test func `what a release asks for is of its schema, and is read as it was written`() throws {
    try withTemporaryFolder { folder in
      let inside = folder.appending(path: "Conformance/requirements")
      try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
      let frozen = Requirements(version: "1.0", [item("old"), item("older")])
      #expect(try Schema(named: "requirements-v1").problems(try JSON(text: frozen.text)).isEmpty)
      try frozen.text.write(
        to: inside.appending(path: "1.0.json"), atomically: true, encoding: .utf8)
      let read = try Requirements(version: "1.0", in: Repository(folder))
      #expect(read.contains(item("old")) && !read.contains(item("new")))
      #expect(read.missing(from: [item("old"), item("new")]) == ["operations/sine/older"])
      #expect(throws: CaseError.self) { try Requirements(version: "2.0", in: Repository(folder)) }
    }
  }

  @Test func `an item that came later neither fails a run nor counts for it`() {
    let summary = RunSummary([
      record("old", .pass, isScored: true), record("new", .fail, isScored: false),
    ])
    #expect(summary.exitCode == 0)
    #expect(summary.line == "1 passed, 0 failed, 1 later items not scored (1 failed)")
  }

  @Test func `whether a record counts is kept in the report`() throws {
    let later = record("new", .fail, isScored: false)
    #expect(try Record(later.json).isScored == false)
    #expect(try Schema(named: "report-v1").problems(later.json).isEmpty)
  }
}
