import Foundation
import Testing

@testable import Touchstone

/// Programs of JAX and of the StableHLO project, where a folder beside the repository has them.
enum SharedPrograms {
  static let files: [String] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folders = ["../shared", "shared"].map { root.appending(path: $0).standardizedFileURL }
    for folder in folders {
      guard let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      else { continue }
      let files = all.compactMap { ($0 as? URL)?.path }.filter { $0.hasSuffix(".mlir") }
      if !files.isEmpty { return files.sorted() }
    }
    return []
  }()
}

@Suite struct SharedProgramTests {
  @Test(
    .enabled(if: !SharedPrograms.files.isEmpty, "needs ../shared with programs"))
  func `every shared program reads the same after printing, in both forms`() throws {
    var failures: [String] = []
    for file in SharedPrograms.files {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let name = (file as NSString).lastPathComponent
      do {
        for (i, program) in try Program.readAll(text: text, file: name).enumerated() {
          for generic in [false, true] {
            let again = try Program(
              text: program.text(generic: generic), file: "\(name)#\(i + 1) printed")
            if again != program { failures.append("\(name)#\(i + 1) differs, generic: \(generic)") }
          }
        }
      } catch {
        failures.append("\(error)")
      }
    }
    #expect(failures.isEmpty, "\(failures.count) of \(SharedPrograms.files.count) files")
    for failure in failures.prefix(20) { Issue.record("\(failure)") }
  }
}
