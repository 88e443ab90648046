import Foundation
import Synchronization

/// Memory for tensors, which keeps large blocks for the next tensor of the same size.
///
/// A fresh large block costs a page fault for every 4 kB touched, several times what the
/// arithmetic on it takes; programs ask for the same sizes again and again.
enum MemoryPool {
  /// Blocks smaller than this go straight to the allocator, which is quick with them; they are not
  /// counted either.
  static let smallest = 1 << 17
  /// Blocks kept beyond this many bytes in all are given back.
  private static let capacity = 1 << 29

  /// The memory of this machine, or the part of it that this process may have.
  static let limit: Int = {
    let machine = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    let allowed = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8)
    let group = allowed.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    return min(machine, group ?? machine)
  }()

  private struct State: @unchecked Sendable {
    // Sendable because the pointers in it belong to nobody.
    var blocks: [Int: [UnsafeMutableRawPointer]] = [:]
    var held = 0
    /// The bytes of large blocks that tensors have.
    var used = 0
  }
  private static let state = Mutex(State())

  static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
    if byteCount >= smallest {
      let kept = state.withLock { state -> UnsafeMutableRawPointer? in
        state.used += byteCount
        guard let block = state.blocks[byteCount]?.popLast() else { return nil }
        state.held -= byteCount
        return block
      }
      if let kept { return kept }
    }
    return .allocate(byteCount: byteCount, alignment: 64)
  }

  static func release(_ block: UnsafeMutableRawPointer, _ byteCount: Int) {
    if byteCount >= smallest {
      let isKept = state.withLock { state in
        state.used -= byteCount
        guard state.held + byteCount <= capacity else { return false }
        state.blocks[byteCount, default: []].append(block)
        state.held += byteCount
        return true
      }
      if isKept { return }
    }
    block.deallocate()
  }

  /// Throws, in the name of `operation`, unless `byteCount` more bytes fit beside all tensors.
  static func requireRoom(
    _ byteCount: Int, _ operation: @autoclosure () -> String
  ) throws(TensorError) {
    let used = state.withLock { state in
      if state.held > 0, state.used + state.held > limit - byteCount {
        // What is kept for later must not be what is missing now.
        for block in state.blocks.values.joined() { block.deallocate() }
        state.blocks = [:]
        state.held = 0
      }
      return state.used
    }
    guard used <= limit - byteCount else {
      throw TensorError(
        operation(), "", [],
        "needs \(byteCount) bytes of memory beside the \(used) bytes of other tensors, "
          + "more than the \(limit) bytes there are")
    }
  }
}

extension TensorType {
  /// The bytes the elements take in memory, or the largest integer if there are more.
  var clampedByteCount: Int { checkedCount.map { $0 * dtype.byteWidth } ?? .max }

  /// Throws, in the name of `operation`, if a tensor of this type is larger than all memory.
  package func requireMemory(_ operation: @autoclosure () -> String) throws(TensorError) {
    guard let count = checkedCount, count <= MemoryPool.limit / max(dtype.byteWidth, 1) else {
      throw TensorError(
        operation(), "", [self],
        "needs more memory than the \(MemoryPool.limit) bytes of this machine")
    }
  }

  /// Throws, in the name of `operation`, unless a new tensor of this type fits beside all tensors.
  package func requireRoom(_ operation: @autoclosure () -> String) throws(TensorError) {
    if clampedByteCount < MemoryPool.smallest { return }
    try requireMemory(operation())
    try MemoryPool.requireRoom(clampedByteCount, operation())
  }

  /// The bytes the elements take in the widest type of their family.
  fileprivate var wideByteCount: Int {
    let width =
      switch dtype.family {
      case .boolean: 1
      case .complex: 16
      default: 8
      }
    let (bytes, overflow) = (checkedCount ?? .max).multipliedReportingOverflow(by: width)
    return overflow ? .max : bytes
  }
}

extension Primitive {
  /// The bytes that results of `types` need besides what is there: 0 where they are few, and where
  /// a result may be an operand seen otherwise. No more than what is really needed.
  func newBytes(_ types: [TensorType]) -> Int {
    var total = 0
    for type in types where type.clampedByteCount >= MemoryPool.smallest {
      total = total.addingClamped(type.clampedByteCount)
    }
    if total == 0 { return 0 }
    switch self {
    case is Reshape, is BitcastConvert, is Constant, is Convert, is Passing,
      is ShardingConstraint, is Select, is DynamicReshape:
      return 0
    // Their bodies see single elements or slices; the results are their own.
    case is Map, is Reduce, is ReduceWindow, is Scan, is Scatter, is SelectAndScatter, is Sort:
      return total
    default: return regions.isEmpty && callees.isEmpty ? total : 0
    }
  }

  /// The bytes that the reference's meaning needs while it runs, besides those of the results: for
  /// arithmetic and products, elements in the widest type of their family. No more than what is
  /// really needed.
  func workBytes(_ operands: [TensorType], _ results: [TensorType]) -> Int {
    guard results.contains(where: { $0.clampedByteCount >= MemoryPool.smallest }),
      self is Unary || self is Binary || self is Convolution || self is DotGeneral
    else { return 0 }
    return (operands + results).reduce(0) { $0.addingClamped($1.wideByteCount) }
  }
}

extension Int {
  /// The sum, or the largest integer if it is larger; for numbers of bytes.
  func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
