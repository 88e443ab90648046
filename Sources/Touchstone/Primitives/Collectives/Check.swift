/// What one comparison found.
public struct CheckOutcome: Sendable {
  /// The comparison's name, as in `check.expect_close`.
  public let name: String
  /// Whether the values agree as the comparison asks.
  public let passed: Bool
  /// What to say when they do not.
  public let message: String
}
