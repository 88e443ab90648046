import Synchronization

/// A violated constraint of the specification.
public struct TensorError: Error, Hashable, CustomStringConvertible {
  /// The operation, as SPEC.md names it.
  public let operation: String
  /// The constraint's label in SPEC.md, as in `C4`; empty where no clause applies.
  public let clause: String
  /// The types of the operands received.
  public let operands: [TensorType]
  /// What was expected and what came.
  public let message: String

  /// The violation of `clause` of `operation`.
  public init(_ operation: String, _ clause: String, _ operands: [TensorType], _ message: String) {
    self.operation = operation
    self.clause = clause
    self.operands = operands
    self.message = message
  }

  /// What to show a person.
  public var description: String {
    let types = operands.map(\.description).joined(separator: ", ")
    // Without operands there may be none, or none that tell anything.
    let call = operands.isEmpty && clause.isEmpty ? operation : "\(operation)(\(types))"
    return "\(call): \(message)"
      + (clause.isEmpty ? "" : " [\(operation) \(clause)]")
  }
}

/// Where violations go while `checking` runs.
package final class ErrorScope: Sendable {
  @TaskLocal package static var current: ErrorScope?
  private let box = Mutex<TensorError?>(nil)
  package var first: TensorError? { box.withLock { $0 } }

  /// Records `error` in the scope in force, or traps with its sentence if there is none.
  package static func report(_ error: TensorError) {
    guard let current else { fatalError("\(error)") }
    current.box.withLock { $0 = $0 ?? error }
  }
}

/// Runs `body`, and throws the first constraint violation in it instead of stopping the process.
public func checking<R>(_ body: () throws -> R) throws -> R {
  let scope = ErrorScope()
  let result = try ErrorScope.$current.withValue(scope) { try body() }
  if let error = scope.first { throw error }
  return result
}
