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
  func `every shared program is read`() throws {
    var failures: [String] = []
    for file in SharedPrograms.files {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      do {
        _ = try Program.readAll(text: text, file: (file as NSString).lastPathComponent)
      } catch {
        failures.append("\(error)")
      }
    }
    print("\(SharedPrograms.files.count) files, \(failures.count) failures")
    #expect(failures.isEmpty, "\(failures.prefix(400).joined(separator: "\n"))")
  }
}
