import AllBackends
import ArgumentParser
import ConformanceKit
import Foundation
import Touchstone

/// `touchstone generate`
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tries random programs on backends.",
    discussion: """
      Each seed stands for one program with its data, the same on every machine: up to 30 operations \
      with control flow, derivatives and batches, on data with zeros, ties, cancellation, NaN and \
      numbers of every size. Results are judged by the bounds of the program. What fails is made \
      smaller and written as a case to the corpus, which later runs try first. Seeds whose program has \
      no bound that says anything are skipped. The exit code is 0 only if nothing failed.
      """)

  @Option(help: "The backend to try, or 'all'.")
  var backend = "all"

  @Option(help: "How many seeds to try.")
  var seeds = 100

  @Option(help: "The first seed.")
  var seed: UInt64 = 1

  @Option(help: "Stop after so many seconds.")
  var time: Double?

  @Option(help: "The folder of failures found before. (default: Conformance/corpus)")
  var corpus: String?

  @Option(help: "The folder with SPEC.md and Conformance. (default: found from here upward)")
  var root: String?

  @Flag(help: "Prints the program and the data of the first seed, and runs nothing.")
  var show = false

  func run() throws {
    if show { return try describe(seed) }
    let backends = try Choice.backends(backend)
    let kept =
      try corpus.map { Corpus(URL(fileURLWithPath: $0)) }
      ?? (try root.map { Repository(URL(fileURLWithPath: $0)) } ?? Repository.find()).corpus
    let replayed = try kept.verdicts(on: backends)
    for verdict in replayed where verdict.status.isFailure { Terminal.print("\(verdict)") }
    var failed = replayed.filter(\.status.isFailure).count
    var (tried, skipped, operations) = (0, 0, 0)
    let start = ContinuousClock.now
    for number in 0..<max(seeds, 0) {
      if let time, ContinuousClock.now - start > .seconds(time) { break }
      Terminal.progress("seed \(seed &+ UInt64(number)): \(tried) tried, \(failed) failed")
      guard let made = GeneratedProgram(seed: seed &+ UInt64(number)) else {
        skipped += 1
        continue
      }
      tried += 1
      operations += made.operationCount
      for backend in backends {
        guard let failure = made.failure(on: backend) else { continue }
        failed += 1
        try report(made, failure, on: backend, kept)
      }
    }
    Terminal.progress("")
    let names = backends.map(\.name).joined(separator: ", ")
    Terminal.print(
      "\(tried) programs of \(operations) operations on \(names), \(skipped) seeds skipped, "
        + "\(replayed.count) cases of the corpus: \(failed) failed")
    if failed > 0 { throw ExitCode.failure }
  }

  private func report(
    _ made: GeneratedProgram, _ failure: String, on backend: any Backend, _ corpus: Corpus
  ) throws {
    let (program, operands) = Shrinker.least(made.program, made.operands) {
      GeneratedProgram.fails($0, $1, on: backend)
    }
    let path = try corpus.add(program, operands, note: "\(backend.name), seed \(made.seed)")
    Terminal.progress("")
    Terminal.print("FAIL \(backend.name) seed \(made.seed): \(failure.prefix { !$0.isNewline })")
    Terminal.print("  smaller: \(path)")
    Terminal.print(
      "  again: touchstone generate --backend \(backend.name) --seed \(made.seed) --seeds 1")
  }

  private func describe(_ seed: UInt64) throws {
    guard let made = GeneratedProgram(seed: seed) else {
      return Terminal.print("seed \(seed) is skipped: its program has no bound that says anything")
    }
    Terminal.print(made.program.text())
    for operand in made.operands { Terminal.print("// " + Literal.text(operand)) }
  }
}
