/// A function that computes one operation on host tensors.
///
/// It may take operands out of the array; one that only the array holds may be overwritten.
public typealias Kernel =
  @Sendable (
    _ operands: inout [HostTensor], _ types: [TensorType], _ context: EvaluationContext
  ) throws -> [HostTensor]

/// A backend made of kernels for single operations; the rest is borrowed from the reference.
///
/// As a runner of blocks it runs the bodies of an operation that is evaluated by itself.
public protocol KernelBackend: Backend, BlockRunner {
  /// The kernel for `operation` on operands of these types, or `nil` to borrow the reference's.
  func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel?

  /// The same for two operands of one type, without a list of them.
  ///
  /// What evaluates an operation on two small tensors at once goes by this, and not by `evaluate`.
  func kernel(for operation: any Primitive, pairOf type: TensorType) -> Kernel?

  /// How runs of operations on each element are done piece by piece; `nil` to do each operation on
  /// all elements before the next.
  var pieces: PieceLoop? { get }
}

extension KernelBackend {
  /// None: one operation after the other.
  public var pieces: PieceLoop? { nil }

  /// What there is for a list of two.
  public func kernel(for operation: any Primitive, pairOf type: TensorType) -> Kernel? {
    kernel(for: operation, [type, type])
  }

  /// A run equation by equation, on kernels where there are some.
  public func compile(_ program: Program) throws -> any Executable {
    guard let main = program.main else {
      throw TensorError("program", "", [], "no function @main, and more than one to choose from")
    }
    let steps = StepByStep(main.block, pieces: pieces) { self.kernel(for: $0, $1) }
    try steps.requireMemory()
    return steps
  }

  /// Whether `kernel` gives one.
  public func hasOwnKernel(for operation: any Primitive, _ operands: [TensorType]) -> Bool {
    kernel(for: operation, operands) != nil
  }

  /// The results of `block`, which is compiled for this one run.
  public func run(
    _ block: Block, _ arguments: consuming [HostTensor], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let steps = StepByStep(block, pieces: pieces) { kernel(for: $0, $1) }
    return try steps.run(block, arguments, in: EvaluationContext(runner: steps, like: context))
  }
}

extension EvaluationContext {
  init(runner: any BlockRunner, like other: EvaluationContext) {
    self.init(runner: runner)
    process = other.process
    checks = other.checks
    profile = other.profile
  }
}

/// Runs a program equation by equation, on kernels where there are some.
///
/// Kernels are looked up once, when the program is compiled, for the bodies of regions and called
/// functions too. A value is let go after its last use, so that a kernel may reuse its memory.
public final class StepByStep: Executable, BlockRunner {
  struct Step: Sendable {
    let operation: any Primitive
    let kernel: Kernel?
    let operands: [Int]
    /// Whether each operand is used here for the last time.
    let isLastUse: [Bool]
    let types: [TensorType]
    let firstResult: Int
    let usedResults: [Bool]
    /// The bytes that the results need, less those of operands that may give theirs.
    let newBytes: Int
    /// What does this step and those after it, `runCount` in all, piece by piece.
    var run: ElementwiseRun?
    var runCount = 1
  }
  struct Plan: Sendable {
    let steps: [Step]
    let valueCount: Int
    let results: [Int]
    let usedParameters: [Bool]
    /// The bytes that values other than parameters need at once, at the least.
    let peakBytes: Int
  }
  package typealias Lookup = @Sendable (any Primitive, [TensorType]) -> Kernel?

  private let main: Block
  private let plans: [Block: Plan]
  private let mainPlan: Plan
  private let pieces: PieceLoop?
  private let lookup: Lookup

  package init(_ main: Block, pieces: PieceLoop? = nil, lookup: @escaping Lookup) {
    self.main = main
    (self.pieces, self.lookup) = (pieces, lookup)
    var plans: [Block: Plan] = [:]
    mainPlan = Self.addPlans(for: main, to: &plans, pieces, lookup)
    self.plans = plans
  }

  /// Throws if a value anywhere in the program, or those that it holds at once, are larger than
  /// the machine's memory.
  package func requireMemory() throws(TensorError) {
    for block in plans.keys {
      for type in block.valueTypes { try type.requireMemory("program") }
    }
    let peak = mainPlan.peakBytes
    guard peak > MemoryPool.limit else { return }
    throw TensorError(
      "program", "", main.parameters,
      "needs at least \(peak) bytes of memory at once, more than the \(MemoryPool.limit) there are")
  }

  @discardableResult
  private static func addPlans(
    for block: Block, to plans: inout [Block: Plan], _ pieces: PieceLoop?, _ lookup: Lookup
  ) -> Plan {
    if let known = plans[block] { return known }
    for equation in block.equations {
      for body in equation.operation.bodies { addPlans(for: body, to: &plans, pieces, lookup) }
    }
    let plan = plan(block, plans, pieces, lookup)
    plans[block] = plan
    return plan
  }

