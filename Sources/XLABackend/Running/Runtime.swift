import Synchronization
import Touchstone

/// A client with the plans made for it.
final class Runtime: Sendable {
  let client: Client
  private let acceptance = Acceptance()
  private let plans = Mutex<[Block: Plan]>([:])

  /// Past this many plans all are let go; those in use are held by their programs.
  private static let limit = 4096

  init(_ client: Client) { self.client = client }

  /// The plan of `block`: the one made before, or a new one.
  func plan(for block: Block) throws -> Plan {
    if let known = plans.withLock({ $0[block] }) { return known }
    let plan = try Planner(client: client, acceptance: acceptance).plan(block)
    plans.withLock { plans in
      if plans.count >= Self.limit { plans.removeAll() }
      plans[block] = plan
    }
    return plan
  }

  /// The results of `plan` for `arguments`.
  func run(
    _ plan: Plan, _ arguments: consuming [any Buffer], _ options: RunOptions
  ) throws -> [any Buffer] {
    var values = Values(client: client, count: plan.valueCount)
    for i in arguments.indices { values[i] = arguments[i] }
    arguments = []
    for (value, tensor) in plan.known { values[value] = tensor }
    for step in plan.steps {
      switch step.work {
      case .device(let segment): try run(segment, &values, step.lastUses, options.profile)
      case .grid(let work): try run(work, &values, options.profile)
      case .host(let work): try run(work, &values, options)
      }
      for value in step.lastUses { values[value] = nil }
    }
    return plan.results.map { value in
      guard let buffer = values[value] else {
        preconditionFailure("a result was let go before it was returned")
      }
      return buffer
    }
  }

  private func run(
    _ segment: Segment, _ values: inout Values, _ lastUses: [Int], _ profile: Profile?
  ) throws {
    var arguments: [DeviceBuffer] = []
    arguments.reserveCapacity(segment.inputs.count + segment.constants.count)
    for input in segment.inputs { arguments.append(try values.onDevice(input)) }
    for value in lastUses { values[value] = nil }
    var executable = segment.executable
    var kept: [Int] = []
    if let donation = segment.donation {
      // What only the array holds now is nobody else's.
      let given = donation.places.keys.filter { isKnownUniquelyReferenced(&arguments[$0]) }
      if let donating = try donation.executable(for: given, on: client) {
        executable = donating
        kept = donation.places.keys.filter { !given.contains($0) }.sorted()
      }
    }
    arguments += segment.constants
    let start = profile.map { _ in ContinuousClock.now }
    let results = try executable.run(
      [arguments], segment.types, kept: kept, waits: profile != nil)[0]
    if let profile, let start {
      let share = (ContinuousClock.now - start) / max(segment.operations.count, 1)
      for operation in segment.operations { profile.note(operation, isOwn: true, share) }
    }
    for (value, result) in zip(segment.outputs, results) { values[value] = result }
  }

  /// Runs the processes of a grid, each on the device of its number.
  private func run(_ work: GridStep, _ values: inout Values, _ profile: Profile?) throws {
    var operands: [HostTensor] = []
    for operand in work.equation.operands { operands.append(try values.onHost(operand)) }
    let start = ContinuousClock.now
    let arguments = try work.divided(operands).enumerated().map { device, tensors in
      try tensors.map { try client.upload($0, to: device) }
    }
    let results = try work.executable.run(arguments, work.program.block.resultTypes)
    let joined = work.joined(try results.map { try $0.map { try $0.host() } })
    profile?.note(
      work.equation.operation.fullName, isOwn: true, ContinuousClock.now - start)
    for operation in work.program.block.allOperations {
      profile?.note(operation, isOwn: true, .zero)
    }
    for (value, result) in zip(work.equation.results, joined) { values[value] = result }
  }

  private func run(_ work: HostStep, _ values: inout Values, _ options: RunOptions) throws {
    let equation = work.equation
    var operands: [HostTensor] = []
    for operand in equation.operands { operands.append(try values.onHost(operand)) }
    let results: [any Buffer]
    if let meaning = work.meaning {
      results = try meaning.run(operands, options)
    } else {
      var context = EvaluationContext(runner: PlannedBodies(runtime: self))
      context.checks = options.checks
      context.profile = options.profile
      let start = ContinuousClock.now
      results = try equation.operation.evaluate(operands, equation.types, in: context)
      options.profile?.note(
        equation.operation.fullName, isOwn: false, ContinuousClock.now - start)
    }
    for (value, result) in zip(equation.results, results) { values[value] = result }
  }
}

/// The values of a block while it runs, on the device, on the host or on both.
private struct Values {
  private let client: Client
  private var buffers: [(any Buffer)?]
  private var copies: [HostTensor?]

  init(client: Client, count: Int) {
    self.client = client
    buffers = Array(repeating: nil, count: count)
    copies = Array(repeating: nil, count: count)
  }

  subscript(_ number: Int) -> (any Buffer)? {
    get { buffers[number] }
    set {
      buffers[number] = newValue
      copies[number] = newValue as? HostTensor
    }
  }

  private func made(_ number: Int) -> any Buffer {
    guard let buffer = buffers[number] else {
      preconditionFailure("a value was let go before its last use")
    }
    return buffer
  }

  /// The value on the device, where it then stays.
  mutating func onDevice(_ number: Int) throws -> DeviceBuffer {
    let buffer = made(number)
    if let device = buffer as? DeviceBuffer, device.client === client { return device }
    let device = try client.upload(try onHost(number))
    buffers[number] = device
    return device
  }

  /// The value in host memory, where it then stays too.
  mutating func onHost(_ number: Int) throws -> HostTensor {
    if let copy = copies[number] { return copy }
    let copy = try made(number).host()
    copies[number] = copy
    return copy
  }
}

/// Runs bodies of operations that the host runs, such as loops, by plans of their own.
private struct PlannedBodies: BlockRunner {
  let runtime: Runtime

  func run(
    _ block: Block, _ arguments: consuming [HostTensor], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let plan = try runtime.plan(for: block)
    let options = RunOptions(profile: context.profile, checks: context.checks)
    return try runtime.run(plan, arguments, options).map { try $0.host() }
  }
}
