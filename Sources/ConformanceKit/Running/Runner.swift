import Foundation
import Synchronization
import Touchstone

/// Who is judged: how its process is started, and by which rules.
public struct Target: Sendable {
  /// How its process is started.
  public var launch: Launch
  /// The name in reports; `nil` takes the one that the backend gives itself.
  public var name: String?
  /// Whether it is the reference, which owes stored results to the bit besides.
  public var isReference: Bool
  /// What it is declared not to support, besides what it says itself.
  public var capabilities = Capabilities()

  /// The target that `launch` starts.
  public init(_ launch: Launch, name: String? = nil, isReference: Bool = false) {
    (self.launch, self.name, self.isReference) = (launch, name, isReference)
  }
}

/// Runs items on a backend in child processes: what happens to one is a verdict on one item, and the
/// run goes on in another.
///
/// The reference computes what is expected in this process; the backend never sees it.
///
/// Specification: `conformance`.
public final class Runner: Sendable {
  private let target: Target
  /// The backend's name in reports.
  public let name: String
  /// The backend's version; empty if it tells none.
  public let version: String
  private let pool: Mutex<[RemoteBackend]>
  /// How many items run at once, each on a process of its own.
  public let jobs: Int

  /// A runner with `jobs` processes of `target`, which are started.
  public init(_ target: Target, jobs: Int = 2) throws {
    ChildGroups.endWithThisProcess()
    self.target = target
    self.jobs = max(1, jobs)
    let first = try RemoteBackend(
      target.launch, name: target.name, capabilities: target.capabilities)
    name = target.isReference ? ReferenceBackend().name : target.name ?? first.name
    version = first.version
    var all = [first]
    for _ in 1..<self.jobs {
      all.append(
        try RemoteBackend(target.launch, name: target.name, capabilities: target.capabilities))
    }
    pool = Mutex(all)
  }

  /// The records of `items`, in their order.
  ///
  /// `started` is told before an item runs, `finished` after it, in the order in which that happens.
  public func run(
    _ items: [Item], waivers: Waivers = Waivers(),
    started: @escaping @Sendable (Item) -> Void = { _ in },
    finished: @escaping @Sendable (Record, _ done: Int) -> Void = { _, _ in }
  ) -> [Record] {
    let done = Mutex(0)
    return parallelMap(items.count, workers: jobs) { i in
      let item = items[i]
      let backend = self.take()
      defer { self.give(backend) }
      started(item)
      let record = waivers.applied(to: self.record(item, on: backend))
      done.withLock { count in
        count += 1
        finished(record, count)
      }
      return record
    }
  }

