import Synchronization

/// Names for objects that were given none: `dense`, `dense_1`, ….
public enum AutoNames {
  private static let counts = Mutex<[String: Int]>([:])

  /// The next name that starts with `prefix`.
  public static func next(_ prefix: String) -> String {
    counts.withLock { counts in
      let count = counts[prefix, default: 0]
      counts[prefix] = count + 1
      return count == 0 ? prefix : "\(prefix)_\(count)"
    }
  }

  /// Starts counting anew: Keras's `clear_session`.
  public static func reset() { counts.withLock { $0 = [:] } }
}

/// Starts the numbering of names anew: Keras's `utils.clear_session`.
public func clearSession() { AutoNames.reset() }
