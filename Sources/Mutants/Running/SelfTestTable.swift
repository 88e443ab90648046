import Foundation

/// Outcomes as lines of text.
package struct SelfTestTable: Sendable {
  private let outcomes: [Outcome]
  package init(_ outcomes: [Outcome]) { self.outcomes = outcomes }

  private var mutants: [Outcome] { outcomes.filter { !$0.mutant.isBenign } }
  private var benign: [Outcome] { outcomes.filter(\.mutant.isBenign) }

  package var killedCount: Int { mutants.count { $0.status == .killed } }
  package var mutantCount: Int { mutants.count }
  package var localisedCount: Int {
    mutants.count { $0.status == .killed && $0.isLocalised && $0.isReproduced }
  }
  package var falseAlarmCount: Int { benign.count { $0.status == .falseAlarm } }

  /// Rows of one line for each mutant, under a heading.
  package var rows: [[String]] {
    [["mutant", "what", "wrong how", "outcome", "localised", "cases", "seconds"]]
      + outcomes.map { outcome in
        [
          outcome.mutant.id, outcome.mutant.subjects.sorted().first ?? "", outcome.mutant.summary,
          outcome.status.rawValue,
          outcome.failures.isEmpty || outcome.mutant.isBenign
            ? "-" : outcome.isLocalised && outcome.isReproduced ? "yes" : "no",
          "\(outcome.caseCount)", String(format: "%.1f", outcome.seconds),
        ]
      }
  }

  /// One row for each class of mutants: killed and localised of all.
  package var classRows: [[String]] {
    var groups: [String] = []
    for outcome in mutants where !groups.contains(outcome.mutant.group) {
      groups.append(outcome.mutant.group)
    }
    return [["class", "mutants", "killed", "localised", "tolerated", "not reached"]]
      + groups.map { group in
        let own = mutants.filter { $0.mutant.group == group }
        return [
          group, "\(own.count)", "\(own.count { $0.status == .killed })",
          "\(own.count { $0.isLocalised && $0.isReproduced })",
          "\(own.count { $0.status == .tolerated })", "\(own.count { $0.status == .unreached })",
        ]
      }
  }

  /// What is to be said of those that were not killed, and of false alarms.
  package var holes: [String] {
    outcomes.filter { ![.killed, .passed].contains($0.status) }.map { outcome in
      let said = outcome.failures.first.map { ": \($0)" } ?? ""
      return "\(outcome.status.rawValue): \(outcome.mutant.id) (\(outcome.mutant.summary)), "
        + "\(outcome.runs) runs, \(outcome.differences) differences\(said)"
    }
  }

  /// The last line.
  package var summary: String {
    "\(killedCount) of \(mutantCount) mutants killed, \(localisedCount) localised; "
      + "\(falseAlarmCount) false alarms on \(benign.count) benign variants"
  }
}
