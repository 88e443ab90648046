/// Which processes of a grid a collective operation brings together, as its attributes say.
package struct ProcessGroups: Hashable, Sendable {
  /// How the numbers in `rows` name processes.
  package enum Strategy: Sendable {
    /// Rows are groups of replicas; each partition has such groups of its own.
    case crossReplica
    /// Rows are groups of partitions; each replica has such groups of its own.
    case crossPartition
    /// Rows are groups of replicas; all partitions of those replicas form one group.
    case crossReplicaAndPartition
    /// Rows are groups of processes, numbered replica by replica.
    case flattenedIDs
  }
  /// The groups as the text has them; -1 fills up shorter ones. None at all means one group of all.
  package let rows: [[Int]]
  /// The channel, if the text names one.
  package let channel: ChannelHandle?
  /// Whether numbers are those of processes.
  package let usesGlobalIDs: Bool

  package init(_ rows: [[Int]], channel: ChannelHandle? = nil, usesGlobalIDs: Bool = false) {
    self.rows = rows
    self.channel = channel
    self.usesGlobalIDs = usesGlobalIDs
  }

  /// The groups in the attributes of `source`; `use_global_device_ids` only where it is known.
  init(_ source: inout OperationSource, global: Bool = true) throws(TensorError) {
    let rows = try source.optionalRows("replica_groups") ?? []
    guard rows.allSatisfy({ $0.count == rows[0].count }) else {
      throw source.invalid("the rows of replica_groups must have the same length")
    }
    self.rows = rows
    channel = try ChannelHandle(optional: &source)
    usesGlobalIDs = global ? try source.flag("use_global_device_ids") : false
  }

  var attributes: [NamedAttribute] {
    var list = [NamedAttribute("replica_groups", .matrix(rows))]
    if let channel { list.append(channel.attribute) }
    if usesGlobalIDs { list.append(NamedAttribute("use_global_device_ids", .unit)) }
    return list
  }

  var channelID: Int { channel?.handle ?? 0 }

  /// What the operations that reduce or gather over replicas do.
  package var reducingStrategy: Strategy {
    if channelID <= 0 { return .crossReplica }
    return usesGlobalIDs ? .flattenedIDs : .crossReplicaAndPartition
  }
  /// What the operations that move values over replicas or partitions do.
  package var movingStrategy: Strategy { channelID > 0 ? .crossPartition : .crossReplica }
}

extension ProcessGroups {
  /// The numbers in all rows without the filling.
  var ids: [Int] { rows.flatMap { $0.filter { $0 != -1 } } }

  /// Checks what can be known without a grid; each label names the clause of `operation`.
  ///
  /// - Parameter cover: The clause that every number up to their count must occur, if there is one.
  func check(
    _ operation: some Primitive, _ x: [TensorType], unique: String, range: String,
    cover: Bool, global: String? = nil, sameSize: String? = nil
  ) throws(TensorError) {
    let ids = ids
    guard Set(ids).count == ids.count else {
      throw operation.violation(unique, x, "replica_groups \(rows) must not repeat a number")
    }
    guard ids.allSatisfy({ $0 >= 0 && (!cover || $0 < ids.count) }) else {
      throw operation.violation(
        range, x,
        "replica_groups \(rows) must hold "
          + (cover ? "each of 0..<\(ids.count)" : "no negative number but -1"))
    }
    if let global, usesGlobalIDs, channelID <= 0 {
      throw operation.violation(
        global, x, "use_global_device_ids needs a channel above 0, got \(channelID)")
    }
    if let sameSize, rows.contains(where: { $0.contains(-1) }) {
      throw operation.violation(sameSize, x, "all groups must have one size, got \(rows)")
    }
  }

  /// The size every group has, where the rows alone tell it.
  var knownSize: Int? {
    guard let first = rows.first, !ids.isEmpty, reducingStrategy != .crossReplicaAndPartition else {
      return nil
    }
    return first.count
  }

