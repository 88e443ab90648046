import Synchronization

/// Notes the traced values that are made, to find those that outlive their trace.
final class LeakChecker: Sendable {
  @TaskLocal static var current: LeakChecker?

  private struct Entry {
    weak var value: (any TracedValue)?
  }
  private let entries = Mutex<[Entry]>([])

  /// Notes `value` where leaks are looked for.
  static func note(_ value: any TracedValue) {
    guard let current else { return }
    current.entries.withLock { $0.append(Entry(value: value)) }
  }

  /// The values that are still held by somebody.
  var survivors: [any TracedValue] { entries.withLock { $0.compactMap(\.value) } }
}

/// Runs `body`, and throws if a traced tensor that was made in it is still held when it has ended.
///
/// A function that keeps a tensor it was traced with, in a property or a global variable, keeps
/// something that has no meaning after the trace; the error says what it is and what traced it.
///
/// Specification: `tracing`.
public func checkLeaks<R>(_ body: () throws -> R) throws -> R {
  let checker = LeakChecker()
  let result = try LeakChecker.$current.withValue(checker) { try body() }
  let survivors = checker.survivors
  guard let first = survivors.first else { return result }
  let kinds = survivors.map { "\($0.type) of \($0.owner.origin)" }
  throw TensorError(
    "checkLeaks", "", [first.type],
    "\(survivors.count) traced tensor\(survivors.count == 1 ? "" : "s") outlived the trace: "
      + kinds.prefix(5).joined(separator: ", ") + (kinds.count > 5 ? ", …" : "")
      + "; do not keep what a traced function is given or makes")
}
