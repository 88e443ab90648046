import Touchstone

/// How a block runs: segments on the device, and between them what the host does.
struct Plan: Sendable {
  enum Work: Sendable {
    case device(Segment)
    case grid(GridStep)
    case host(HostStep)
  }
  struct Step: Sendable {
    let work: Work
    /// The values that nobody needs after this step.
    let lastUses: [Int]
  }
  let steps: [Step]
  let valueCount: Int
  let results: [Int]
  /// Values that are the same at every run, where the host needs them or they are results.
  let known: [Int: HostTensor]

  /// This plan with the first `count` results alone.
  func returning(_ count: Int) -> Plan {
    Plan(
      steps: steps, valueCount: valueCount, results: Array(results.prefix(count)), known: known)
  }

  /// Whether nothing is borrowed.
  var isOnDevice: Bool {
    steps.allSatisfy { if case .host = $0.work { false } else { true } }
  }
}

/// One operation that the host runs.
struct HostStep: Sendable {
  let equation: Equation
  /// The reference's meaning, prepared; `nil` where the operation's bodies run by plans of their own.
  let meaning: StepByStep?

  init(_ equation: Equation, _ operands: [TensorType]) throws(TensorError) {
    self.equation = equation
    let operation = equation.operation
    if operation is While || operation is Case || operation is If || operation is Call
      || operation is Composite
    {
      meaning = nil
    } else {
      meaning = StepByStep(try Block.sole(operation, on: operands)) { _, _ in nil }
    }
  }
}

/// Makes the plan of one block.
struct Planner {
  let client: Client
  let acceptance: Acceptance

  /// The plan of `original`, everything in it compiled.
  func plan(_ original: Block) throws -> Plan {
    for type in original.valueTypes { try type.requireMemory("program") }
    let block = try original.alsoReturningWhatMayFail.expandedForDevice()
    for type in block.valueTypes { try type.requireMemory("program") }
    var apart = false
    while true {
      switch try attempt(block, apart: apart) {
      case .plan(let plan): return plan.returning(original.results.count)
      case .operationsRefused: continue
      case .segmentRefused: apart = true
      }
    }
  }

  private enum Attempt {
    case plan(Plan)
    /// Some operations are known to be refused now.
    case operationsRefused
    /// A segment is refused whose operations are taken one by one.
    case segmentRefused
  }

  private func attempt(_ block: Block, apart: Bool) throws -> Attempt {
    let layout = Layout(block, apart: apart) { equation in
      acceptance.takes(
        equation.operation, equation.operands.map { block.valueTypes[$0] }, equation.types)
    }
    var order: [[Int]] = []
    var isDevice: [Bool] = []
    for level in layout.levels {
      if !level.device.isEmpty {
        order.append(level.device)
        isDevice.append(true)
      }
      for number in level.host {
        order.append([number])
        isDevice.append(false)
      }
    }
    // Which step uses a value last; results are never let go.
    var lastUse = [Int](repeating: -1, count: block.valueTypes.count)
    for (step, equations) in order.enumerated() {
      for number in equations {
        for operand in block.equations[number].operands { lastUse[operand] = step }
      }
    }
    for result in block.results { lastUse[result] = order.count }
    var known: [Int: HostTensor] = [:]
    func know(_ value: Int) throws {
      guard known[value] == nil, let source = layout.sources[value] else { return }
      known[value] = try block.equations[source].valueOnHost()
    }
    for result in block.results { try know(result) }

    var steps: [Plan.Step] = []
    for (step, equations) in order.enumerated() {
      let work: Plan.Work
      if isDevice[step] {
        let results = equations.flatMap { block.equations[$0].results }
        // A value whose last use is this segment is inside it.
        let outputs = results.filter { lastUse[$0] > step }
        let source = try SegmentSource(
          equations, of: block, giving: outputs, sources: layout.sources)
        let dying = source.inputs.indices.filter { lastUse[source.inputs[$0]] == step }
        guard let segment = try compiled(source, dying) else {
          // What the segment has of its own, constants and the like, is asked for too.
          let sources = Set(equations.flatMap { block.equations[$0].operands })
            .compactMap { layout.sources[$0] }
          if try refusals(among: sources + equations, of: block) { return .operationsRefused }
          if !apart { return .segmentRefused }
          // Taken alone, and refused with its constants: the host has it.
          for number in equations { acceptance.refuse(try block.sole(number)) }
          return .operationsRefused
        }
        work = .device(segment)
      } else {
        let equation = block.equations[equations[0]]
        for operand in equation.operands { try know(operand) }
        work =
          try grid(equation).map { .grid($0) }
          ?? .host(HostStep(equation, equation.operands.map { block.valueTypes[$0] }))
      }
      let used = Set(equations.flatMap { block.equations[$0].operands })
      steps.append(
        Plan.Step(work: work, lastUses: used.filter { lastUse[$0] == step && known[$0] == nil }))
    }
    return .plan(
      Plan(
        steps: steps, valueCount: block.valueTypes.count, results: block.results, known: known))
  }

