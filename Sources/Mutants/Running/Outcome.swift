/// What became of a mutant.
package struct Outcome: Sendable {
  package let mutant: Mutant
  /// The failures that decided, at most three.
  package var failures: [Verdict] = []
  /// Whether one of them names what is wrong.
  package var isLocalised = false
  /// Whether the first of them failed again on its own.
  package var isReproduced = false
  /// How many cases were run.
  package var caseCount = 0
  /// How often the wrong code ran, and made a difference.
  package var runs = 0
  package var differences = 0
  /// The seconds it took.
  package var seconds = 0.0

  /// The verdicts on a mutant.
  package enum Status: String, Sendable, CaseIterable {
    /// At least one case failed.
    case killed
    /// The wrong code made a difference, and no case minded: a hole in the bounds.
    case tolerated
    /// The wrong code did not run, or gave the right results: a hole in the cases.
    case unreached = "not reached"
    /// A benign variant passed.
    case passed
    /// A benign variant failed.
    case falseAlarm = "false alarm"
  }

  package var status: Status {
    if mutant.isBenign {
      return failures.isEmpty ? (differences > 0 ? .passed : .unreached) : .falseAlarm
    }
    if !failures.isEmpty { return .killed }
    return differences > 0 ? .tolerated : .unreached
  }
}
