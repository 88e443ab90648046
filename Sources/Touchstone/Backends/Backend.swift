/// A way of running programs.
public protocol Backend: Sendable {
  /// The name users choose the backend by.
  var name: String { get }
  /// Prepares `program` to run, or explains why this backend cannot.
  func compile(_ program: Program) throws -> any Executable
  /// Runs one operation at once.
  func evaluate(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor]
  /// Whether `operation` runs on this backend's own kernel, and not on the reference's meaning.
  func hasOwnKernel(for operation: any Primitive, _ operands: [TensorType]) -> Bool
}

/// A program prepared to run.
public protocol Executable: Sendable {
  /// The results of the program's `main` for `arguments`.
  ///
  /// A buffer that only the array holds may be overwritten: this is how memory is donated.
  func run(_ arguments: consuming [any Buffer], _ options: RunOptions) throws -> [any Buffer]
}

/// What a run may be asked to do besides computing.
public struct RunOptions: Sendable {
  /// Notes which kernels ran and for how long.
  public var profile: Profile?
  /// Receives the outcomes of `check` operations; without it a failed check throws.
  public var checks: (any CheckSink)?
  /// Nothing besides computing.
  public init(profile: Profile? = nil, checks: (any CheckSink)? = nil) {
    self.profile = profile
    self.checks = checks
  }
}

extension Executable {
  /// The results of the program's `main` for `arguments`.
  public func run(_ arguments: [any Buffer]) throws -> [any Buffer] {
    try run(arguments, RunOptions())
  }
}

extension Block {
  /// Throws unless `arguments` are what this block, as a program's `main`, takes.
  package func requireArguments(_ arguments: [any Buffer]) throws(TensorError) {
    let types = arguments.map(\.type)
    guard types.count == parameters.count else {
      throw TensorError(
        "program", "", types, "expected \(parameters.count) arguments, got \(types.count)")
    }
    for (i, type) in parameters.enumerated() where types[i] != type {
      throw TensorError(
        "program", "", types, "argument \(i) must be \(type), got \(types[i])")
    }
  }
}

extension Backend {
  /// Runs one operation at once.
  public func evaluate(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    var builder = BlockBuilder(parameters: operands.map(\.type))
    let results = try builder.append(operation, Array(operands.indices))
    let executable = try compile(Program(builder.block(returning: Array(results))))
    return try executable.run(try operands.map { try $0.elements() }).map { Tensor($0) }
  }
}

extension Tensor {
  /// The buffer, or the error that there is none yet.
  package func elements() throws -> any Buffer {
    if let buffer { return buffer }
    return try host()
  }
}

/// The backends this process knows, and the one in force.
///
/// The reference is always there; other targets register theirs (`AllBackends`).
public enum Backends {
  private static let registered = Registry()
  @TaskLocal static var chosen: Choice?

  /// A backend, and the same as one made of kernels if it is that.
  ///
  /// One reference, and found out once: a cast takes longer than a small operation.
  final class Choice: Sendable {
    let backend: any Backend
    let kernels: (any KernelBackend)?
    let pairs: (any PairLoopBackend)?
    init(_ backend: any Backend) {
      self.backend = backend
      kernels = backend as? any KernelBackend
      pairs = backend as? any PairLoopBackend
    }
  }

  /// Adds `backend` to those that can be chosen by name; replaces one of the same name.
  public static func register(_ backend: any Backend) { registered.add(backend) }

  /// Makes the first of these that is available the default where `TOUCHSTONE_BACKEND` is not set.
  public static func prefer(_ names: [String]) { registered.prefer(names) }

  /// The backends that can be chosen, the reference first.
  public static var available: [any Backend] { registered.all }

  /// The backend of that name, if it is available.
  public static func named(_ name: String) -> (any Backend)? {
    available.first { $0.name == name }
  }

  /// What is wrong with `wanted` as the value of `TOUCHSTONE_BACKEND`, once all backends are
  /// registered; `nil` if it names one of them, or is not set.
  package static func complaint(about wanted: String?) -> String? {
    guard let wanted, named(wanted) == nil else { return nil }
    let names = available.map(\.name).joined(separator: ", ")
    return "TOUCHSTONE_BACKEND names '\(wanted)', and there is no such backend; available: \(names)"
  }

  /// The backend used outside `withBackend`: what `TOUCHSTONE_BACKEND` names, else the first there
  /// is of those preferred, else the reference.
  public static var `default`: any Backend { registered.default.backend }

  /// The backend in force.
  package static var current: any Backend { choice.backend }

  /// The same with what is known about it.
  static var choice: Choice { chosen ?? registered.default }
}

/// Runs `body` with `backend` in force.
public func withBackend<R>(_ backend: any Backend, _ body: () throws -> R) rethrows -> R {
  try Backends.$chosen.withValue(Backends.Choice(backend), operation: body)
}
