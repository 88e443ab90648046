/// What a backend made of one case.
public struct Verdict: Sendable {
  /// The outcomes a verdict can have.
  public enum Status: String, Sendable, CaseIterable {
    case pass = "PASS"
    case fail = "FAIL"
    /// The backend says it cannot do this, and may.
    case notSupported = "NOT_SUPPORTED"
    case waived = "WAIVED"
    case staleWaiver = "STALE_WAIVER"
    case crash = "CRASH"
    case timeout = "TIMEOUT"
    case nondeterministic = "NONDETERMINISTIC"
    /// The case, the reference or this library is at fault, not the backend.
    case harnessError = "HARNESS_ERROR"

    /// Whether a run with this outcome has failed.
    public var isFailure: Bool {
      switch self {
      case .pass, .notSupported, .waived: false
      default: true
      }
    }
  }
  /// The area of the operation, as SPEC.md's chapters are named.
  public let area: String
  /// The heading in SPEC.md.
  public let heading: String
  /// The case's name.
  public let name: String
  /// The backend's name.
  public let backend: String
  /// The outcome.
  public let status: Status
  /// What went wrong, or how far off the result was.
  public let detail: String
  /// Which operations ran on the backend's own kernels.
  public let own: Set<String>
  /// Which operations ran on the reference's meaning, borrowed.
  public let borrowed: Set<String>

  /// What `backend` made of the case `name`.
  public init(
    area: String, heading: String, name: String, backend: String, status: Status, detail: String,
    own: Set<String> = [], borrowed: Set<String> = []
  ) {
    (self.area, self.heading, self.name, self.backend) = (area, heading, name, backend)
    (self.status, self.detail, self.own, self.borrowed) = (status, detail, own, borrowed)
  }
}

extension Verdict: CustomStringConvertible {
  /// Status, backend, heading, case and detail in one line.
  public var description: String {
    let place = name.isEmpty ? heading : "\(heading): \(name)"
    return "\(status.rawValue) \(backend) \(place): \(detail)"
  }
}
