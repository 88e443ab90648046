/// Why a program has no bound.
enum PropagationError: Error, CustomStringConvertible {
  /// A choice that correct backends may make differently, because what decides it is not certain.
  case tie(String, String)
  /// There is no rule for an operation.
  case noRule(String, String)

  /// What was met, and what to do.
  var description: String {
    switch self {
    case .tie(let name, let what):
      "\(name): \(what) is within its bound of a tie, so correct backends may differ; "
        + "choose operands further from it"
    case .noRule(let name, let what): "\(name): there is no rule for the error of \(what)"
    }
  }
}
