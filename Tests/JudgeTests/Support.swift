import ConformanceKit
import Foundation
import JSONValues
import Testing

/// The package's folder.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
let repository = Repository(root)

/// The judge's program, built with the tests.
let judgePath =
  Bundle.main.executableURL.map {
    // The tests' own program may lie a few folders below the products.
    var folder = $0.deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appending(path: "touchstone-judge")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate.path }
      folder.deleteLastPathComponent()
    }
    return ""
  } ?? ""

/// Starts a worker of the judge's program with these options.
func worker(_ options: String..., timeout: Double = 20) -> Launch {
  Launch(command: [judgePath, "verify-worker"] + options, timeout: timeout)
}

/// The end of a process: its exit code and what it printed.
struct Outcome {
  let code: Int32
  let output: String
}

/// Runs a command, and waits for it.
func run(_ command: String..., in folder: URL? = nil) throws -> Outcome {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = command
  process.currentDirectoryURL = folder
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return Outcome(code: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
}

/// A folder that is gone after `body`.
func withTemporaryFolder<R>(_ body: (URL) throws -> R) throws -> R {
  let folder = URL(filePath: NSTemporaryDirectory()).appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// Whether a program of this name can be run.
func isPresent(_ name: String) -> Bool { (try? run("which", name))?.code == 0 }

/// The shared library made of `sources`, C files of the template or of the fixtures, in `folder`.
func plugin(_ source: URL, in folder: URL) throws -> String {
  let path = folder.appending(path: "plugin.so").path
  let template = root.appending(path: "Conformance/templates/c").path
  let outcome = try run(
    "cc", "-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-I", template,
    "-o", path, source.path)
  try #require(outcome.code == 0, "\(outcome.output)")
  return path
}

let toy = root.appending(path: "Conformance/templates/c/toy.c")
let fixtures = root.appending(path: "Tests/JudgeTests/Fixtures")

/// The command lines of processes that run now and have `text` in them.
func commandLines(with text: String) -> [String] {
  let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
  return numbers.filter { Int($0) != nil }.compactMap { number in
    FileManager.default.contents(atPath: "/proc/\(number)/cmdline")
      .map { String(decoding: $0, as: UTF8.self).replacing("\0", with: " ") }
  }.filter { $0.contains(text) }
}
