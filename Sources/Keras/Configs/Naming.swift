import Synchronization

/// The names that layers, metrics and optimizers get when none is given: `dense`, `dense_1`, ….
public enum AutoNames {
  /// How often each prefix was used, in the process or in a scope.
  final class Counts: Sendable {
    private let table = Mutex<[String: Int]>([:])

    func next(_ prefix: String) -> Int {
      table.withLock { table in
        defer { table[prefix, default: 0] += 1 }
        return table[prefix, default: 0]
      }
    }
    func reset() { table.withLock { $0 = [:] } }
  }
  private static let ofProcess = Counts()
  @TaskLocal static var ofTask: Counts?
  private static var counts: Counts { ofTask ?? ofProcess }

  /// The next name that starts with `prefix`.
  public static func next(_ prefix: String) -> String {
    let count = counts.next(prefix)
    return count == 0 ? prefix : "\(prefix)_\(count)"
  }

  /// Starts counting anew: Keras's `clear_session`.
  public static func reset() { counts.reset() }
}

/// Starts the numbering of names anew: Keras's `utils.clear_session`.
public func clearSession() { AutoNames.reset() }

/// The result of `body`, in which names are numbered anew, whatever other tasks do.
public func withFreshNames<R>(_ body: () throws -> R) rethrows -> R {
  try AutoNames.$ofTask.withValue(AutoNames.Counts()) { try body() }
}
