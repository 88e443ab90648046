import Synchronization

/// Counts whether a mutant's wrong code ran, and whether it ever made a difference.
package final class ReachCounter: Sendable {
  private let state = Mutex((runs: 0, differences: 0))

  package init() {}

  /// Notes one run of the wrong code.
  package func note(differs: Bool) {
    state.withLock {
      $0.runs += 1
      if differs { $0.differences += 1 }
    }
  }

  /// How often the wrong code ran.
  package var runs: Int { state.withLock(\.runs) }
  /// How often its results were not the right ones, bit for bit.
  package var differences: Int { state.withLock(\.differences) }
}
