import Touchstone

/// A program that the processes of a grid run side by side, each on a device of its own.
///
/// The plugin sees a row of replicas; groups are written out in numbers of these. So a permutation has
/// no channel, over which XLA would end the process, and collectives stand in no branch or loop, where
/// some replicas might wait for ever.
struct GridProgram: Sendable {
  let replicas: Int
  let partitions: Int
  /// What each process does.
  let block: Block

  var count: Int { replicas * partitions }

  /// The program of an operation that runs a grid; `nil` where its processes do different things, or
  /// what a row of replicas cannot.
  init?(_ operation: any Primitive) throws {
    let body: Block
    switch operation {
    case let parallel as RunParallel:
      guard parallel.infeed.isEmpty, let first = parallel.programs.first?.first,
        parallel.programs.allSatisfy({ $0.allSatisfy { $0.block == first.block } })
      else { return nil }
      replicas = parallel.programs.count
      partitions = parallel.programs[0].count
      body = first.block
    case let manual as ManualComputation:
      guard manual.captureCount == 0 else { return nil }
      replicas = 1
      partitions = manual.mesh.devices.count
      body = manual.body
    default: return nil
    }
    guard replicas * partitions > 1,
      let block = try Self.rowForm(try body.expandedForDevice(), replicas, partitions)
    else { return nil }
    self.block = block
  }

  /// `body` with every collective in numbers of one row of replicas.
  private static func rowForm(
    _ body: Block, _ replicas: Int, _ partitions: Int
  ) throws -> Block? {
    let row = Row(replicas: replicas, partitions: partitions)
    var builder = BlockBuilder(parameters: body.parameters)
    var numbers = Array(body.parameters.indices)
    for equation in body.equations {
      let operands = equation.operands.map { numbers[$0] }
      if let number = equation.operation as? ProcessNumber {
        numbers.append(try row.append(number, to: &builder))
      } else if Acceptance.amongProcesses.contains(equation.operation.name) {
        guard let collective = row.rewritten(equation.operation),
          isCombinedAlike(collective, equation.types)
        else { return nil }
        numbers += try builder.append(collective, operands)
      } else {
        numbers += try builder.append(equation.operation, operands)
      }
    }
    return builder.block(returning: body.results.map { numbers[$0] })
  }
}

extension GridProgram {
  /// Whether XLA combines values as the body says: it takes no other dtype than theirs, rounds sums of
  /// 16 bits at each step, and its greatest and least know no sign of zero.
  private static func isCombinedAlike(_ collective: any Primitive, _ types: [TensorType]) -> Bool {
    let dtypes = Set(types.map(\.dtype))
    return collective.regions.allSatisfy { body in
      guard let binary = body.soleOperation as? Binary,
        Set(body.valueTypes.map(\.dtype)) == dtypes
      else { return false }
      if dtypes.allSatisfy(\.isInteger) { return true }
      return (binary == .add || binary == .multiply) && dtypes.allSatisfy { $0.bitWidth >= 32 }
    }
  }
}

/// Processes numbered row by row.
private struct Row {
  let replicas: Int
  let partitions: Int

  /// The groups written out, without a channel; `nil` unless each process is in one, all of one size.
  func groups(_ groups: ProcessGroups, _ strategy: ProcessGroups.Strategy) -> ProcessGroups? {
    let limit =
      switch strategy {
      case .crossReplica, .crossReplicaAndPartition: replicas
      case .crossPartition: partitions
      case .flattenedIDs: replicas * partitions
      }
    let written = groups.rows.map { $0.filter { $0 != -1 } }
    let rows = written.allSatisfy(\.isEmpty) ? [Array(0..<limit)] : written
    let all: [[Int]] =
      switch strategy {
      case .flattenedIDs: rows
      case .crossReplica:
        (0..<partitions).flatMap { partition in
          rows.map { $0.map { $0 * partitions + partition } }
        }
      case .crossPartition:
        (0..<replicas).flatMap { replica in rows.map { $0.map { replica * partitions + $0 } } }
      case .crossReplicaAndPartition:
        rows.map { row in
          (0..<partitions).flatMap { partition in row.map { $0 * partitions + partition } }
        }
      }
    guard all.joined().sorted() == Array(0..<replicas * partitions),
      all.allSatisfy({ $0.count == all[0].count })
    else { return nil }
    return ProcessGroups(all)
  }

  /// The same collective operation among the processes of the row.
  func rewritten(_ operation: any Primitive) -> (any Primitive)? {
    switch operation {
    case let one as AllReduce:
      groups(one.groups, one.groups.reducingStrategy).map {
        AllReduce($0, body: one.body, captureCount: one.captureCount)
      }
    case let one as AllGather:
      groups(one.groups, one.groups.reducingStrategy).map {
        AllGather(dimension: one.dimension, groups: $0, types: one.types)
      }
    case let one as ReduceScatter:
      groups(one.groups, one.groups.reducingStrategy).map {
        ReduceScatter(
          dimension: one.dimension, groups: $0, body: one.body, captureCount: one.captureCount,
          types: one.types)
      }
    case let one as AllToAll:
      groups(one.groups, one.groups.movingStrategy).map {
        AllToAll(
          splitDimension: one.splitDimension, concatDimension: one.concatDimension,
          splitCount: one.splitCount, groups: $0)
      }
    case let one as CollectivePermute: permuted(one)
    default: nil
    }
  }

  private func permuted(_ permute: CollectivePermute) -> CollectivePermute? {
    let isCrossPartition = (permute.channel?.handle ?? 0) > 0
    let limit = isCrossPartition ? partitions : replicas
    guard permute.pairs.joined().allSatisfy({ $0 < limit }) else { return nil }
    let pairs = (0..<(isCrossPartition ? replicas : partitions)).flatMap { other in
      permute.pairs.map { pair in
        pair.map { isCrossPartition ? other * partitions + $0 : $0 * partitions + other }
      }
    }
    return CollectivePermute(pairs: pairs, channel: nil)
  }

  /// Adds the number of the process's row or column, from its number in all.
  func append(
    _ number: ProcessNumber, to builder: inout BlockBuilder
  ) throws(TensorError) -> Int {
    let own = try builder.append(ProcessNumber.replica, []).lowerBound
    if number == .replica && partitions == 1 { return own }
    let width = Constant(.full(TensorType(.ui32), Double(partitions)))
    let divisor = try builder.append(width, []).lowerBound
    let part: Binary = number == .replica ? .divide : .remainder
    return try builder.append(part, [own, divisor]).lowerBound
  }
}

/// A grid that runs on devices.
struct GridStep: Sendable {
  let equation: Equation
  let program: GridProgram
  let executable: Loaded

  /// The arguments of each process.
  func divided(_ operands: [HostTensor]) -> [[HostTensor]] {
    if let manual = equation.operation as? ManualComputation { return manual.divided(operands) }
    let size = program.block.parameters.count
    return (0..<program.count).map { Array(operands[$0 * size..<($0 + 1) * size]) }
  }

  /// The operation's results from those of each process.
  func joined(_ results: [[HostTensor]]) -> [HostTensor] {
    if let manual = equation.operation as? ManualComputation {
      return manual.joined(results, of: Array(results.indices))
    }
    return results.flatMap { $0 }
  }
}
