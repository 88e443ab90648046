import AllBackends
import ConformanceKit
import Foundation
import Testing
import Touchstone

/// The top of the repository.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

let caseFolder = root.appending(path: "Conformance/operations")
let caseFiles = ((try? CaseFile.files(in: caseFolder)) ?? []).map(\.lastPathComponent)

@Suite struct ConformanceTests {
  @Test func `there are cases to run`() { #expect(!caseFiles.isEmpty) }

  @Test(arguments: caseFiles)
  func `every backend conforms to every case of`(_ file: String) throws {
    let cases = try CaseFile(caseFolder.appending(path: file)).cases
    #expect(!cases.isEmpty, "\(file) has no cases")
    let judge = Judge(availableBackends(), goldens: Goldens(root.appending(path: "Golden")))
    for one in cases {
      for verdict in judge.verdicts(one) where verdict.status.isFailure {
        Issue.record("\(verdict)")
      }
    }
  }
}

/// The backends that this machine has, registered, without one that is judged by a list of what its
/// plugin does otherwise (`Conformance/waivers`).
func availableBackends() -> [any Backend] { registeredBackends().filter { $0.name != "xla" } }

/// All backends that this machine has, registered.
func registeredBackends() -> [any Backend] {
  AllBackends.register()
  return Backends.available
}
