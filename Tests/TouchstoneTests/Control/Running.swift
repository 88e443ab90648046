import Synchronization

@testable import Touchstone

/// The results of the program `text` on the reference.
func run(
  _ text: String, _ arguments: [HostTensor] = [], checks: (any CheckSink)? = nil
) throws -> [HostTensor] {
  let executable = try ReferenceBackend().compile(try Program(text: text))
  return try executable.run(arguments, RunOptions(checks: checks)).map { try $0.host() }
}

/// The error that running the program `text` ends with, if it is one of the specification's.
func violation(_ text: String, _ arguments: [HostTensor] = []) -> TensorError? {
  do {
    _ = try run(text, arguments)
    return nil
  } catch let error as TensorError {
    return error
  } catch {
    return (error as? ProgramTextError)?.violation
  }
}

/// Keeps the outcomes of checks.
final class Outcomes: CheckSink {
  private let list = Mutex<[CheckOutcome]>([])
  var all: [CheckOutcome] { list.withLock { $0 } }
  func record(_ outcome: CheckOutcome) { list.withLock { $0.append(outcome) } }
}
