import ArgumentParser
import ConformanceKit
import Foundation
import Touchstone

/// `touchstone check`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs StableHLO files that check themselves.",
    discussion: """
      Every part of a file (parts are separated by lines '// -----') is run by itself: @main, or \
      its only function. It passes when it runs to its end, checks something, and every check \
      agrees. Where the value a file expects is itself off, a NOTE says so, and the result is judged \
      by the true value. Each part counts once for each backend. The last line for each backend is \
      'N passed, N failed', with the backend's name before it if there are several. The exit code \
      is 0 only if nothing failed.
      """)

  @Argument(
    help:
      "Files of StableHLO text, or folders, which are searched for *.mlir; - for standard input.")
  var paths: [String]

  @Option(help: "The backend to run on, or 'all'. (default: TOUCHSTONE_BACKEND, else the fastest)")
  var backend: String?

  @Option(name: .customLong("json"), help: "Writes every outcome to this file.")
  var jsonFile: String?

  @Option(help: "How many files to run at once.")
  var workers = 2

  func validate() throws {
    if let jsonFile {
      let folder = URL(fileURLWithPath: jsonFile).deletingLastPathComponent().path
      guard FileManager.default.fileExists(atPath: folder) else {
        throw ValidationError("--json \(jsonFile): there is no folder \(folder); make it first")
      }
    }
    if paths.isEmpty { throw ValidationError("name a file or a folder") }
    if !(1...1024).contains(workers) {
      throw ValidationError("--workers takes 1 to 1024, got \(workers)")
    }
  }

  func run() throws {
    let backends = try Choice.backends(backend)
    let files = try SourceFiles.find(paths)
    guard !files.isEmpty else {
      throw ValidationError("there is no .mlir file in \(paths.joined(separator: ", "))")
    }
    let results = Checker(backends, workers: workers).run(files) { done in
      Terminal.progress("\(done) of \(files.count) files")
    }
    Terminal.progress("")
    for result in results {
      let prefix = backends.count > 1 ? "\(result.backend): " : ""
      for line in result.notes + result.failures { Terminal.print(prefix + line) }
    }
    for backend in backends {
      let own = results.filter { $0.backend == backend.name }
      let counts = "\(own.count { $0.passed }) passed, \(own.count { !$0.passed }) failed"
      Terminal.print(backends.count > 1 ? "\(backend.name): \(counts)" : counts)
    }
    if let jsonFile {
      let report = CheckReport(results, backends: backends.map(\.name))
      do { try report.json().write(to: URL(fileURLWithPath: jsonFile), options: .atomic) } catch {
        throw CaseError("cannot be written: \(error.localizedDescription)", place: jsonFile)
      }
    }
    if results.contains(where: { !$0.passed }) { throw ExitCode.failure }
  }
}
