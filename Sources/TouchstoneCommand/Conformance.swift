import ArgumentParser
import ConformanceKit
import Foundation
import KerasConformance
import Touchstone
import XLABackend

/// `touchstone conformance`
struct Conformance: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judges backends by the cases in Conformance, SPEC.md and StableHLO's own tests.",
    discussion: """
      Prints what failed, then a table of areas and backends with 'passed/all' in each cell, then \
      which operations ran on the reference's meaning instead of a backend's own kernel, and last \
      'N passed, N failed'. A backend with threads is judged with loops of a few elements shared out \
      over them; how many were is said. What Conformance/waivers lists for an XLA plugin's platform may \
      fail, and must. The exit code is 0 only if nothing failed.
      """)

  @Option(help: "The backend to judge, or 'all'.")
  var backend = "all"

  @Option(name: .customLong("stablehlo"), help: "A folder of StableHLO's self-checking files.")
  var folder: String?

  @Option(help: "The folder with SPEC.md and Conformance. (default: found from here upward)")
  var root: String?

  @Flag(inversion: .prefixedNo, help: "Runs Keras's cases and recipes as well.")
  var keras = true

  @Option(help: "How many files to run at once.")
  var workers = 2

  func run() throws {
    let backends = try Choice.backends(backend)
    let repository =
      try root.map { Repository(URL(fileURLWithPath: $0)) } ?? Repository.find()
    let judged = backends.map { ($0 as? any ParallelBackend)?.sharingAll ?? $0 }
    let loopsBefore = judged.map { ($0 as? any ParallelBackend)?.sharedLoops ?? 0 }
    let suite = Suite(repository, judged, workers: max(1, min(workers, 1024)))
    var summary = Summary()
    let cases = try suite.cases { Terminal.progress("cases: \($0) of \($1) files") }
    summary.add(try waived(cases, backends, repository))
    summary.add(try repository.corpus.verdicts(on: backends))
    Terminal.progress("examples of SPEC.md")
    summary.add(try suite.examples())
    let modes = zip(judged, loopsBefore).compactMap { ParallelMode($0, loopsBefore: $1) }
    if keras {
      summary.add(
        try KerasSuite(repository, backends, workers: suite.workers).verdicts {
          Terminal.progress("keras: \($0) of \($1)")
        })
    }
    if let folder {
      summary.add(try suite.files(in: folder) { Terminal.progress("\(folder): \($0) of \($1)") })
    }
    Terminal.progress("")
    for failure in summary.failures {
      Terminal.print(String(failure.description.prefix { !$0.isNewline }))
    }
    let names = backends.map(\.name)
    var rows = [["area"] + names]
    for area in summary.areas { rows.append([area] + names.map { summary.cell(area, $0) }) }
    for line in table(rows, right: Set(1...max(1, names.count))) { Terminal.print(line) }
    for name in names {
      let (always, sometimes) = summary.borrowedOperations(name)
      if !always.isEmpty {
        Terminal.print("\(name) borrowed: \(always.joined(separator: ", "))")
      }
      if !sometimes.isEmpty {
        Terminal.print("\(name) borrowed for some types: \(sometimes.joined(separator: ", "))")
      }
    }
    for mode in modes { Terminal.print(mode.description) }
    let excused = summary.waivedCount > 0 ? ", \(summary.waivedCount) waived" : ""
    Terminal.print("\(summary.passedCount) passed, \(summary.failedCount) failed\(excused)")
    if summary.failedCount > 0 || summary.passedCount == 0 || !modes.allSatisfy(\.isProven) {
      throw ExitCode.failure
    }
  }
}

extension Conformance {
  /// The verdicts with those failures as waived that are listed for what a backend runs on.
  private func waived(
    _ verdicts: [Verdict], _ backends: [any Backend], _ repository: Repository
  ) throws -> [Verdict] {
    var verdicts = verdicts
    for case let backend as XLABackend in backends {
      let platform = try backend.describe().platform.lowercased()
      let file = repository.root.appending(path: "Conformance/waivers/xla-\(platform).yaml").path
      guard FileManager.default.fileExists(atPath: file) else { continue }
      let waivers = try Waivers(path: file)
      let (own, others) = (
        verdicts.filter { $0.backend == backend.name },
        verdicts.filter { $0.backend != backend.name }
      )
      let judged = waivers.applied(to: own, .operations)
      verdicts =
        others + judged + waivers.stale(in: judged, .operations, backend: backend.name)
    }
    return verdicts
  }
}

/// Whether a backend that shares its loops out really did while it was judged.
private struct ParallelMode: CustomStringConvertible {
  let name: String
  let threads: Int
  let loops: Int

  init?(_ backend: any Backend, loopsBefore: Int) {
    guard let backend = backend as? any ParallelBackend else { return nil }
    (name, threads) = (backend.name, backend.threads)
    loops = backend.sharedLoops - loopsBefore
  }

  var isProven: Bool { threads == 1 || loops > 0 }
  var description: String {
    isProven
      ? "\(name): \(loops) loops were shared out over \(threads) threads"
      : "HARNESS_ERROR \(name): no loop was shared out over its \(threads) threads"
  }
}
