import Foundation
import JSONValues
import Synchronization
import Touchstone

/// A backend in another process, reached by the protocol.
///
/// What goes wrong with the process while a case runs is kept in `trial`, whatever becomes of the
/// error on its way through the case.
///
/// Specification: `conformance`.
public final class RemoteBackend: Backend {
  /// The name the judge knows it by.
  public let name: String
  let connection: Connection
  private let greeting: Greeting
  let capabilities: Capabilities
  private let current = Mutex(Trial())

  /// What happened since the last case began.
  struct Trial: Sendable {
    /// How the process failed first.
    var failure: ChildFailure?
    /// Why the backend refused a program.
    var refusal: String?
    /// Why it need not run the program, by what is declared.
    var declared: String?
    /// What the backend said of a program or a run that it found wrong.
    var rejection: String?
    /// How two runs differed.
    var difference: String?
    /// How many programs it compiled.
    var compiled = 0
    /// The operations of these programs.
    var operations: Set<String> = []
    /// The dtypes of their values.
    var dtypes: Set<DType> = []
    /// Whether each run is made twice, and compared.
    var repeats = false
  }

  /// The backend that `launch` starts; `name` stands in place of the name that it gives itself, and
  /// `capabilities` besides those that it declares.
  public init(
    _ launch: Launch, name: String? = nil, capabilities: Capabilities = Capabilities()
  ) throws {
    connection = Connection(launch)
    greeting = try connection.greeting()
    let own = name ?? greeting.name
    // The judge holds the reference itself to other rules.
    self.name = own == ReferenceBackend().name ? "\(own) (in a process)" : own
    self.capabilities = greeting.capabilities.adding(capabilities)
  }

  /// Its version, if it told one.
  public var version: String { greeting.version }
  /// The number of its process now.
  public var processNumber: Int? { connection.pid.map { Int($0) } }
  /// Ends its process; another is started when it is used again.
  public func end() { connection.end() }

  /// Always: what it borrowed, it tells after a run.
  public func hasOwnKernel(for operation: any Primitive, _ operands: [TensorType]) -> Bool { true }

  /// Has the process compile `program`.
  public func compile(_ program: Program) throws -> any Executable {
    let whole = try program.withoutRules().withAllCallees
    guard let main = whole.main else {
      throw TensorError("program", "", [], "no function @main, and more than one to choose from")
    }
    let (names, dtypes) = (main.block.fullNames, main.block.dtypes)
    try current.withLock { trial in
      trial.operations.formUnion(names)
      trial.dtypes.formUnion(dtypes)
      if let failure = trial.failure { throw failure }
      if let reason = capabilities.reason(against: names, dtypes) {
        trial.declared = trial.declared ?? reason
        throw Refusal(description: "declared as not supported: \(reason)")
      }
      trial.compiled += 1
    }
    return try RemoteExecutable(whole, main.block, on: self)
  }

  private static let numbers = Atomic<Int>(0)

  /// Compiles `program` in the process that runs now.
  func compileNow(_ program: Program) throws -> (number: Int, generation: Int) {
    let number = Self.numbers.add(1, ordering: .relaxed).newValue
    let form: JSON = greeting.takesText ? .string(program.text()) : Wire.json(program)
    let (answer, generation) = try ask(
      [
        "request": "compile", "executable": .integer(number),
        greeting.takesText ? "text" : "program": form,
      ], limit: 1 << 20)
    if let error = answer["error"] {
      let failure = RemoteError(error)
      if failure.isRefusal {
        current.withLock { $0.refusal = $0.refusal ?? failure.description }
      }
      throw failure.asThrown
    }
    return (number, generation)
  }

  /// The answer to `fields`; a failure of the process is noted.
  func ask(_ fields: JSONObject, limit: Int) throws -> (answer: JSON, generation: Int) {
    if let failure = current.withLock({ $0.failure }) { throw failure }
    do {
      let answer = try connection.request(fields, limit: limit)
      if let error = answer.answer["error"] {
        let message = RemoteError(error).message
        current.withLock { $0.rejection = $0.rejection ?? message }
      }
      return answer
    } catch {
      let failure = error as? ChildFailure ?? .nonsense("\(error)")
      current.withLock { $0.failure = failure }
      throw failure
    }
  }

