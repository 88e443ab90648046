import ArgumentParser
import ConformanceKit
import Foundation
import KerasConformance
import Touchstone

/// `touchstone verify`
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judges a backend, which runs in child processes, and writes reports.",
    discussion: """
      Each item is judged by a bound computed from what SPEC.md promises. A crash, a hang or a \
      protocol error is the verdict on one item, and the run goes on in another process.

      Exit codes: 0 nothing failed; 1 something failed (FAIL, CRASH, TIMEOUT, NONDETERMINISTIC, \
      STALE_WAIVER); 2 the suite or the machine is at fault (HARNESS_ERROR, a backend that does not \
      start, a file that cannot be read or written); 64 wrong arguments; 128 + N ended by signal N.
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup var place: RootOptions

  @Option(help: "What to run: core, linalg, collectives, transform, train, keras or full.")
  var profile = ConformanceProfile.full

  @Option(help: "How much of it: smoke (a minute) or full.")
  var tier = Tier.smoke

  @Option(help: "Only items of this name; * stands for any letters.")
  var only: [String] = []

  @Option(help: "Draws other numbers where they are drawn; 0 takes those with stored results.")
  var seed: UInt64 = 0

  @Option(help: "How many items to run at once.")
  var jobs = 2

  @Option(help: "Only part i of n, as in 2/4.")
  var shard = "1/1"

  @Option(help: "Only what this release asked for counts; later items run, and are not scored.")
  var requirements: String?

  @Option(help: "Freezes all items as the requirements of this release, and runs nothing.")
  var freeze: String?

  @Option(
    help: ArgumentHelp(
      "Measures elementary functions on so many numbers of f32, and all of f16 and bf16. (default: 4194304 with --html in the full tier, else 0)"
    ))
  var ulps: Int?

  @Option(help: "A report that ended early: goes on with it.")
  var resume: String?

  @Option(help: "Writes the report as JSON lines, each as it comes.")
  var json: String?

  @Option(help: "Writes the report as JUnit XML.")
  var junit: String?

  @Option(help: "Writes the report as index.html of this folder.")
  var html: String?

  @Option(help: "Writes a badge, an SVG.")
  var badge: String?

  @Option(help: "A file of failures that are put up with, with reasons and links.")
  var waivers: String?

  @Option(help: "Writes a draft of such a file.")
  var writeWaivers: String?

  func validate() throws {
    guard (1...256).contains(jobs) else {
      throw ValidationError("--jobs takes 1 to 256, got \(jobs)")
    }
    _ = try part()
    if let ulps, !(0...(1 << 26)).contains(ulps) {
      throw ValidationError("--ulps takes 0 to \(1 << 26), got \(ulps)")
    }
    if resume != nil, json != nil {
      throw ValidationError("--resume goes on with a report; --json would begin another")
    }
  }

  private func part() throws -> (Int, Int) {
    let words = shard.split(separator: "/").map { Int($0) }
    guard words.count == 2, let i = words[0], let n = words[1], n >= 1, (1...n).contains(i) else {
      throw ValidationError("--shard takes i/n with i from 1 to n, got '\(shard)'")
    }
    return (i, n)
  }

  func run() throws {
    let exit: Int32
    do { exit = try judge() } catch let error as ValidationError { throw error } catch {
      Terminal.progress("")
      Terminal.warn("Error: \(error)")
      throw ExitCode(2)
    }
    if exit != 0 { throw ExitCode(exit) }
  }

  /// Everything there is to run, before a tier or a part is taken of it.
  private func everything(_ repository: Repository) throws -> [Item] {
    var items = try Item.operations(repository, seed: seed)
    if (try? repository.specification()) != nil {
      items += try Item.examples(repository)
    } else {
      Terminal.warn("SPEC.md is not there, so its examples are left out")
    }
    items += try Item.corpus(repository)
    items += Item.transforms(seed: seed)
    items += try Item.keras(repository)
    items += Item.layers()
    return items
  }

  private func judge() throws -> Int32 {
    let repository = try place.repository()
    let all = try everything(repository)
    if let freeze {
      try self.freeze(all, as: freeze, repository)
      return 0
    }
    let required = try requirements.map { try Requirements(version: $0, in: repository) }
    if let lost = required?.missing(from: all), let first = lost.first {
      throw CaseError(
        "\(lost.count) items that release \(requirements ?? "") asks for are not here; the first is "
          + first)
    }
    var items = all.filter { profile.contains($0.kind, area: $0.area) }
    if tier == .smoke { items = items.smoke }
    if !only.isEmpty { items = only.flatMap { all.named($0) } }
    let (number, count) = try part()
    items = items.shard(number, of: count)
    guard !items.isEmpty else { throw ValidationError("there is nothing of that to run") }
    let waivers = try self.waivers.map { try Waivers(path: $0) } ?? Waivers()

    let runner = try Runner(try target.target(), jobs: min(jobs, items.count))
    defer { runner.end() }
    let header = RunReport.Header(
      backend: runner.name, version: runner.version, profile: profile, tier: tier, seed: seed,
      shard: shard, requirements: requirements)
    let later = Set(all.filter { required?.contains($0) == false }.map(\.id))
    @Sendable func scored(_ record: Record) -> Record {
      var record = record
      if later.contains(record.id) { record.isScored = false }
      return record
    }
    var records: [Record] = []
    if let resume {
      records = try resumed(resume, header, all)
      let done = Set(records.map(\.id))
      items.removeAll { done.contains($0.id) }
    }
    let writer = try (resume ?? json).map {
      try ReportWriter(path: $0, header: header, appending: resume != nil)
    }
    let probes = runner.probes()
    if let writer {
      // What started and did not end, too, has its line now.
      for record in probes + records.filter({ $0.detail == Self.interrupted }) {
        writer.write(record)
      }
    }
    records += probes
    let total = items.count
    let start = ContinuousClock.now
    records += runner.run(
      items, waivers: waivers, started: { writer?.started($0.id) },
      finished: { record, done in
        let record = scored(record)
        writer?.write(record)
        if record.status.isFailure, record.isScored, Terminal.isInteractive {
          Terminal.progress("")
          Terminal.warn(record.line)
        }
        Terminal.progress(Self.bar(done, total, start, record.id))
      }
    ).map(scored)
    Terminal.progress("")
    if tier == .full, number == 1, count == 1, only.isEmpty {
      let stale = waivers.stale(in: records, backend: runner.name)
      for record in stale { writer?.write(record) }
      records += stale
    }
    var report = RunReport(header, records)
    let points = ulps ?? (tier == .full && html != nil && only.isEmpty ? 1 << 22 : 0)
    if points > 0 {
      report.ulps = try runner.ulps(points: points) { done, total in
        Terminal.progress("elementary functions: \(done) of \(total)")
      }
      Terminal.progress("")
      for measure in report.ulps { writer?.write(measure) }
    }
    let counted = all.filter { !later.contains($0.id) }
    let summary = RunSummary(records, of: only.isEmpty && seed == 0 ? counted : [])
    writer?.write(summary)
    try write(report, summary)
    show(report, summary, ContinuousClock.now - start)
    return summary.exitCode
  }

  /// Writes the file of requirements of a release; one that is there is never changed.
  private func freeze(_ items: [Item], as version: String, _ repository: Repository) throws {
    let folder = repository.root.appending(path: "Conformance/requirements")
    let file = folder.appending(path: "\(version).json")
    guard !FileManager.default.fileExists(atPath: file.path) else {
      throw CaseError("is there already; what a release asks for stays", place: file.path)
    }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let text = Requirements(version: version, items).text
    try text.write(to: file, atomically: true, encoding: .utf8)
    Terminal.print("\(items.count) items are what \(version) asks for, in \(file.path)")
  }

  private static let interrupted = "the run ended while this item ran, and gave no verdict"

  /// The records of a report that ended early.
  private func resumed(
    _ path: String, _ header: RunReport.Header, _ items: [Item]
  ) throws -> [Record] {
    let report = try RunReport(path: path)
    guard report.header == header else {
      throw CaseError(
        "is the report of another run (\(report.header)); this one is \(header)", place: path)
    }
    let open = Set(report.interrupted)
    let lost = items.filter { open.contains($0.id) }
    return report.records.filter { $0.kind != "probes" }
      + lost.map { Record(interrupted: $0, backend: header.backend, detail: Self.interrupted) }
  }

  private func write(_ report: RunReport, _ summary: RunSummary) throws {
    func write(_ text: String, _ path: String) throws {
      do { try text.write(toFile: path, atomically: true, encoding: .utf8) } catch {
        throw CaseError("cannot be written: \(error.localizedDescription)", place: path)
      }
    }
    if let junit { try write(JUnit.text(report), junit) }
    if let badge { try write(Badge.svg(report), badge) }
    if let writeWaivers { try write(Waivers.draft(report.records), writeWaivers) }
    if let html {
      do {
        try FileManager.default.createDirectory(
          atPath: html, withIntermediateDirectories: true)
      } catch { throw CaseError("cannot be made: \(error.localizedDescription)", place: html) }
      try write(HTMLReport(report, summary).text, "\(html)/index.html")
    }
  }

  private func show(_ report: RunReport, _ summary: RunSummary, _ time: Duration) {
    let failed = report.records.filter { $0.status.isFailure && $0.isScored }
    for record in failed.prefix(50) { Terminal.print(record.line) }
    if failed.count > 50 {
      Terminal.print("and \(failed.count - 50) more; --json or --html shows all")
    }
    if let first = failed.first(where: { Item.Kind(rawValue: $0.kind) != nil }) {
      Terminal.print("to see the first again: touchstone repro '\(first.id)@\(seed)'\(Self.wayIn)")
    }
    let statuses = Verdict.Status.allCases.filter { summary.count($0) > 0 }
    var rows = [["area"] + statuses.map(\.rawValue)]
    for area in summary.areas {
      rows.append([area.name] + statuses.map { area.counts[$0].map(String.init) ?? "-" })
    }
    for line in table(rows, right: Set(1...max(1, statuses.count))) { Terminal.print(line) }
    let name = report.header.backend
    if !summary.borrowed.always.isEmpty {
      Terminal.print("\(name) borrowed: \(summary.borrowed.always.joined(separator: ", "))")
    }
    if !summary.borrowed.sometimes.isEmpty {
      Terminal.print(
        "\(name) borrowed for some types: \(summary.borrowed.sometimes.joined(separator: ", "))")
    }
    if summary.unreached > 0 {
      Terminal.print("\(summary.unreached) passed before a program reached the backend")
    }
    Terminal.print("clauses shown: \(summary.clauses.passed) of \(summary.clauses.all)")
    if !summary.claims.isEmpty {
      Terminal.print("\(name) may claim: \(summary.claims.map(\.rawValue).joined(separator: ", "))")
    }
    let seconds = String(format: "%.1f", time / .seconds(1))
    Terminal.print("\(name): \(summary.line) in \(seconds) s")
  }

  /// The options by which a backend was given, for a command that shows one item again.
  private static var wayIn: String {
    let words = CommandLine.arguments.dropFirst(2)
    for name in ["--backend", "--plugin", "--exec", "--pjrt"] {
      if let place = words.firstIndex(of: name), words.indices.contains(place + 1) {
        return " \(name) '\(words[place + 1])'"
      }
    }
    return ""
  }

  private static func bar(
    _ done: Int, _ total: Int, _ start: ContinuousClock.Instant, _ id: String
  ) -> String {
    let width = 24
    let filled = width * done / max(total, 1)
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let left = elapsed / Double(max(done, 1)) * Double(total - done)
    return "[\(bar)] \(done) of \(total), \(Int(left.rounded(.up))) s left  \(id.prefix(60))"
  }
}

extension ConformanceProfile: ExpressibleByArgument {}
extension Tier: ExpressibleByArgument {}
