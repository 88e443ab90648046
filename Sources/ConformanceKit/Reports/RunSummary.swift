import JSONValues

/// What a run comes to: how many items had each status, and which profiles may be claimed.
///
/// Specification: `conformance`.
public struct RunSummary: Sendable {
  /// How many items had each status.
  public let counts: [Verdict.Status: Int]
  /// The same for each area, in the order they came.
  public let areas: [(name: String, counts: [Verdict.Status: Int])]
  /// How many passed without a program having reached the backend: the front end decides them.
  public let unreached: Int
  /// How many clauses the items that passed show, and how many all items show.
  public let clauses: (passed: Int, all: Int)
  /// The operations that ran on the reference's meaning: always, or at times.
  public let borrowed: (always: [String], sometimes: [String])
  /// The profiles of which every item passed.
  public let claims: [ConformanceProfile]
  /// How many items ran that came after the release whose requirements count, and how many of them
  /// failed.
  public let unscored: (ran: Int, failed: Int)

  /// The summary of `records`; a profile is claimed if every item of `everything` that belongs to it is
  /// among them and passed.
  public init(_ all: [Record], of everything: [Item] = []) {
    let records = all.filter(\.isScored)
    let later = all.filter { !$0.isScored }
    unscored = (later.count, later.count(where: \.status.isFailure))
    var areas: [(String, [Verdict.Status: Int])] = []
    var places: [String: Int] = [:]
    var counts: [Verdict.Status: Int] = [:]
    var (all, passed, failed) = (Set<String>(), Set<String>(), Set<String>())
    var (own, borrowed) = (Set<String>(), Set<String>())
    for record in records {
      counts[record.status, default: 0] += 1
      let place = places[record.area] ?? areas.count
      if place == areas.count {
        places[record.area] = place
        areas.append((record.area, [:]))
      }
      areas[place].1[record.status, default: 0] += 1
      own.formUnion(record.own)
      borrowed.formUnion(record.borrowed)
      for clause in record.clauses {
        let name = "\(record.heading) \(clause)"
        all.insert(name)
        if record.status == .pass { passed.insert(name) } else { failed.insert(name) }
      }
    }
    (self.counts, self.areas) = (counts, areas)
    unreached = records.count { $0.status == .pass && !$0.isReached && $0.kind != "probes" }
    clauses = (passed.subtracting(failed).count, all.count)
    self.borrowed =
      records.first?.backend == "reference"
      ? ([], [])
      : (borrowed.subtracting(own).sorted(), borrowed.intersection(own).sorted())
    let passing = Set(records.filter { $0.status == .pass }.map(\.id))
    claims = ConformanceProfile.allCases.filter { profile in
      let members = everything.filter { profile.contains($0.kind, area: $0.area) }
      return !members.isEmpty && members.allSatisfy { passing.contains($0.id) }
    }
  }

  /// How many items had `status`.
  public func count(_ status: Verdict.Status) -> Int { counts[status] ?? 0 }
  /// How many failed.
  public var failures: Int { counts.reduce(0) { $0 + ($1.key.isFailure ? $1.value : 0) } }
  /// What the process exits with: 0 if all is well, 1 after failures, 2 where the suite is at fault.
  public var exitCode: Int32 { count(.harnessError) > 0 ? 2 : failures > 0 ? 1 : 0 }

  var json: JSON {
    var statuses: JSONObject = [:]
    for status in Verdict.Status.allCases where count(status) > 0 {
      statuses[status.rawValue] = .integer(count(status))
    }
    return [
      "statuses": .object(statuses), "unreached": .integer(unreached),
      "clauses": ["passed": .integer(clauses.passed), "all": .integer(clauses.all)],
      "claims": .array(claims.map { .string($0.rawValue) }), "exit": .integer(Int(exitCode)),
    ]
  }

  /// `2580 passed, 3 failed (2 FAIL, 1 CRASH), 12 NOT_SUPPORTED`.
  public var line: String {
    let kinds = Verdict.Status.allCases.filter { $0.isFailure && count($0) > 0 }
      .map { "\(count($0)) \($0.rawValue)" }
    var text = "\(count(.pass)) passed, \(failures) failed"
    if !kinds.isEmpty { text += " (\(kinds.joined(separator: ", ")))" }
    if unscored.ran > 0 {
      text += ", \(unscored.ran) later items not scored (\(unscored.failed) failed)"
    }
    for status in [Verdict.Status.notSupported, .waived] where count(status) > 0 {
      text += ", \(count(status)) \(status.rawValue)"
    }
    return text
  }
}
