import Touchstone

/// Finds where in a program a backend leaves the bound.
///
/// Specification: `conformance`.
public struct ProgramBisection {
  /// What was found.
  public struct Finding: Sendable {
    /// What to show of it, line by line.
    public let lines: [String]
  }
  private let block: Block
  private let operands: [HostTensor]

  /// A search in `program` run on these literals; without any, on numbers drawn by `seed`.
  public init(_ program: Program, literals: [String] = [], seed: UInt64 = 1) throws {
    guard let main = program.main else {
      throw CaseError("the program has no function @main, and not just one function")
    }
    block = main.block
    let types = block.parameters
    if literals.isEmpty {
      operands = types.enumerated().map { Generator($1, seed: seed &+ UInt64($0)).tensor() }
    } else {
      operands = try literals.map { try Literal.parse($0) }
      guard operands.map(\.type) == types else {
        throw CaseError("the program takes \(types), the inputs are \(operands.map(\.type))")
      }
    }
  }

  /// The first operation at which `backend` leaves its bound; `nil` if it nowhere does.
  public func finding(
    on backend: RemoteBackend, progress: (String) -> Void = { _ in }
  ) throws -> Finding? {
    let values = try referenceValues()
    for (number, equation) in block.equations.enumerated() {
      if equation.operation.constantValue != nil { continue }
      progress("operation \(number + 1) of \(block.equations.count): \(equation.operation.name)")
      let inputs = equation.operands.map { values[$0] }
      var builder = BlockBuilder(parameters: inputs.map(\.type))
      let results = try builder.append(equation.operation, Array(inputs.indices))
      let program = Program(builder.block(returning: Array(results)))
      if let problem = try problem(program, inputs, on: backend) {
        return Finding(
          lines: [
            "operation \(number + 1) of \(block.equations.count), \(equation.operation.fullName), "
              + "by itself: \(problem)"
          ] + Self.text(program, inputs))
      }
    }
    for count in 1...max(1, block.equations.count) where count <= block.equations.count {
      let last = block.equations[count - 1]
      if last.operation.constantValue != nil { continue }
      progress("the first \(count) of \(block.equations.count) operations")
      var builder = BlockBuilder(parameters: block.parameters)
      for equation in block.equations.prefix(count) {
        try builder.append(equation.operation, equation.operands)
      }
      let program = Program(builder.block(returning: Array(last.results)))
      if let problem = try problem(program, operands, on: backend) {
        return Finding(
          lines: [
            "the first \(count) operations together, up to \(last.operation.fullName): \(problem)",
            "each of them by itself is within its bound",
          ] + Self.text(program, operands))
      }
    }
    return nil
  }

  /// Every value of the block, as the reference has it.
  private func referenceValues() throws -> [HostTensor] {
    var builder = BlockBuilder(parameters: block.parameters)
    for equation in block.equations { try builder.append(equation.operation, equation.operands) }
    let all = Program(builder.block(returning: Array(block.valueTypes.indices)))
    return try ReferenceBackend().compile(all).run(operands).map { try $0.host() }
  }

  private func problem(
    _ program: Program, _ inputs: [HostTensor], on backend: RemoteBackend
  ) throws -> String? {
    backend.begin(repeats: false)
    let one = Case(running: program, on: inputs)
    let verdict = Judge([backend]).verdicts(one)[0]
    if let failure = backend.trial.failure {
      if case .start = failure { throw failure }
      return "\(failure)"
    }
    if verdict.status == .harnessError { throw CaseError(verdict.detail) }
    return verdict.status.isFailure ? verdict.detail : nil
  }

  private static func text(_ program: Program, _ inputs: [HostTensor]) -> [String] {
    ["program:"] + program.withAllCallees.text().split(separator: "\n").map { "  \($0)" }
      + inputs.enumerated().map { "argument \($0): \($1.shortText)" }
  }
}

extension Case {
  /// A case that compares a program with what the reference computes.
  init(running program: Program, on operands: [HostTensor]) {
    self.init(
      name: "the program", heading: "programs", clauses: [],
      subject: .program(program.withAllCallees.text()), transform: nil, operands: operands,
      resultTypes: [], expectation: .golden)
  }
}
