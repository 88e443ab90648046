import Foundation
import Synchronization

/// Memory for tensors, which keeps large blocks for the next tensor of the same size.
///
/// A fresh large block costs a page fault for every 4 kB touched, several times what the
/// arithmetic on it takes; programs ask for the same sizes again and again.
enum MemoryPool {
  /// Blocks smaller than this go straight to the allocator, which is quick with them.
  private static let smallest = 1 << 17
  /// Blocks kept beyond this many bytes in all are given back.
  private static let capacity = 1 << 29

  private struct State: @unchecked Sendable {
    // Sendable because the pointers in it belong to nobody.
    var blocks: [Int: [UnsafeMutableRawPointer]] = [:]
    var held = 0
  }
  private static let state = Mutex(State())

  static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
    // Up to 16 bytes' alignment is what malloc gives anyway, at a quarter of the price.
    if byteCount < 1024 { return .allocate(byteCount: max(byteCount, 1), alignment: 16) }
    if byteCount >= smallest {
      let kept = state.withLock { state -> UnsafeMutableRawPointer? in
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
        guard state.held + byteCount <= capacity else { return false }
        state.blocks[byteCount, default: []].append(block)
        state.held += byteCount
        return true
      }
      if isKept { return }
    }
    block.deallocate()
  }
}

extension TensorType {
  private static let memory = Int(clamping: ProcessInfo.processInfo.physicalMemory)

  /// Throws, in the name of `operation`, if a tensor of this type is larger than all memory.
  func requireMemory(_ operation: String) throws(TensorError) {
    guard let count = checkedCount, count <= Self.memory / max(dtype.byteWidth, 1) else {
      throw TensorError(
        operation, "", [self], "needs more memory than the \(Self.memory) bytes of this machine")
    }
  }
}
