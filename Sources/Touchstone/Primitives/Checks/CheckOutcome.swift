/// What one comparison in a program found.
public struct CheckOutcome: Sendable {
  /// The comparison's name, as in `check.expect_close`.
  public let name: String
  /// Whether the values agree as the comparison asks.
  public let passed: Bool
  /// The largest distance in numbers of the dtype; see `Comparison.worstULPs`.
  public let worstULPs: UInt64
  /// The largest absolute difference.
  public let worstAbsolute: Double
  /// The index of the first element that does not agree.
  public let firstMismatch: [Int]?
  /// The first element that does not agree, of the value checked and of what was expected.
  public let firstValues: (actual: String, expected: String)?
  /// What to say when the values do not agree; empty when they do.
  public let message: String
  /// The value checked, what was expected, and the rule, if they do not agree.
  public let disagreement: Disagreement?

  /// Two tensors that do not agree as a rule asks.
  public struct Disagreement: Sendable {
    /// The value checked.
    public let actual: HostTensor
    /// What was expected.
    public let expected: HostTensor
    /// What it would have taken to agree.
    public let rule: Comparison.Rule
  }

  /// What comparing `actual` with `expected` under `rule` shows for the check `name`.
  public init(
    _ name: String, _ actual: HostTensor, _ expected: HostTensor, _ rule: Comparison.Rule
  ) {
    let comparison = Comparison(actual, expected, rule)
    self.name = name
    disagreement =
      comparison.passed
      ? nil : Disagreement(actual: actual.owned, expected: expected.owned, rule: rule)
    passed = comparison.passed
    worstULPs = comparison.worstULPs
    worstAbsolute = comparison.worstAbsolute
    firstMismatch = comparison.firstMismatch
    firstValues = comparison.firstValues
    message = comparison.sentence
  }
}

extension Comparison {
  /// Where and how far the tensors differ, in one sentence; empty if they agree.
  public var sentence: String {
    if let typeMismatch {
      return "expected \(typeMismatch.expected), got \(typeMismatch.actual)"
    }
    guard let firstMismatch, let firstValues else { return "" }
    let count = mismatchCount == 1 ? "1 element differs" : "\(mismatchCount) elements differ"
    let worst = worstULPs == .max ? "not comparable" : "\(worstULPs) ulp"
    return "\(count), first at \(firstMismatch): expected \(firstValues.expected), got "
      + "\(firstValues.actual); worst difference \(worst), \(worstAbsolute) absolute"
  }
}

extension EvaluationContext {
  /// Hands `outcome` to whoever collects outcomes; throws if nobody does and it is a failure.
  func report(_ outcome: CheckOutcome, _ operands: [TensorType]) throws {
    if let checks {
      checks.record(outcome)
    } else if !outcome.passed {
      throw TensorError(outcome.name, "", operands, outcome.message)
    }
  }
}
