import Foundation

/// What the self-test came to when it was last run, as `Conformance/selftest.json` keeps it and README
/// shows it.
package struct RecordedScore: Sendable {
  /// What became of each mutant in each tier: the status, and whether it was localised.
  private var tiers: [String: [String: String]] = [:]
  /// Of the generic mutations that make a difference, how many were killed, by backend.
  private var generic: [String: (killed: Int, all: Int)] = [:]

  private static let localised = ", localised"

  private static func url(_ repository: Repository) -> URL {
    repository.root.appending(path: "Conformance/selftest.json")
  }

  /// What is kept in `repository`; nothing if that is not there.
  package init(_ repository: Repository) throws {
    let url = Self.url(repository)
    guard FileManager.default.fileExists(atPath: url.path) else { return }
    let json = try JSON(utf8: Data(contentsOf: url))
    for (tier, list) in json["mutants"]?.object?.fields ?? [] {
      for (id, outcome) in list.object?.fields ?? [] {
        tiers[tier, default: [:]][id] = outcome.string
      }
    }
    for (backend, counts) in json["generic"]?.object?.fields ?? [] {
      guard let killed = counts["killed"]?.integer, let all = counts["all"]?.integer else {
        continue
      }
      generic[backend] = (killed, all)
    }
  }

  /// Notes the outcomes of a tier.
  package mutating func note(_ outcomes: [Outcome], _ tier: SelfTest.Tier) {
    for one in outcomes {
      let isLocalised = one.status == .killed && one.isLocalised && one.isReproduced
      tiers[tier.rawValue, default: [:]][one.mutant.id] =
        one.status.rawValue + (isLocalised ? Self.localised : "")
    }
  }

  /// Notes how many generic mutations of `backend` were killed.
  package mutating func note(killed: Int, of all: Int, _ backend: String) {
    generic[backend] = (killed, all)
  }

  /// Writes it into `repository`.
  package func write(_ repository: Repository) throws {
    var mutants = JSONObject()
    for tier in tiers.keys.sorted() {
      var list = JSONObject()
      for (id, outcome) in tiers[tier, default: [:]].sorted(by: { $0.key < $1.key }) {
        list[id] = .string(outcome)
      }
      mutants[tier] = .object(list)
    }
    var counts = JSONObject()
    for (backend, count) in generic.sorted(by: { $0.key < $1.key }) {
      counts[backend] = ["killed": .integer(count.killed), "all": .integer(count.all)]
    }
    let json: JSON = ["mutants": .object(mutants), "generic": .object(counts)]
    try (json.text(indent: 1) + "\n").write(
      to: Self.url(repository), atomically: true, encoding: .utf8)
  }

  /// What is not there though it should be, or the other way round; empty if all is.
  package var problems: [String] {
    let known = Set(PublicMutants.all.map(\.id))
    return tiers.keys.sorted().flatMap { tier -> [String] in
      known.subtracting((tiers[tier] ?? [:]).keys).sorted().map {
        "Conformance/selftest.json has no outcome of \($0) in the tier \(tier)"
      }
    }
  }

  /// A row for each class of mutants, as README has it.
  package var markdown: [String] {
    func count(_ ids: [String], _ tier: SelfTest.Tier, where holds: (String) -> Bool) -> Int {
      ids.count { holds(tiers[tier.rawValue]?[$0] ?? "") }
    }
    func isKilled(_ outcome: String) -> Bool { outcome.hasPrefix(Outcome.Status.killed.rawValue) }
    func row(_ name: String, _ ids: [String]) -> String {
      let full = count(ids, .full, where: isKilled)
      let hasSmoke = tiers[SelfTest.Tier.smoke.rawValue] != nil
      let smoke = hasSmoke ? "\(count(ids, .smoke, where: isKilled))" : "-"
      let localised = count(ids, .full) { $0.hasSuffix(Self.localised) }
      return "| \(name) | \(ids.count) | \(full) | \(localised) | \(smoke) |"
    }
    var groups: [(name: String, ids: [String])] = []
    for mutant in PublicMutants.all {
      if groups.last?.name != mutant.group { groups.append((mutant.group, [])) }
      groups[groups.count - 1].ids.append(mutant.id)
    }
    let ran = tiers[SelfTest.Tier.full.rawValue] ?? [:]
    let benign = BenignVariants.all.map(\.id).filter { ran[$0] != nil }
    let alarms = count(benign, .full) { $0 == Outcome.Status.falseAlarm.rawValue }
    var lines = [
      "| class | mutants | killed | localised | killed in smoke |", "|---|--:|--:|--:|--:|",
    ]
    lines += groups.map { row($0.name, $0.ids) }
    lines.append(row("all", PublicMutants.all.map(\.id)))
    var text =
      benign.isEmpty ? "" : " False alarms on \(benign.count) benign variants: \(alarms)."
    for (backend, count) in generic.sorted(by: { $0.key < $1.key }) {
      let share = Double(count.killed * 1000 / max(count.all, 1)) / 10
      text +=
        " Generic mutations of `\(backend)`: \(count.killed) of \(count.all) killed, \(share) %."
    }
    return lines + (text.isEmpty ? [] : ["", String(text.dropFirst())])
  }
}
