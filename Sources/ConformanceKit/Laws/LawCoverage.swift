import Touchstone

/// Whether every primitive that has a derivative is tried by the laws.
enum LawCoverage {
  private static let processes =
    "works among processes, each of which differentiates: CollectiveRuleTests runs them together"

  /// Why a primitive whose derivative is not zero, or that the cases show in called functions alone,
  /// has no sample.
  static let exempt: [String: String] = [
    "all_gather": processes,
    "all_reduce": processes,
    "all_to_all": processes,
    "collective_broadcast": processes,
    "collective_permute": processes,
    "collective_reduce": processes,
    "cross-replica-sum": processes,
    "manual_computation": processes,
    "reduce_scatter": processes,
    "run_parallel": processes,
    "axis_index": "has whole numbers as results",
    "broadcast_next_after": "has no rule: a derivative is an error that names it",
    "hessenberg": "has no rule: a derivative is an error that names it",
    "next_after": "has no rule: a derivative is an error that names it",
    "schur": "has no rule: a derivative is an error that names it",
    "tridiagonalize": "has no rule: a derivative is an error that names it",
  ]

  /// What is missing, one sentence each.
  static func problems(_ files: [CaseFile]) -> [String] {
    var problems: [String] = []
    let sampled = Set(LawSamples.primitives.map(\.operation))
    for file in files {
      let isSampled = sampled.contains(file.heading)
      // Where the cases show it in functions that are called alone, it must be listed.
      let hasDerivative = Sample(file)?.derivativeText != "zero"
      if hasDerivative, !isSampled, exempt[file.heading] == nil {
        problems.append("\(file.heading): it has a derivative, but the laws have no sample of it")
      }
      if let reason = exempt[file.heading], isSampled || !hasDerivative {
        problems.append(
          "\(file.heading): it is listed as without sample because it \(reason), but it has one, "
            + "or its derivative is zero")
      }
    }
    let headings = Set(files.map(\.heading))
    for name in exempt.keys.sorted() where !headings.contains(name) {
      problems.append("\(name): listed as without sample, but there is no such operation")
    }
    for sample in LawSamples.primitives where sample.isPlain {
      let title = sample.name.isEmpty ? "" : " (\(sample.name))"
      do {
        if !(try checking { try sample.recordedOperations() }).contains(sample.operation) {
          problems.append("the sample of \(sample.operation)\(title) does not use it")
        }
      } catch { problems.append("the sample of \(sample.operation)\(title): \(error)") }
    }
    return problems
  }
}