  /// The processes of the group that `process` belongs to, in order; `nil` if it is in none.
  func members(
    _ strategy: Strategy, of process: GridProcess, _ operation: some Primitive, clause: String
  ) throws -> [Int]? {
    let grid = process.grid
    let limit =
      switch strategy {
      case .crossReplica, .crossReplicaAndPartition: grid.replicas
      case .crossPartition: grid.partitions
      case .flattenedIDs: grid.count
      }
    let groups = ids.isEmpty ? [Array(0..<limit)] : rows.map { $0.filter { $0 != -1 } }
    if let outside = ids.first(where: { $0 >= limit }) {
      let hint = grid.count == 1 ? "; run it on a grid by interpreter.run_parallel" : ""
      throw operation.violation(
        clause, [],
        "the group with \(outside) needs more than the \(grid.replicas) replicas and "
          + "\(grid.partitions) partitions that run this program" + hint)
    }
    for group in groups {
      let members: [Int] =
        switch strategy {
        case .crossReplica: group.map { $0 * grid.partitions + process.partition }
        case .crossPartition: group.map { process.replica * grid.partitions + $0 }
        case .flattenedIDs: group
        case .crossReplicaAndPartition:
          (0..<grid.partitions).flatMap { partition in
            group.map { $0 * grid.partitions + partition }
          }
        }
      if members.contains(process.id) { return members }
    }
    return nil
  }
}

extension Primitive {
  /// What each member of this process's group brings, in the order of the group; `nil` if it is in
  /// none. A group that the grid has no room for violates `clause`.
  func exchange(
    _ values: [HostTensor], _ groups: ProcessGroups, _ strategy: ProcessGroups.Strategy,
    in context: EvaluationContext, clause: String
  ) throws -> (members: [Int], values: [[HostTensor]])? {
    let process = context.process ?? .alone
    guard let members = try groups.members(strategy, of: process, self, clause: clause) else {
      return nil
    }
    let brought = try process.grid.meet(
      process, in: name, channel: groups.channelID, members: members, bringing: values)
    let types = values.map(\.type)
    for (member, other) in zip(members, brought) where other.map(\.type) != types {
      throw violation(
        "", types, "process \(member) brings \(other.map(\.type)), process \(process.id) \(types)")
    }
    return (members, brought)
  }

  /// As `exchange`, where a process outside of all groups violates `clause`.
  func exchangeWithinGroup(
    _ values: [HostTensor], _ groups: ProcessGroups, _ strategy: ProcessGroups.Strategy,
    in context: EvaluationContext, clause: String
  ) throws -> (members: [Int], values: [[HostTensor]]) {
    guard let result = try exchange(values, groups, strategy, in: context, clause: clause) else {
      let process = context.process ?? .alone
      throw violation(
        clause, values.map(\.type),
        "process (replica \(process.replica), partition "
          + "\(process.partition)) is in no group of \(groups.rows)")
    }
    return result
  }
}

/// A number that tells apart what is communicated, and between whom.
package struct ChannelHandle: Hashable, Sendable {
  /// The number of the channel; 0 stands for none.
  package let handle: Int
  /// 1 between devices, 2 from device to host, 3 from host to device.
  package let type: Int

  package init(handle: Int, type: Int) {
    self.handle = handle
    self.type = type
  }

  /// The attribute `channel_handle`, or `nil` if there is none.
  init?(optional source: inout OperationSource) throws(TensorError) {
    guard var fields = try source.optionalStructure("channel_handle") else { return nil }
    handle = try fields.optionalInteger("handle") ?? 0
    type = try fields.optionalInteger("type") ?? 0
  }

  var attribute: NamedAttribute {
    NamedAttribute(
      "channel_handle",
      .structure(
        "stablehlo.channel_handle",
        [
          NamedAttribute("handle", .integer(Int64(handle))),
          NamedAttribute("type", .integer(Int64(type))),
        ]))
  }
}

extension Attribute {
  /// `dense<[[0, 1]]> : tensor<1x2xi64>`.
  static func matrix(_ rows: [[Int]]) -> Attribute {
    let type = TensorType(.i64, [rows.count, rows.first?.count ?? 0])
    return .elements(HostTensor(type, signed: rows.flatMap { $0.map(Int64.init) }))
  }
}