  private static func plan(
    _ block: Block, _ plans: [Block: Plan], _ pieces: PieceLoop?, _ lookup: Lookup
  ) -> Plan {
    let arrangement = Arrangement(block, runsAbove: pieces?.size) { lookup($0, $1) != nil }
    let isLocal = arrangement.isLocal
    // Walk backward: the first time a value is met is its last use.
    var live = [Bool](repeating: false, count: block.valueTypes.count)
    var memory = LiveMemory(block)
    for result in block.results where !live[result] {
      live[result] = true
      memory.enter(result)
    }
    var steps: [Step] = []
    for equation in arrangement.equations.reversed() {
      let used = equation.results.map { live[$0] }
      for result in equation.results where live[result] && !isLocal[result] { memory.leave(result) }
      memory.note(equation.operation.bodies.map { plans[$0]?.peakBytes ?? 0 }.max() ?? 0)
      let operandTypes = equation.operands.map { block.valueTypes[$0] }
      let kernel = lookup(equation.operation, operandTypes)
      let workBytes =
        kernel == nil ? equation.operation.workBytes(operandTypes, equation.types) : 0
      var givenBytes = 0
      var isLastUse = [Bool](repeating: false, count: equation.operands.count)
      for (i, operand) in equation.operands.enumerated() where !live[operand] {
        isLastUse[i] = true
        // A value that stands here twice is let go at the second place only.
        for j in 0..<i where equation.operands[j] == operand { isLastUse[j] = false }
      }
      for operand in equation.operands where !live[operand] {
        live[operand] = true
        if isLocal[operand] { continue }
        memory.enter(operand)
        givenBytes = givenBytes.addingClamped(block.valueTypes[operand].clampedByteCount)
      }
      // The operands are alive by now, and the results are made.
      memory.note(workBytes)
      steps.append(
        Step(
          operation: equation.operation, kernel: kernel,
          operands: equation.operands, isLastUse: isLastUse, types: equation.types,
          firstResult: equation.firstResult, usedResults: used,
          newBytes: equation.operation.newBytes(equation.types).addingClamped(workBytes)
            - givenBytes))
    }
    steps.reverse()
    if let pieces {
      for run in arrangement.runs {
        steps[run.lowerBound].runCount = run.count
        steps[run.lowerBound].run = ElementwiseRun(
          steps[run], block.valueTypes, isLocal: isLocal, size: pieces.size, lookup)
      }
    }
    return Plan(
      steps: steps, valueCount: block.valueTypes.count, results: block.results,
      usedParameters: block.parameters.indices.map { live[$0] }, peakBytes: memory.peak)
  }

  /// The results of `main`.
  public func run(_ arguments: consuming [any Buffer], _ options: RunOptions) throws
    -> [any Buffer]
  {
    try main.requireArguments(arguments)
    var context = EvaluationContext(runner: self)
    context.profile = options.profile
    context.checks = options.checks
    var values: [HostTensor] = []
    for argument in arguments { values.append(try argument.host()) }
    arguments = []
    return try run(mainPlan, values, in: context)
  }

  /// The results of a block: one compiled with the program, or what a grid feeds into it.
  public func run(
    _ block: Block, _ arguments: consuming [HostTensor], in context: EvaluationContext
  ) throws -> [HostTensor] {
    if let plan = plans[block] { return try run(plan, arguments, in: context) }
    // The function that supplies a process with data is no part of what that process runs.
    let steps = StepByStep(block, pieces: pieces, lookup: lookup)
    return try steps.run(
      steps.mainPlan, arguments, in: EvaluationContext(runner: steps, like: context))
  }

  private func run(
    _ plan: Plan, _ arguments: consuming [HostTensor], in context: EvaluationContext
  ) throws -> [HostTensor] {
    var values = [HostTensor?](repeating: nil, count: plan.valueCount)
    for i in arguments.indices where plan.usedParameters[i] { values[i] = arguments[i] }
    arguments = []
    var next = 0
    while next < plan.steps.count {
      let step = plan.steps[next]
      // A profile is of single operations.
      if let run = step.run, let pieces, context.profile == nil {
        try run.execute(&values, pieces, in: context)
        next += step.runCount
        continue
      }
      next += 1
      var operands = values.take(step.operands, lastUses: step.isLastUse)
      if step.newBytes > 0 {
        try MemoryPool.requireRoom(step.newBytes, step.operation.name)
      }
      let start = context.profile.map { _ in ContinuousClock.now }
      let results =
        try step.kernel.map { try $0(&operands, step.types, context) }
        ?? step.operation.evaluate(operands, step.types, in: context)
      if let start {
        context.profile?.note(
          step.operation.fullName, isOwn: step.kernel != nil, ContinuousClock.now - start)
      }
      for (i, result) in results.enumerated() where step.usedResults[i] {
        values[step.firstResult + i] = result
      }
    }
    return plan.results.map { number in
      guard let value = values[number] else {
        preconditionFailure("a result was let go before it was returned")
      }
      return value
    }
  }
}

extension [HostTensor?] {
  /// The values at `places`; those that are used for the last time are there no longer.
  mutating func take(_ places: [Int], lastUses: [Bool]) -> [HostTensor] {
    var taken: [HostTensor] = []
    taken.reserveCapacity(places.count)
    for (place, isLast) in zip(places, lastUses) {
      guard let value = self[place] else {
        preconditionFailure("a value was let go before its last use")
      }
      taken.append(value)
      if isLast { self[place] = nil }
    }
    return taken
  }
}
