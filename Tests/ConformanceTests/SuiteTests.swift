import ConformanceKit
import Foundation
import Testing
import Touchstone

@Suite struct SuiteTests {
  @Test(.enabled(if: hasSpecification, "SPEC.md is not written yet"))
  func `every example of the specification passes on every backend`() throws {
    let verdicts = try Suite(Repository(root), availableBackends()).examples()
    #expect(!verdicts.isEmpty)
    for verdict in verdicts where verdict.status.isFailure { Issue.record("\(verdict)") }
  }

  /// StableHLO's own test data is not part of this repository; it lies beside it where it is had.
  static let peers = ["testdata", "interpret"].map {
    root.deletingLastPathComponent().appending(path: "shared/stablehlo/\($0)").path
  }

  @Test(
    .enabled(if: peers.allSatisfy(FileManager.default.fileExists), "../shared/stablehlo is absent"),
    arguments: peers)
  func `StableHLO's own tests pass on every backend`(_ folder: String) throws {
    let verdicts = try Suite(Repository(root), availableBackends()).files(in: folder)
    #expect(verdicts.count > 100)
    for verdict in verdicts where verdict.status.isFailure { Issue.record("\(verdict)") }
  }
}

private let hasSpecification = (try? Repository(root).specification()) != nil
