import Synchronization

/// The programs one compiled function was traced to.
final class TraceCache: Sendable {
  /// What a trace depends on besides the function.
  private struct Signature: Hashable {
    let structures: [TreeStructure]
    let types: [TensorType]
    /// The named axes in force, whose sizes the program may depend on.
    let axes: [BatchAxis]
  }
  private struct State {
    var programs: [Signature: CompiledProgram] = [:]
    /// The signature found last, which mostly comes again: comparing is cheaper than hashing.
    var recent: (signature: Signature, program: CompiledProgram)?
    var traceCount = 0
    var lastTraced: (signature: Signature, wasKept: Bool)?
    var lastMiss: String?
  }
  private let state = Mutex(State())
  private let place: Place

  init(_ place: Place) { self.place = place }

  var traceCount: Int { state.withLock { $0.traceCount } }
  var lastMiss: String? { state.withLock { $0.lastMiss } }

  /// The program for a call like `call`: the one traced before, or a new one.
  func program(for call: FlatCall) throws -> CompiledProgram {
    let signature = Signature(
      structures: call.arguments.structures, types: call.arguments.types,
      axes: Context.namedAxes)
    let known = state.withLock { state -> CompiledProgram? in
      if let recent = state.recent, recent.signature == signature { return recent.program }
      guard let program = state.programs[signature] else { return nil }
      state.recent = (signature, program)
      return program
    }
    if let known { return known }
    // The lock is not held while the user's function runs: it may call this one.
    let traced = try call.recorded("jit", place)
    let program = CompiledProgram(traced.block, traced.captured, form: call.result.structures[0])
    // What an enclosing trace computes is not there at another call.
    let isKept = traced.captured.allSatisfy { $0.traced == nil }
    state.withLock { state in
      state.lastMiss =
        state.lastTraced.map {
          Self.difference(of: signature, from: $0, call.arguments)
        } ?? "it was the first call"
      state.lastTraced = (signature, isKept)
      state.traceCount += 1
      if isKept {
        state.programs[signature] = program
        state.recent = (signature, program)
      }
    }
    return program
  }

  private static func difference(
    of new: Signature, from old: (signature: Signature, wasKept: Bool), _ arguments: FlatArguments
  ) -> String {
    for (i, (x, y)) in zip(new.structures, old.signature.structures).enumerated() {
      if let difference = x.difference(from: y) {
        return "argument \(i) differs from the one traced before \(difference)"
      }
    }
    for (i, (x, y)) in zip(new.types, old.signature.types).enumerated() where x != y {
      return "\(arguments.name(ofLeaf: i)) is \(x), and was \(y) when traced before"
    }
    return old.wasKept
      ? "the named axes around the call differ from those of the trace before"
      : "the trace before used tensors of an enclosing transformation, and so could not be kept"
  }
}

/// A traced program, ready to run or to become part of another.
final class CompiledProgram: Sendable {
  private let block: Block
  private let program: Program
  /// What the function used without being given it; the program's first parameters.
  private let captured: [Tensor]
  /// The form of the result.
  let form: TreeStructure
  private let executable = Mutex<(backend: String, any Executable)?>(nil)

  init(_ block: Block, _ captured: [Tensor], form: TreeStructure) {
    self.block = block
    program = Program(block)
    self.captured = captured
    self.form = form
  }

  /// The results for `leaves`, or its operations under the interpreter in force.
  ///
  /// Tensors that nobody but the array holds may be overwritten.
  func run(_ leaves: consuming [Tensor]) throws -> [Tensor] {
    if Context.interpreter != nil {
      // Its operations become part of the program around it, which is then compiled as a whole.
      return try block(captured + leaves)
    }
    let executable = try executable(on: Backends.current)
    var buffers: [any Buffer] = []
    buffers.reserveCapacity(captured.count + leaves.count)
    for tensor in captured { buffers.append(try tensor.elements()) }
    for leaf in leaves { buffers.append(try leaf.elements()) }
    leaves = []
    return try executable.run(buffers, RunOptions()).map { Tensor($0) }
  }

  private func executable(on backend: any Backend) throws -> any Executable {
    if let (name, known) = executable.withLock({ $0 }), name == backend.name { return known }
    let compiled = try CompiledPrograms.executable(of: program, on: backend)
    executable.withLock { $0 = (backend.name, compiled) }
    return compiled
  }
}

/// What was compiled in this process, by program and backend.
enum CompiledPrograms {
  private struct Key: Hashable {
    let program: Program
    let backend: String
  }
  private static let known = Mutex<[Key: any Executable]>([:])
  private static let compilations = Mutex(0)
  /// Past this many all are let go; those in use are held by their functions.
  private static let limit = 1024

  /// How many programs were compiled.
  static var count: Int { compilations.withLock { $0 } }

  static func executable(of program: Program, on backend: any Backend) throws -> any Executable {
    let key = Key(program: program, backend: backend.name)
    if let executable = known.withLock({ $0[key] }) { return executable }
    let executable = try backend.compile(program)
    compilations.withLock { $0 += 1 }
    known.withLock {
      if $0.count >= limit { $0.removeAll() }
      $0[key] = executable
    }
    return executable
  }
}