  /// Begins a case; `repeats` has each run made twice, if the backend does not say that runs differ.
  func begin(repeats: Bool) {
    current.withLock {
      $0 = Trial()
      $0.repeats = repeats && capabilities.isDeterministic
    }
  }
  /// What happened since the case began.
  var trial: Trial { current.withLock { $0 } }
  func note(difference: String) {
    current.withLock { $0.difference = $0.difference ?? difference }
  }
}

/// A program compiled in another process.
private final class RemoteExecutable: Executable {
  private let program: Program
  private let block: Block
  private let backend: RemoteBackend
  private let place: Mutex<(number: Int, generation: Int)>
  /// Whether two runs must give the same.
  private let isRepeatable: Bool

  init(_ program: Program, _ block: Block, on backend: RemoteBackend) throws {
    (self.program, self.block, self.backend) = (program, block, backend)
    place = Mutex(try backend.compileNow(program))
    isRepeatable = block.everyBlock.allSatisfy { block in
      block.equations.allSatisfy {
        !$0.operation.hasSideEffects && $0.operation.promise != .implementationDefined
      }
    }
  }

  deinit {
    let (number, generation) = place.withLock { $0 }
    backend.connection.release(number, generation)
  }

  func run(_ arguments: consuming [any Buffer], _ options: RunOptions) throws -> [any Buffer] {
    let operands = try arguments.map { try $0.host() }
    guard operands.map(\.type) == block.parameters else {
      throw TensorError(
        "program", "", operands.map(\.type), "the arguments must be \(block.parameters)")
    }
    let results = try run(operands, options.profile)
    if backend.trial.repeats, isRepeatable {
      let again = try run(operands, nil)
      if let i = results.indices.first(where: { results[$0] != again[$0] }) {
        backend.note(difference: "result \(i) of a second run has other bits")
      }
    }
    return results
  }

  private func run(_ operands: [HostTensor], _ profile: Profile?) throws -> [HostTensor] {
    let number = try place.withLock { place in
      // The process for which it was compiled may have ended.
      if place.generation != backend.connection.generation {
        place = try backend.compileNow(program)
      }
      return place.number
    }
    let (answer, _) = try backend.ask(
      [
        "request": "execute", "executable": .integer(number),
        "arguments": .array(operands.map { Wire.json($0) }),
      ], limit: Wire.limit(for: block.resultTypes))
    if let error = answer["error"] { throw RemoteError(error).asThrown }
    guard let list = answer["results"]?.array else {
      throw WireError("an answer to execute must have 'results' or 'error'")
    }
    let results = try list.map { try Wire.tensor($0) }
    for (key, isOwn) in [("own", true), ("borrowed", false)] {
      for name in answer[key]?.strings ?? [] { profile?.note(name, isOwn: isOwn, .zero) }
    }
    // A process that says nothing of kernels borrows from nobody.
    if answer["own"] == nil, answer["borrowed"] == nil {
      for name in block.fullNames { profile?.note(name, isOwn: true, .zero) }
    }
    guard results.count == block.results.count else {
      throw WireError("expected \(block.results.count) results, got \(results.count)")
    }
    return results
  }
}

/// A program that a backend does not run.
struct Refusal: Error, CustomStringConvertible { let description: String }

/// An error that another process answered with.
struct RemoteError: Error, CustomStringConvertible {
  let kind: String
  let operation: String
  let clause: String
  let message: String

  init(_ json: JSON) {
    kind = json["kind"]?.string ?? "failed"
    operation = json["operation"]?.string ?? ""
    clause = json["clause"]?.string ?? ""
    message = json["message"]?.string ?? json.string ?? "an error without a message"
  }

  /// Whether it says that the backend cannot do it, and not that the program is wrong.
  var isRefusal: Bool { kind == "unsupported" }
  var description: String { message }
  /// What the judge can read the violated clause from.
  var asThrown: any Error {
    clause.isEmpty ? self : TensorError(operation, clause, [], message)
  }
}