  /// The segment ready to run; `nil` if the plugin does not compile it.
  ///
  /// - Parameter dying: The places of inputs that nobody needs afterwards.
  private func compiled(_ source: SegmentSource, _ dying: [Int]) throws -> Segment? {
    let executable: Loaded
    do { executable = try client.compile(Program(main: source.block).text()) } catch is XLAError {
      return nil
    }
    return Segment(
      inputs: source.inputs, constants: try source.constants.map { try client.upload($0) },
      outputs: source.outputs, types: source.block.resultTypes, executable: executable,
      donation: Donation(source.block, dying: dying), operations: source.block.allOperations)
  }

  /// The step that runs processes on devices of their own; `nil` where that cannot be.
  private func grid(_ equation: Equation) throws -> GridStep? {
    guard let grid = try GridProgram(equation.operation), grid.count <= client.devices.count else {
      return nil
    }
    for process in grid.block.equations {
      let operands = process.operands.map { grid.block.valueTypes[$0] }
      let isTaken =
        Acceptance.amongProcesses.contains(process.operation.name)
        ? (operands + process.types).allSatisfy { $0.dtype.pjrtType != nil }
        : acceptance.takes(process.operation, operands, process.types)
      if !isTaken { return nil }
    }
    let text = Program(
      attributes: [NamedAttribute("mhlo.num_replicas", .integer(Int64(grid.count), .i32))],
      main: grid.block
    ).text()
    do {
      return GridStep(
        equation: equation, program: grid,
        executable: try client.compile(text, replicas: grid.count))
    } catch is XLAError { return nil }
  }

  /// Asks the plugin for each operation by itself, and notes which it refuses; whether there is one.
  private func refusals(among equations: [Int], of block: Block) throws -> Bool {
    var asked = Set<Block>()
    var found = false
    for number in equations {
      let alone = try block.sole(number)
      guard asked.insert(alone).inserted else { continue }
      do { _ = try client.compile(Program(main: alone).text()) } catch is XLAError {
        acceptance.refuse(alone)
        found = true
      }
    }
    return found
  }
}

extension Block {
  /// This block with operations that plugins have in the place of others.
  func expandedForDevice() throws -> Block {
    // LAPACK's routines become operations that are expanded in their turn.
    let known = try expanded(replacing: LapackCalls.replacement)
    let plain = try known.expanded(replacing: Expansion.replacement)
    let inlined = try plain.expanded(replacing: Expansion.inlining)
    return try inlined.expanded(replacing: Expansion.replacement).withNeutralWindows()
  }

  /// The block of the equation of that number alone.
  fileprivate func sole(_ number: Int) throws(TensorError) -> Block {
    try .sole(equations[number].operation, on: equations[number].operands.map { valueTypes[$0] })
  }
}

extension Block {
  /// This block with the results of operations of which it may be found only when they run that they
  /// cannot, after its own: so they run, although nobody uses what they give.
  fileprivate var alsoReturningWhatMayFail: Block {
    let fallible = equations.filter { equation in
      equation.operation is CustomCall
        || Acceptance.withCheckedShapes.contains(equation.operation.name)
    }
    if fallible.isEmpty { return self }
    var builder = BlockBuilder(parameters: parameters)
    for equation in equations {
      // Their types were checked when this block was made.
      _ = try? builder.append(equation.operation, equation.operands)
    }
    return builder.block(returning: results + fallible.flatMap(\.results))
  }
}

extension Equation {
  /// The value of an equation without operands.
  fileprivate func valueOnHost() throws -> HostTensor {
    if let constant = operation as? Constant { return constant.value }
    let steps = StepByStep(try Block.sole(operation, on: [])) { _, _ in nil }
    return try steps.run([])[0].host()
  }
}
