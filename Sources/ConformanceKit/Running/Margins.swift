import Synchronization

/// The largest errors, as parts of what was allowed, that comparisons find while a runner listens.
final class Margins: Sendable {
  /// Who listens.
  @TaskLocal static var current: Margins?
  private let state = Mutex<Double?>(nil)

  /// The largest so far; `nil` where nothing but equality was allowed.
  var worst: Double? { state.withLock { $0 } }

  /// Tells who listens what a comparison found.
  static func note(_ comparison: ResultComparison) {
    guard let current, let margin = comparison.worstMargin else { return }
    current.state.withLock { $0 = max($0 ?? 0, margin) }
  }
}
