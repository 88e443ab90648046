import Touchstone

extension Judge {
  /// Whether a run leaves nothing behind: the program of `one` is compiled once, runs on other data
  /// of the same types, and then on the case's, of which the results are compared as always.
  ///
  /// No verdicts for cases that must fail, or whose program does more than give results.
  package func repeatedVerdicts(_ one: Case) -> [Verdict] {
    if case .violation = one.expectation { return [] }
    guard let prepared = try? Prepared(one), let main = prepared.program.main,
      !main.block.equations.contains(where: \.operation.hasSideEffects), !prepared.operands.isEmpty
    else { return [] }
    let others = prepared.operands.map(\.fromLastToFirst)
    let again = backends.map { AfterAnotherRun($0, others) }
    return Judge(again, goldens: goldens).verdicts(one).map { verdict in
      Verdict(
        area: verdict.area, heading: verdict.heading, name: "\(verdict.name), after another run",
        backend: verdict.backend, status: verdict.status, detail: verdict.detail,
        own: verdict.own, borrowed: verdict.borrowed)
    }
  }
}

extension GeneratedProgram {
  /// Whether `backend` makes something wrong of the program, at once or after a run on other data.
  package static func failsAgain(
    _ program: Program, _ operands: [HostTensor], on backend: any Backend
  ) -> Bool {
    let others = operands.map(\.fromLastToFirst)
    return fails(program, operands, on: backend)
      || fails(program, operands, on: AfterAnotherRun(backend, others))
  }
}

/// A backend each of whose executables has run on other data before.
private struct AfterAnotherRun: Backend {
  let base: any Backend
  let others: [HostTensor]
  var name: String { base.name }

  init(_ base: any Backend, _ others: [HostTensor]) { (self.base, self.others) = (base, others) }

  func compile(_ program: Program) throws -> any Executable {
    let executable = try base.compile(program)
    // Data that the operation refuses, such as indices, have done no harm.
    _ = try? executable.run(others)
    return executable
  }
  func hasOwnKernel(for operation: any Primitive, _ operands: [TensorType]) -> Bool {
    base.hasOwnKernel(for: operation, operands)
  }
}

extension HostTensor {
  /// The same elements in the opposite order.
  fileprivate var fromLastToFirst: HostTensor {
    if !dtype.isElement || count < 2 { return self }
    return picking(type) { count - 1 - $0 }
  }
}
