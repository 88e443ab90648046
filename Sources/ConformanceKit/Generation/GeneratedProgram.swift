import Touchstone

/// A random program with data to run on, which a correct backend answers within known bounds.
public struct GeneratedProgram: Sendable {
  /// The number it was made from.
  public let seed: UInt64
  /// What runs.
  public let program: Program
  /// The arguments.
  public let operands: [HostTensor]

  /// The program that `seed` stands for; `nil` for a seed whose program has no bound that says
  /// anything, as where a choice is within its bound of a tie.
  public init?(seed: UInt64) {
    var choices = Choices(seed: seed)
    guard let (program, captured) = try? Self.program(&choices) else { return nil }
    for _ in 0..<4 {
      let operands = Self.data(for: program, captured, &choices)
      if Self.isSound(program, operands) {
        (self.seed, self.program, self.operands) = (seed, program, operands)
        return
      }
    }
    return nil
  }

  /// How many elements a value may have.
  private static let mostElements = 600

  private static func program(_ choices: inout Choices) throws -> (Program, [HostTensor]) {
    let types = parameters(&choices)
    let steps = 1 + min(choices.below(30), choices.below(30))
    var made = choices
    let recording = try withBackend(ReferenceBackend()) {
      try Flat.record(
        { x in
          let maker = Maker(choices, x)
          for _ in 0..<steps { try maker.step(mostElements) }
          // What comes last depends on most; one more keeps another branch alive.
          var results = [maker.values[maker.values.count - 1]]
          if maker.choices.below(2) == 0 {
            results.append(
              maker.values[x.count + maker.choices.below(maker.values.count - x.count)])
          }
          made = maker.choices
          return results
        }, types)
    }
    choices = made
    let captured = try recording.captured.map { try $0.host() }
    let program = Program(main: recording.block.simplified())
    return (try transformed(program, captured.count, &choices), captured)
  }

  /// Types around one dtype, so that values meet.
  private static func parameters(_ choices: inout Choices) -> [TensorType] {
    let main = choices.one(of: [DType.f32, .f32, .f32, .f32, .f64, .bf16, .f16, .complex64])
    let maker = Maker(choices, [])
    var types = (0..<1 + maker.choices.below(3)).map { _ in TensorType(main, maker.shape()) }
    if main == .complex64 { types.append(TensorType(.f32, types[0].shape)) }
    if maker.choices.below(2) == 0 {
      let dtype = maker.choices.one(of: [DType.i32, .i8, .ui8, .i64, .ui32, .i16])
      types.append(TensorType(dtype, types[0].shape))
    }
    if maker.choices.below(2) == 0 { types.append(TensorType(.i1)) }
    choices = maker.choices
    return types
  }

  /// The program, or a derivative or a batch of it.
  private static func transformed(
    _ program: Program, _ captured: Int, _ choices: inout Choices
  ) throws -> Program {
    let made: Program?
    switch choices.below(8) {
    case 0: made = try? program.grad(cotangent: true)
    case 1: made = try? program.jvp()
    case 2:
      let count = program.main?.block.parameters.count ?? 0
      let axes = (0..<count).map { $0 < captured ? nil : Optional(0) }
      made = try? program.vmap(inAxes: axes, axisSize: 2 + choices.below(2))
    case 3:
      made = try? program.grad(cotangent: true).vmap(axisSize: 2)
    default: made = nil
    }
    guard let block = made?.main?.block, block.valueTypes.allSatisfy({ $0.count <= 4000 }),
      Array(block.parameters.prefix(captured))
        == Array((program.main?.block.parameters ?? []).prefix(captured))
    else { return program }
    return Program(main: block.simplified())
  }

  private static func data(
    for program: Program, _ captured: [HostTensor], _ choices: inout Choices
  ) -> [HostTensor] {
    let types = program.main?.block.parameters ?? []
    let main = choices.one(of: IntentionalData.allCases)
    return captured
      + types.dropFirst(captured.count).map { type in
        let intent = choices.oneIn(3) ? choices.one(of: IntentionalData.allCases) : main
        return intent.tensor(type, &choices)
      }
  }

  /// Whether a comparison would say something: no ties, and for some result a bound that is not
  /// vacuous.
  private static func isSound(_ program: Program, _ operands: [HostTensor]) -> Bool {
    guard let results = try? run(program, operands, on: ReferenceBackend()),
      let bounds = try? ProgramBounds(of: program, operands, like: results), bounds.missing == nil
    else { return false }
    return results.indices.contains {
      results[$0].count > 0
        && bounds.tolerances[$0].vacuity(for: results[$0], grain: bounds.grains[$0]) == nil
    }
  }

  static func run(
    _ program: Program, _ operands: [HostTensor], on backend: any Backend
  ) throws -> [HostTensor] {
    try backend.compile(program).run(operands.map { $0 as any Buffer }).map { try $0.host() }
  }
}

extension GeneratedProgram {
  /// What is wrong with what `backend` makes of the program; `nil` if nothing is.
  public func failure(on backend: any Backend) -> String? {
    Self.failure(of: program, operands, on: backend)
  }

  /// What is wrong with what `backend` makes of `program`; `nil` if nothing is, or if nothing can be
  /// said.
  static func failure(
    of program: Program, _ operands: [HostTensor], on backend: any Backend
  ) -> String? {
    guard let expected = try? run(program, operands, on: ReferenceBackend()),
      let bounds = try? ProgramBounds(of: program, operands, like: expected),
      bounds.missing == nil
    else { return nil }
    let kept = operands.map(\.inMemoryOfItsOwn)
    let results: [HostTensor]
    do { results = try run(program, operands, on: backend) } catch { return "\(error)" }
    if kept != operands { return "an operand was changed" }
    guard results.count == expected.count else {
      return "expected \(expected.count) results, got \(results.count)"
    }
    for (i, result) in results.enumerated() {
      let comparison = ResultComparison(result, expected[i], bounds.tolerances[i])
      if !comparison.passes { return "result \(i): \(comparison.description)" }
    }
    return nil
  }

  /// Whether `backend` makes something wrong of `program`.
  public static func fails(
    _ program: Program, _ operands: [HostTensor], on backend: any Backend
  ) -> Bool { failure(of: program, operands, on: backend) != nil }

  /// How many operations it has, those in bodies included.
  public var operationCount: Int { program.main?.block.operationCount ?? 0 }
}

extension Block {
  /// How many operations it has that are no constants, those in bodies included.
  var operationCount: Int {
    equations.reduce(0) { sum, equation in
      let bodies = equation.operation.regions + equation.operation.callees.map(\.block)
      let isConstant = equation.operation.constantValue != nil
      return bodies.reduce(sum + (isConstant ? 0 : 1)) { $0 + $1.operationCount }
    }
  }
}
