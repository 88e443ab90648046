import Dispatch
import Foundation
import Synchronization

/// One process of a grid of replicas and partitions.
public struct GridProcess: Sendable {
  /// Its row.
  public let replica: Int
  /// Its column.
  public let partition: Int
  /// The grid it belongs to.
  package let grid: Grid

  /// Its number in the grid, row by row.
  package var id: Int { replica * grid.partitions + partition }

  /// The only process of a grid of its own: what a program outside a grid runs as.
  static var alone: GridProcess { Grid(replicas: 1, partitions: 1).process(0) }
}

/// Processes that run a program each and meet in collective operations.
///
/// Processes take turns: one runs until it has to wait or has ended, then the next that can go on,
/// row by row. So what they exchange with each other and with the host happens in the same order
/// at every run, and that nobody can go on is seen at once.
package final class Grid: @unchecked Sendable {
  // Sendable because `lock` guards every property that changes.
  package let replicas: Int
  package let partitions: Int

  private enum Activity {
    case ready, ended
    case waiting(Wait)
    case failed(any Error)
  }
  private enum Wait {
    case meeting(Meeting)
    case message(Mailbox)
  }
  /// The `round`-th time that `members` meet in `operation` on `channel`.
  private struct Meeting: Hashable {
    let operation: String
    let channel: Int
    let members: [Int]
    var round = 0
  }
  /// Where messages wait, in order, for who receives them.
  package struct Mailbox: Hashable, Sendable {
    let operation: String
    let channel: Int
    /// The process that sends, where the operation says which.
    var source: Int?
    /// The process that receives, where the operation says which.
    var target: Int?
  }

  private let lock = NSLock()
  /// One for each process, at which it waits for its turn.
  private let gates: [DispatchSemaphore]
  private let isOver = DispatchSemaphore(value: 0)
  private var activities: [Activity]
  private var rounds: [Meeting: [Int: Int]] = [:]
  private var meetings: [Meeting: [Int: [HostTensor]]] = [:]
  private var collected: [Meeting: Int] = [:]
  private var mailboxes: [Mailbox: [[HostTensor]]] = [:]
  private var infeed: ArraySlice<Block>
  private var failure: (process: Int, error: any Error)?
  private var deadlock: TensorError?

  init(replicas: Int, partitions: Int, infeed: [Block] = []) {
    self.replicas = replicas
    self.partitions = partitions
    self.infeed = infeed[...]
    activities = Array(repeating: .ready, count: replicas * partitions)
    gates = activities.map { _ in DispatchSemaphore(value: 0) }
  }

  /// How many processes there are.
  package var count: Int { activities.count }

  /// The process of that number.
  package func process(_ id: Int) -> GridProcess {
    GridProcess(replica: id / partitions, partition: id % partitions, grid: self)
  }
}

