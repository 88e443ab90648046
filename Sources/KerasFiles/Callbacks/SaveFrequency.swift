extension Callbacks {
  /// When callbacks save.
  public enum SaveFrequency: Equatable, Sendable, ExpressibleByIntegerLiteral {
    /// At the end of each epoch.
    case epoch
    /// After this many batches.
    case batches(Int)

    /// After `value` batches.
    public init(integerLiteral value: Int) { self = .batches(value) }

    func check(_ callback: String) throws {
      guard case .batches(let count) = self, count < 1 else { return }
      throw ConfigError(
        "saveFreq of \(callback) must be .epoch or a positive number of batches, got \(count)")
    }
  }
}

/// Counts batches until it is time to save.
struct SaveClock {
  let frequency: Callbacks.SaveFrequency
  private var unsaved = 0
  private var last = -1

  init(_ frequency: Callbacks.SaveFrequency) { self.frequency = frequency }

  /// Whether to save after the batch of this number; several may have run since the last call.
  mutating func isDue(_ batch: Int) -> Bool {
    guard case .batches(let count) = frequency else { return false }
    // Numbers begin anew with an epoch.
    unsaved += batch > last ? batch - last : batch + 1
    last = batch
    guard unsaved >= count else { return false }
    unsaved = 0
    return true
  }
}