  /// How far every elementary function is off, on `points` numbers of the wider dtypes.
  public func ulps(
    points: Int, progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> [ULPMeasure] {
    let wanted = ULPTable.functions.flatMap { name in
      [DType.f16, .bf16, .f32].map { (name: name, dtype: $0) }
    }
    return try parallelMap(
      wanted.count, workers: jobs, progress: { progress($0, wanted.count) }
    ) { i in
      let backend = self.take()
      defer { self.give(backend) }
      return Result {
        try ULPTable.measure(wanted[i].name, wanted[i].dtype, on: backend, points: points)
      }
    }.map { try $0.get() }
  }

  private func take() -> RemoteBackend {
    guard let backend = pool.withLock({ $0.popLast() }) else {
      preconditionFailure("more items run at once than there are processes")
    }
    return backend
  }
  private func give(_ backend: RemoteBackend) { pool.withLock { $0.append(backend) } }

  /// Ends every process.
  public func end() { pool.withLock { $0.forEach { $0.end() } } }

  /// What becomes of `item` on `backend`.
  func record(_ item: Item, on backend: RemoteBackend) -> Record {
    let start = ContinuousClock.now
    backend.begin(repeats: item.kind != .layers)
    let margins = Margins()
    let verdict = Margins.$current.withValue(margins) {
      item.verdict(on: backend, isReference: target.isReference)
    }
    let trial = backend.trial
    var (status, detail) = Self.outcome(verdict, trial)
    if status == .fail, trial.compiled > 0, trial.refusal == nil, trial.failure == nil {
      if item.isViolation, let rejection = trial.rejection {
        // Only this package's own front end knows the names of constraints.
        (status, detail) = (.pass, "rejected without the clause's name: \(rejection)")
      } else {
        backend.begin(repeats: false)
        let again = Self.outcome(
          item.verdict(on: backend, isReference: target.isReference), backend.trial)
        if again.status == .pass {
          (status, detail) = (.nondeterministic, "failed, then passed: \(detail)")
        }
      }
    }
    return Record(
      item, backend: name, status: status, detail: detail,
      seconds: (ContinuousClock.now - start) / .seconds(1), own: verdict.own,
      borrowed: verdict.borrowed, operations: trial.operations, isReached: trial.compiled > 0,
      margin: margins.worst)
  }

  /// What counts: how the process fared, then what the judge says.
  private static func outcome(
    _ verdict: Verdict, _ trial: RemoteBackend.Trial
  ) -> (status: Verdict.Status, detail: String) {
    if let reason = trial.declared { return (.notSupported, reason) }
    switch trial.failure {
    case .crash(let how): return (.crash, how)
    case .timeout: return (.timeout, "no answer in time; the process was ended")
    case .nonsense(let what): return (.fail, what)
    case .start(let why): return (.harnessError, "the backend does not start: \(why)")
    case nil: break
    }
    if let refusal = trial.refusal {
      return (.fail, "refused, though nothing declares it as not supported: \(refusal)")
    }
    if let difference = trial.difference, !verdict.status.isFailure {
      return (.nondeterministic, difference)
    }
    return (verdict.status, verdict.detail)
  }
}

extension Runner {
  /// Shows that what the runner relies on is so: the backend is in another process whose end is
  /// noticed and mended, programs reach it, and a result with one wrong bit is rejected.
  public func probes() -> [Record] {
    let backend = take()
    defer { give(backend) }
    func record(_ name: String, _ problem: String?) -> Record {
      Record(
        name, kind: "probes", backend: self.name, status: problem == nil ? .pass : .harnessError,
        detail: problem ?? "")
    }
    func canary(_ judged: any Backend) -> Verdict {
      backend.begin(repeats: false)
      let one = ComputedCase(area: "probes", heading: "probes", name: "canary") {
        let type = TensorType(.f32, [3])
        var builder = BlockBuilder(parameters: [type])
        let sum = try builder.append(Binary.add, [0, 0])
        return (
          Program(builder.block(returning: Array(sum))), [HostTensor(type, doubles: [1, 2, 3])]
        )
      }
      return Judge([judged]).verdicts(one)[0]
    }
    var records: [Record] = []
    let own = Int(getpid())
    let isApart = backend.processNumber != nil && backend.processNumber != own
    records.append(record("another process", isApart ? nil : "the backend runs in this process"))
    let right = canary(backend)
    let trial = backend.trial
    if trial.declared != nil || trial.refusal != nil {
      // Without an addition there is nothing to spoil.
      return records
    }
    records.append(
      record(
        "programs reach it", trial.compiled == 1 ? nil : "it compiled \(trial.compiled) programs"))
    if right.status == .pass {
      let spoiled = canary(Spoiled(backend))
      records.append(
        record(
          "a wrong result is rejected",
          spoiled.status == .fail ? nil : "a spoiled result is \(spoiled.status.rawValue)"))
    }
    if let number = backend.processNumber {
      // The whole group: a shell may stand before the backend.
      kill(-pid_t(number), SIGKILL)
      _ = canary(backend)
      var problem: String?
      if case .crash = backend.trial.failure {} else { problem = "its end was not noticed" }
      _ = canary(backend)
      if let failure = backend.trial.failure { problem = "no other process took over: \(failure)" }
      records.append(record("a crash is noticed and mended", problem))
    }
    return records
  }
}

/// A backend whose first result is not what it computed.
private struct Spoiled: Backend {
  let backend: any Backend
  init(_ backend: any Backend) { self.backend = backend }
  var name: String { backend.name }
  func hasOwnKernel(for operation: any Primitive, _ operands: [TensorType]) -> Bool { true }
  func compile(_ program: Program) throws -> any Executable {
    Altered(executable: try backend.compile(program))
  }

  private struct Altered: Executable {
    let executable: any Executable
    func run(_ arguments: consuming [any Buffer], _ options: RunOptions) throws -> [any Buffer] {
      var results = try executable.run(arguments, options).map { try $0.host() }
      // The sign of a float, and of its first element: no bound allows that.
      results[0].withMutableBytes { $0[3] ^= 0x80 }
      return results
    }
  }
}
