import Synchronization

/// What an operation can reach while it is evaluated: the means to run a body, and the place it
/// runs at in the grid of processes.
public struct EvaluationContext: Sendable {
  /// Runs a block on the backend in force.
  let runner: any BlockRunner
  /// Which process of the grid this is, with its channels; `nil` outside a grid.
  public var process: GridProcess?
  /// Receives the outcomes of `check` operations; without it a failed check throws.
  public var checks: (any CheckSink)?
  /// Notes which kernels ran and for how long.
  public var profile: Profile?

  /// A context that runs bodies with `runner`.
  public init(runner: any BlockRunner) { self.runner = runner }

  /// The results of `block` for `arguments`.
  ///
  /// An argument that only the array holds may be overwritten.
  public func run(_ block: Block, _ arguments: consuming [HostTensor]) throws -> [HostTensor] {
    try runner.run(block, arguments, in: self)
  }
}

/// Runs blocks: an interpreter of straight-line programs.
public protocol BlockRunner: Sendable {
  /// The results of `block` for `arguments`.
  func run(
    _ block: Block, _ arguments: consuming [HostTensor], in context: EvaluationContext
  ) throws -> [HostTensor]
}

/// Receives what `check` operations find.
public protocol CheckSink: Sendable {
  /// Takes one comparison's outcome.
  func record(_ outcome: CheckOutcome)
}

/// Which operations ran, how often, for how long, and on whose kernel.
public final class Profile: Sendable {
  /// The totals of one operation.
  public struct Entry: Hashable, Sendable {
    /// How often it ran.
    public var count = 0
    /// The time it took, its regions' included.
    public var duration = Duration.zero
  }
  /// What totals are kept for.
  public struct Key: Hashable, Sendable {
    /// The operation's name with its dialect.
    public let operation: String
    /// The backend whose kernel ran, or whose meaning was borrowed; `nil` for the backend's own kernel.
    public let lender: String?
    /// Whether the backend's own kernel ran.
    public var isOwn: Bool { lender == nil }
    /// The key for `operation`, borrowed from the reference unless it is the backend's own.
    public init(operation: String, isOwn: Bool) {
      self.init(operation: operation, lender: isOwn ? nil : "reference")
    }
    /// The key for `operation` on a kernel of the backend called `lender`.
    public init(operation: String, lender: String?) {
      self.operation = operation
      self.lender = lender
    }
  }
  private let state = Mutex<[Key: Entry]>([:])

  /// A profile with nothing noted yet.
  public init() {}

  /// The totals so far.
  public var entries: [Key: Entry] { state.withLock { $0 } }

  /// Adds one run of `operation`.
  package func note(_ operation: String, isOwn: Bool, _ duration: Duration) {
    note(Key(operation: operation, isOwn: isOwn), duration)
  }

  /// Adds one run of what `key` is for.
  package func note(_ key: Key, _ duration: Duration) {
    state.withLock {
      $0[key, default: Entry()].count += 1
      $0[key, default: Entry()].duration += duration
    }
  }
}
