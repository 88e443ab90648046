import ArgumentParser
import ConformanceKit
import Foundation
import Touchstone

/// `touchstone laws`
struct LawTable: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "laws",
    abstract: "Tries the laws of derivatives, batches and programs on every operation.",
    discussion: """
      For each backend it prints a table: a row for each operation or function, a column for each \
      law, and in the cell how many cases passed, each a sample at a generated point, or FAIL. \
      What failed follows, then 'N passed, N failed'. The exit code is 0 only if nothing failed.
      """)

  @Option(help: "The backend to judge, or 'all'.")
  var backend = "all"

  @Option(help: "Only this operation or function.")
  var operation: String?

  @Option(help: "A file to which every outcome is written as JSON.")
  var json: String?

  @Option(help: "At how many generated points each sample is tried.")
  var points = 2

  @Option(help: "How many samples to try at once.")
  var workers = 2

  func validate() throws {
    if points < 1 { throw ValidationError("--points takes a number from 1, got \(points)") }
    if !(1...1024).contains(workers) {
      throw ValidationError("--workers takes 1 to 1024, got \(workers)")
    }
  }

  func run() throws {
    let backends = try Choice.backends(backend)
    let suite = LawSuite(ComposedSamples.all, operation: operation, points: points)
    guard !suite.samples.isEmpty else {
      throw ValidationError("the laws have no sample of '\(operation ?? "")'")
    }
    var outcomes: [LawOutcome] = []
    for backend in backends {
      let own = suite.outcomes(on: backend, workers: workers) {
        Terminal.progress("\(backend.name): \($0) of \($1) samples")
      }
      Terminal.progress("")
      show(own, on: backend.name)
      outcomes += own
    }
    if let json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      do {
        try encoder.encode(outcomes).write(to: URL(fileURLWithPath: json), options: .atomic)
      } catch { throw CaseError("cannot be written: \(error.localizedDescription)", place: json) }
    }
    let failed = outcomes.map(\.failed).reduce(0, +)
    Terminal.print("laws: \(outcomes.map(\.passed).reduce(0, +)) passed, \(failed) failed")
    if failed > 0 { throw ExitCode.failure }
  }

  private func show(_ outcomes: [LawOutcome], on backend: String) {
    let laws = Law.allCases.map(\.rawValue)
    var cells: [String: [String: String]] = [:]
    var operations: [String] = []
    for outcome in outcomes {
      if cells[outcome.operation] == nil { operations.append(outcome.operation) }
      cells[outcome.operation, default: [:]][outcome.law] =
        outcome.failed == 0 ? "\(outcome.passed)" : "FAIL"
    }
    let rows =
      [["on \(backend)"] + laws]
      + operations.map { name in
        [name] + laws.map { cells[name]?[$0] ?? "-" }
      }
    for line in table(rows, right: Set(1...laws.count)) { Terminal.print(line) }
    for outcome in outcomes where outcome.failed > 0 {
      for failure in outcome.failures.prefix(3) {
        Terminal.print(
          "\(outcome.operation), \(outcome.law), on \(backend): "
            + String(failure.prefix { !$0.isNewline }))
      }
    }
  }
}
