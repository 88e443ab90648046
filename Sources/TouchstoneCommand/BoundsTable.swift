import ArgumentParser
import ConformanceKit
import Foundation
import KerasConformance
import Touchstone

/// `touchstone bounds`
struct BoundsTable: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bounds",
    abstract: "Says how tight the bounds are by which results are judged.",
    discussion: """
      Prints a row for each operation that has cases: results that must be the same bits, results \
      with a bound, results whose bound says nothing (above 2^10 units of roundoff of the largest \
      element), and, over the elements of the others, the bound divided by u|v|, u being the unit \
      roundoff: its median and what 95 % keep within. Below the table stands what has no bound, and why.
      """)

  @Option(help: "Only operations, and files of Keras's cases, whose name contains this.")
  var only = ""

  @Option(help: "Also judges this backend, or 'all', by Keras's cases, and prints what fails.")
  var judge: String?

  @Flag(inversion: .prefixedNo, help: "Looks at Keras's cases as well.")
  var keras = true

  @Option(help: "The folder with SPEC.md and Conformance. (default: found from here upward)")
  var root: String?

  @Option(help: "How many files to look at at once.")
  var workers = 2

  func run() throws {
    let repository =
      try root.map { Repository(URL(fileURLWithPath: $0)) } ?? Repository.find()
    let suite = Suite(repository, [], workers: max(1, min(workers, 1024)))
    var rows = try suite.bounds(only: only) { Terminal.progress("operations: \($0) of \($1)") }
    if keras {
      rows += try KerasSuite(repository, [], workers: suite.workers).bounds(only: only) {
        Terminal.progress("keras: \($0) of \($1)")
      }
    }
    if let judge {
      let suite = KerasSuite(repository, try Choice.backends(judge), workers: suite.workers)
      for verdict in try suite.verdicts(only: only) where verdict.status.isFailure {
        Terminal.print(String(verdict.description.prefix { !$0.isNewline }))
      }
    }
    Terminal.progress("")
    var all = BoundSummary()
    for row in rows { all.add(row.summary) }
    let lines = [["operation", "exact", "bounded", "vacuous", "median", "95 %"]]
    for line in table(
      lines + (rows + [("all", all)]).map(Self.cells), right: Set(1...5))
    { Terminal.print(line) }
    for (title, list) in [
      ("vacuous", all.vacuous), ("judged by the coarse rule", all.missing), ("ties", all.ties),
    ] where !list.isEmpty {
      Terminal.print("\n\(title):")
      for item in list { Terminal.print("  \(item)") }
    }
  }

  private static func cells(_ row: (heading: String, summary: BoundSummary)) -> [String] {
    let summary = row.summary
    func number(_ share: Double) -> String {
      summary.tightness(share: share).map { String(format: "%.1f", $0) } ?? "-"
    }
    return [
      row.heading, "\(summary.exact)", "\(summary.bounded)", "\(summary.vacuous.count)",
      number(0.5), number(0.95),
    ]
  }
}
