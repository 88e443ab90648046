import ArgumentParser
import ConformanceKit
import Foundation
import Mutants
import Touchstone

/// `touchstone selftest`
struct SelfTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest",
    abstract:
      "Judges the suite: how many wrong backends it rejects, and whether it accepts right ones.",
    discussion: """
      A mutant is right but for one mistake. It runs the cases that reach the mistake until three have \
      failed; it is killed if one failed, and localised if a failing case names what is wrong and fails \
      again on its own. A mutant that makes a difference which no case minds is tolerated; one that makes \
      none is not reached. Benign variants differ as much as a right backend may, and run all cases that \
      reach them.

      Exit codes: 0 all mutants killed and no false alarm; 1 some not killed, or a false alarm; 64 wrong \
      usage.
      """)

  @Option(help: "How much of the suite runs: smoke or full.")
  var tier = SelfTest.Tier.full

  @Option(help: "Only mutants whose id is this or begins with it.")
  var mutant: String?

  @Option(
    help: "How many seeds: each further one runs cases in another order, with other numbers drawn.")
  var seeds = 1

  @Option(help: "How many mutants to run at once.")
  var jobs = 2

  @Option(help: "The backend that mutants are made of.")
  var backend = "reference"

  @Flag(help: "Tries every operation, family of dtypes and generic mutation instead.")
  var generic = false

  @Flag(help: "Tries wrong rules of derivatives and batches for every operation instead.")
  var rules = false

  @Flag(help: "Ignores every setting of Keras's classes in turn instead.")
  var settings = false

  @Flag(help: "Besides the public list, runs further mutants of the same classes.")
  var all = false

  @Flag(help: "Makes the first failure of each mutant smaller, and says how small it became.")
  var shrink = false

  @Flag(help: "Keeps what comes of it in Conformance/selftest.json, for README.md.")
  var record = false

  @Flag(help: "Runs nothing, and prints README.md's table of what was recorded.")
  var markdown = false

  @Option(help: "The folder with SPEC.md and Conformance. (default: found from here upward)")
  var root: String?

  func validate() throws {
    guard seeds > 0, jobs > 0 else {
      throw ValidationError("--seeds and --jobs must be positive, got \(seeds) and \(jobs)")
    }
  }

  func run() throws {
    guard let base = try Choice.backend(backend) as? any KernelBackend else {
      throw ValidationError("mutants are made of a backend of kernels, which '\(backend)' is not")
    }
    let repository =
      try root.map { Repository(URL(fileURLWithPath: $0)) } ?? Repository.find()
    if markdown { return try printTable(repository) }
    Terminal.progress("reading cases")
    let suite = try SuiteItems(repository, keras: !generic, workers: jobs)
    if generic { return try runGeneric(suite, base, repository) }
    let test = SelfTest(suite, tier, base: base, workers: jobs)
    if shrink { return try runShrinking(test) }
    if rules {
      return try report(test.ruleOutcomes { Terminal.progress("\($0) of \($1) wrong rules") })
    }
    if settings {
      let mutants = SettingMutants.all(of: suite).filter { one in
        mutant.map { one.id.hasPrefix($0) } ?? true
      }
      return try report(
        test.outcomes(mutants, limit: 1) {
          Terminal.progress("\($0) of \(mutants.count) settings")
        })
    }
    try runMutants(repository, test)
  }

  private func printTable(_ repository: Repository) throws {
    let score = try RecordedScore(repository)
    for problem in score.problems { Terminal.warn("Error: \(problem)") }
    if !score.problems.isEmpty { throw ExitCode.failure }
    for line in score.markdown { Terminal.print(line) }
  }

  private func runShrinking(_ test: SelfTest) throws {
    let mutants = (PublicMutants.all + (all ? OwnMutants.all : [])).filter { one in
      mutant.map { one.id.hasPrefix($0) } ?? true
    }
    let found = test.shrunk(mutants) { Terminal.progress("\($0) of \(mutants.count) mutants") }
    Terminal.progress("")
    let failures = found.compactMap { $0 }
    var rows = [["mutant", "operations", "elements", "seconds"]]
    for one in failures {
      rows.append(
        [
          one.mutant.id, "\(one.operations)", "\(one.elements)",
          String(format: "%.1f", one.seconds),
        ])
    }
    for line in Self.aligned(rows) { Terminal.print(line) }
    if mutants.count == 1, let one = failures.first { Terminal.print(one.text) }
    func median(_ values: [Int]) -> Int {
      values.isEmpty ? 0 : values.sorted()[(values.count - 1) / 2]
    }
    let longest = failures.map(\.seconds).max() ?? 0
    Terminal.print(
      "\(failures.count) of \(mutants.count) failures made smaller: median "
        + "\(median(failures.map(\.operations))) operations, \(median(failures.map(\.elements))) "
        + "elements, the longest took \(String(format: "%.1f", longest)) s")
  }

  /// Prints what was not killed, and the sum.
  private func report(_ outcomes: [Outcome]) throws {
    Terminal.progress("")
    let table = SelfTestTable(outcomes)
    for hole in table.holes { Terminal.print(String(hole.prefix { !$0.isNewline })) }
    let reached = outcomes.count { $0.status != .unreached }
    Terminal.print(
      "\(table.killedCount) of \(reached) that make a difference killed; "
        + "\(outcomes.count - reached) not reached")
    if Double(table.killedCount) < 0.99 * Double(reached) { throw ExitCode.failure }
  }

  private func runMutants(_ repository: Repository, _ test: SelfTest) throws {
    let known = PublicMutants.all + (all ? OwnMutants.all : []) + BenignVariants.all
    let mutants = known.filter { one in mutant.map { one.id.hasPrefix($0) } ?? true }
    guard !mutants.isEmpty else {
      throw ValidationError("no mutant's id begins with '\(mutant ?? "")'")
    }
    var (first, isStable, isGood) = ([Outcome](), true, true)
    for seed in 0..<seeds {
      let drawn =
        seed == 0 ? test : test.redrawn(try test.suite.redrawn(UInt64(seed), repository))
      let outcomes = drawn.outcomes(mutants, seed: UInt64(seed)) {
        Terminal.progress("seed \(seed): \($0) of \(mutants.count) mutants")
      }
      Terminal.progress("")
      let table = SelfTestTable(outcomes)
      isGood = isGood && table.killedCount == table.mutantCount && table.falseAlarmCount == 0
      if seed == 0 {
        first = outcomes
        for line in Self.aligned(table.rows) { Terminal.print(line) }
        for line in Self.aligned(table.classRows) { Terminal.print(line) }
        for hole in table.holes { Terminal.print(String(hole.prefix { !$0.isNewline })) }
      } else {
        // A benign variant that nothing drawn reaches has passed already.
        for (a, b) in zip(first, outcomes)
        where a.status != b.status && !(b.mutant.isBenign && b.status == .unreached) {
          isStable = false
          Terminal.print(
            "seed \(seed): \(b.mutant.id) is \(b.status.rawValue), was \(a.status.rawValue)")
        }
      }
      Terminal.print("seed \(seed): \(table.summary)")
    }
    if record {
      var score = try RecordedScore(repository)
      score.note(first, tier)
      try score.write(repository)
    }
    if seeds > 1 {
      Terminal.print(
        isStable ? "no verdict depends on the seed" : "some verdicts depend on the seed")
    }
    if !isGood || !isStable { throw ExitCode.failure }
  }

  private func runGeneric(
    _ suite: SuiteItems, _ base: any KernelBackend, _ repository: Repository
  ) throws {
    let tries = GenericTest(suite, base: base, workers: jobs).run {
      Terminal.progress("\($0) of \($1) operations")
    }
    Terminal.progress("")
    var rows = [["mutation", "killed", "tolerated", "no difference"]]
    for mutation in GenericMutation.allCases {
      let own = tries.filter { $0.mutation == mutation }
      rows.append(
        [mutation.rawValue]
          + [Outcome.Status.killed, .tolerated, .unreached].map { status in
            "\(own.count { $0.status == status })"
          })
    }
    for line in Self.aligned(rows) { Terminal.print(line) }
    let (killed, tolerated) = (
      tries.filter { $0.status == .killed }, tries.filter { $0.status == .tolerated }
    )
    for one in tolerated {
      Terminal.print(
        "tolerated: \(one.operation), \(one.family.rawValue), \(one.mutation.rawValue) "
          + "(\(one.differences) of \(one.runs) runs differ)")
    }
    if record {
      var score = try RecordedScore(repository)
      score.note(killed: killed.count, of: killed.count + tolerated.count, base.name)
      try score.write(repository)
    }
    let share = Double(killed.count) / Double(max(1, killed.count + tolerated.count)) * 100
    Terminal.print(
      "\(killed.count) of \(killed.count + tolerated.count) mutations that make a difference killed: "
        + "\(String(Int(share * 100)).dropLast(2)).\(String(Int(share * 100)).suffix(2)) %")
    if share < 99 { throw ExitCode.failure }
  }

  private static func aligned(_ rows: [[String]]) -> [String] { table(rows, right: []) }
}

extension SelfTest.Tier: ExpressibleByArgument {}
