import Touchstone

/// In which run along a row each operation of a cluster is done.
///
/// A reduction is ready after the run that goes through its input, and what uses its result over
/// the row comes in a later run.
struct Phases {
  /// The run in which a value of the whole row is first computed.
  private(set) var phase: [Int: Int] = [:]
  /// The run before which a value of one number a row is there.
  private(set) var ready: [Int: Int] = [:]
  /// The last run.
  private(set) var last = 0
  /// Values that are kept for later runs, because computing them again takes longer.
  private(set) var saved: [Int] = []

  private struct Visit: Hashable {
    let expression: Int
    let run: Int
  }
  private var visited: Set<Visit> = []
  private let grouping: Grouping
  private let members: [Int: Cluster.Member]

  init(_ grouping: Grouping, _ list: [Cluster.Member], _ cluster: Cluster) {
    self.grouping = grouping
    members = Dictionary(uniqueKeysWithValues: list.map { ($0.result, $0) })
    for member in list {
      var first = 0
      for operand in member.operands { first = max(first, earliest(operand)) }
      if member.reduction != nil {
        ready[member.result] = first + 1
        last = max(last, first)
      } else if member.space == .row {
        ready[member.result] = first
      } else {
        phase[member.result] = first
        last = max(last, first)
      }
    }
    guard cluster.kind == .rows else { return }
    var bytes = 0
    for member in list {
      if member.reduction != nil {
        note(member.operands[0], (ready[member.result] ?? 1) - 1, cluster, &bytes)
      } else if member.space == .full, grouping.isOutput[member.result] {
        for operand in member.operands {
          note(operand, phase[member.result] ?? 0, cluster, &bytes)
        }
      }
    }
  }

  /// The first run in which an operand can be had.
  private func earliest(_ expression: Int) -> Int {
    var first = 0
    grouping.expressions.forEachLoad(expression) { value, _ in
      first = max(first, phase[value] ?? ready[value] ?? 0)
    }
    return first
  }

  /// Finds the values of earlier runs that `run` needs for an operand.
  ///
  /// What has been looked at for this run is not looked at again: chains of values that are used twice
  /// have very many paths.
  private mutating func note(
    _ expression: Int, _ run: Int, _ cluster: Cluster, _ bytes: inout Int
  ) {
    guard visited.insert(Visit(expression: expression, run: run)).inserted else { return }
    var values: [Int] = []
    grouping.expressions.forEachLoad(expression) { value, _ in values.append(value) }
    for value in values {
      guard let member = members[value], member.space == .full, let made = phase[value] else {
        continue
      }
      if made < run {
        if grouping.isOutput[value] || saved.contains(value) { continue }
        let size = cluster.inner * 8
        if member.isExpensive(grouping.expressions), bytes + size <= Self.scratchBytes {
          bytes += size
          saved.append(value)
          for operand in member.operands { note(operand, made, cluster, &bytes) }
          continue
        }
      }
      for operand in member.operands { note(operand, run, cluster, &bytes) }
    }
  }

  /// How much of the stack kept values may take.
  private static let scratchBytes = 1 << 17
}

extension Cluster.Member {
  /// Whether computing it takes much longer than reading it.
  func isExpensive(_ expressions: Expressions) -> Bool {
    operation.isExpensive
      || operands.contains { operand in
        guard case .apply(let operation, _, _, _) = expressions.all[operand] else { return false }
        return operation.isExpensive
      }
  }
}

extension Primitive {
  /// About how many plain operations it takes as long as.
  var loopCost: Int { isExpensive ? 8 : 1 }

  fileprivate var isExpensive: Bool {
    switch self {
    case let unary as Unary:
      ![.negate, .not, .square, .conj, .sign, .floor, .ceil, .roundNearestEven].contains(unary)
    case let binary as Binary: [.divide, .power, .atan2, .remainder].contains(binary)
    default: false
    }
  }
}
