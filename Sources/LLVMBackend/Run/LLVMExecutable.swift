import CLLVM
import OpenBLASBackend
import Touchstone
import Workers

/// A compiled program: generated loops, products, and steps on other kernels.
final class LLVMExecutable: Executable, BlockRunner {
  private let main: BlockPlan
  /// The bodies of control flow, and of what is run by the reference's meaning.
  private let plans: [Block: BlockPlan]
  /// Bodies on scalars, which are not worth generated loops.
  private let small: [Block: StepByStep]
  private let code: Code?

  init(main: BlockPlan, plans: [Block: BlockPlan], small: [Block: StepByStep], code: Code?) {
    self.main = main
    self.plans = plans
    self.small = small
    self.code = code
  }

  func run(_ arguments: consuming [any Buffer], _ options: RunOptions) throws -> [any Buffer] {
    try main.block.requireArguments(arguments)
    var context = EvaluationContext(runner: self)
    context.profile = options.profile
    context.checks = options.checks
    var values: [HostTensor] = []
    values.reserveCapacity(arguments.count)
    for argument in arguments { values.append(try argument.host()) }
    arguments = []
    return try run(main, consume values, in: context)
  }

  func run(
    _ block: Block, _ arguments: consuming [HostTensor], in context: EvaluationContext
  ) throws -> [HostTensor] {
    if let plan = plans[block] { return try run(plan, arguments, in: context) }
    if let steps = small[block] { return try steps.run(block, arguments, in: context) }
    return try LLVMBackend.borrowed.run(block, arguments, in: context)
  }

  private func run(
    _ plan: BlockPlan, _ arguments: consuming [HostTensor], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let frame = try plan.takeFrame()
    defer { plan.giveBack(frame) }
    for i in arguments.indices where plan.usedParameters[i] { frame.set(i, arguments[i]) }
    arguments = []
    try runPoints(plan, frame, context)
    return plan.block.results.map { frame.result($0) }
  }

  /// Runs the steps of `plan`, whose parameters are in `frame`.
  func runPoints(_ plan: BlockPlan, _ frame: Frame, _ context: EvaluationContext) throws {
    for point in plan.points {
      for (result, donor) in point.fresh { try prepare(result, donor, plan, frame) }
      let start = context.profile.map { _ in ContinuousClock.now }
      switch point.step {
      case .kernel(let step): run(step, frame)
      case .product(let step): multiply(step, frame)
      case .alias(let source, let type, let result):
        if let tensor = frame.values[source] {
          frame.set(result, tensor.reinterpreted(as: type))
        }
      case .scan(let step):
        let operands = taken(step.operands, point, frame)
        let results = try run(step, operands, context)
        for (i, result) in results.enumerated() {
          // A value passed on must not keep the arena's memory.
          frame.set(step.firstResult + i, frame.holds(result) ? result.copy() : result)
        }
      case .operation(let step): try run(step, point, frame, context)
      }
      if let start, let profile = context.profile {
        note(point.step, ContinuousClock.now - start, profile)
      }
      for value in point.released { frame.release(value) }
    }
  }

  /// The operands of a step, of those that nobody needs afterwards the only reference: they may be
  /// overwritten.
  private func taken(_ operands: [Int], _ point: BlockPlan.Point, _ frame: Frame) -> [HostTensor] {
    var taken: [HostTensor] = []
    taken.reserveCapacity(operands.count)
    for operand in operands {
      guard let value = frame.values[operand] else {
        preconditionFailure("a value was let go before its last use")
      }
      taken.append(value)
    }
    // Views of them are released as well.
    for value in point.released { frame.release(value) }
    return taken
  }

  /// Makes memory for a result, that of `donor` if nobody else holds it.
  private func prepare(
    _ result: Int, _ donor: Int?, _ plan: BlockPlan, _ frame: Frame
  ) throws {
    if !frame.offered.isEmpty, let given = frame.offered.removeValue(forKey: result) {
      frame.set(result, given)
      return
    }
    let type = plan.block.valueTypes[result]
    if let donor, frame.values[donor]?.isUniquelyReferenced() == true,
      var given = frame.values[donor]
    {
      // The donor's address stays where it is: its elements are still read.
      frame.values[donor] = nil
      if given.isUniquelyReferenced() {
        given.become(type)
        frame.set(result, given)
        return
      }
    }
    try type.requireRoom("program")
    frame.set(result, HostTensor(uninitialized: type))
  }

  func run(_ step: BlockPlan.KernelStep, _ frame: Frame) {
    guard let code else { preconditionFailure("a program with kernels has code") }
    for (i, value) in step.arguments.enumerated() {
      frame.arguments[i] = frame.addresses[value]
    }
    var loop = ts_llvm_loop(
      function: code.kernels[step.kernel], addresses: UnsafePointer(frame.arguments),
      units: Int64(step.units), chunk: Int64(step.chunk))
    let parts = (step.units + step.chunk - 1) / step.chunk
    if parts == 1 {
      ts_llvm_part(&loop, 0)
    } else {
      withUnsafeMutablePointer(to: &loop) {
        WorkerPool.shared.run(chunks: parts, { ts_llvm_part($0, $1) }, $0)
      }
    }
  }

  private func run(
    _ step: BlockPlan.OperationStep, _ point: BlockPlan.Point, _ frame: Frame,
    _ context: EvaluationContext
  ) throws {
    var operands = taken(step.operands, point, frame)
    for type in step.types { try type.requireRoom(step.operation.name) }
    let results =
      try step.kernel.map { try $0(&operands, step.types, context) }
      ?? step.operation.evaluate(operands, step.types, in: context)
    for (i, result) in results.enumerated() where step.usedResults[i] {
      // A step that passes an operand on must not keep the arena's memory.
      frame.set(step.firstResult + i, frame.holds(result) ? result.copy() : result)
    }
  }

  private func note(_ step: BlockPlan.Step, _ duration: Duration, _ profile: Profile) {
    switch step {
    case .kernel(let step):
      // Operations of one loop share its time.
      for name in step.operations {
        profile.note(name, isOwn: true, duration / max(step.operations.count, 1))
      }
    case .product: profile.note("stablehlo.dot_general", isOwn: true, duration)
    case .alias: break
    case .scan: profile.note("chlo.scan", isOwn: true, duration)
    case .operation(let step):
      let lender = step.isOwn ? nil : step.kernel == nil ? "reference" : LLVMBackend.borrowed.name
      profile.note(Profile.Key(operation: step.operation.fullName, lender: lender), duration)
    }
  }
}