extension Grid {
  /// The results of `body` in every process, each on a thread of its own.
  ///
  /// Throws what the first process to fail threw, or who waits for what when nobody can go on.
  func run(
    _ body: @escaping @Sendable (GridProcess) throws -> [HostTensor]
  ) throws -> [[HostTensor]] {
    let results = ResultTable(count: count)
    let backend = Backends.chosen
    for id in 0..<count {
      let thread = Thread { [self] in
        gates[id].wait()
        do {
          let values = try Backends.$chosen.withValue(backend) { try body(process(id)) }
          results.set(id, values)
          end(id, .ended)
        } catch {
          end(id, .failed(error))
        }
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    gates[0].signal()
    isOver.wait()
    lock.lock()
    defer { lock.unlock() }
    guard let failure else { return results.values }
    if let error = failure.error as? TensorError {
      if error == deadlock { throw error }
      throw TensorError(
        error.operation, error.clause, error.operands,
        "in process \(name(failure.process)): \(error.message)")
    }
    throw failure.error
  }

  private final class ResultTable: Sendable {
    private let table: Mutex<[[HostTensor]]>
    init(count: Int) { table = Mutex(Array(repeating: [], count: count)) }
    func set(_ id: Int, _ values: [HostTensor]) { table.withLock { $0[id] = values } }
    var values: [[HostTensor]] { table.withLock { $0 } }
  }

  private func end(_ id: Int, _ activity: Activity) {
    lock.withLock {
      activities[id] = activity
      if case .failed(let error) = activity, failure == nil { failure = (id, error) }
      passTurn(after: id)
    }
  }

  /// Lets the next process that can go on have the turn; called with the lock held.
  private func passTurn(after id: Int) {
    if let next = (1...count).lazy.map({ (id + $0) % self.count }).first(where: canGoOn) {
      gates[next].signal()
      return
    }
    // Whoever still waits does so in vain, and is told so when its turn comes.
    let waiting = (0..<count).filter { if case .waiting = activities[$0] { true } else { false } }
    if deadlock == nil, !waiting.isEmpty {
      deadlock = TensorError("run_parallel", "S3", [], "no process can go on: \(situation)")
    }
    if let first = waiting.first { gates[first].signal() } else { isOver.signal() }
  }

  private func canGoOn(_ id: Int) -> Bool {
    switch activities[id] {
    case .ready: true
    case .ended, .failed: false
    case .waiting(let wait): hasEnded(wait)
    }
  }

  private func hasEnded(_ wait: Wait) -> Bool {
    switch wait {
    case .meeting(let meeting): meetings[meeting, default: [:]].count == meeting.members.count
    case .message(let mailbox): !mailboxes[mailbox, default: []].isEmpty
    }
  }

  /// Waits until `wait` is over; called with the lock held.
  private func pause(_ id: Int, until wait: Wait) throws {
    if hasEnded(wait) { return }
    activities[id] = .waiting(wait)
    passTurn(after: id)
    lock.unlock()
    gates[id].wait()
    lock.lock()
    activities[id] = .ready
    if !hasEnded(wait), let deadlock { throw deadlock }
  }
}

extension Grid {
  /// Who waits for what, and who has ended or failed.
  private var situation: String {
    (0..<count).map { id in
      switch activities[id] {
      case .ready: "\(name(id)) is ready"
      case .ended: "\(name(id)) has ended"
      case .failed(let error): "\(name(id)) failed: \(error)"
      case .waiting(.meeting(let meeting)):
        "\(name(id)) waits in \(meeting.operation)\(onChannel(meeting.channel)) for "
          + meeting.members.filter { meetings[meeting]?[$0] == nil }.map(name)
          .joined(separator: ", ")
      case .waiting(.message(let mailbox)):
        "\(name(id)) waits in \(mailbox.operation)\(onChannel(mailbox.channel)) for a message"
          + (mailbox.source.map { " from \(name($0))" } ?? "")
      }
    }.joined(separator: "; ")
  }

  private func name(_ id: Int) -> String {
    "(replica \(id / partitions), partition \(id % partitions))"
  }

  private func onChannel(_ channel: Int) -> String { channel > 0 ? " on channel \(channel)" : "" }
}

extension Grid {
  /// What every member of a group brings to `operation`, in the order of the group, once all are
  /// there.
  package func meet(
    _ process: GridProcess, in operation: String, channel: Int, members: [Int],
    bringing values: [HostTensor]
  ) throws -> [[HostTensor]] {
    if members == [process.id] { return [values] }
    // They wait for others, who come while this process goes on.
    let values = values.map(\.owned)
    return try lock.withLock {
      var meeting = Meeting(operation: operation, channel: channel, members: members)
      let round = rounds[meeting, default: [:]][process.id, default: 0]
      rounds[meeting, default: [:]][process.id] = round + 1
      meeting.round = round
      meetings[meeting, default: [:]][process.id] = values
      try pause(process.id, until: .meeting(meeting))
      let brought = meetings[meeting, default: [:]]
      collected[meeting, default: 0] += 1
      if collected[meeting] == members.count {
        meetings[meeting] = nil
        collected[meeting] = nil
      }
      return members.map { brought[$0, default: []] }
    }
  }

  /// Puts `values` where whoever receives from `mailbox` finds them.
  package func send(_ values: [HostTensor], to mailbox: Mailbox) {
    lock.withLock { mailboxes[mailbox, default: []].append(values.map(\.owned)) }
  }

  /// The oldest message in `mailbox`, once there is one.
  package func receive(_ process: GridProcess, from mailbox: Mailbox) throws -> [HostTensor] {
    try lock.withLock {
      try pause(process.id, until: .message(mailbox))
      var messages = mailboxes[mailbox, default: []]
      let first = messages.removeFirst()
      mailboxes[mailbox] = messages.isEmpty ? nil : messages
      return first
    }
  }

  /// The function that supplies the next data the host feeds in, if there is more.
  package func nextInfeed() -> Block? {
    lock.withLock { infeed.popFirst() }
  }
}
