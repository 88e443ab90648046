import CWorkers

/// Where the loops of kernels run: on the thread that comes to them, or shared out over a pool.
///
/// A kernel is written once and asks here; the backend that calls it has said so before.
package enum Work {
  /// Runs `body`, whose loops `pool` shares out, in pieces of no more than `most` elements.
  package static func shared<R>(
    over pool: WorkerPool, most: Int? = nil, _ body: () throws -> R
  ) rethrows -> R {
    let here = ts_work_here()
    let before = here?.pointee
    here?.pointee.pool = pool.pool
    here?.pointee.most = most ?? 0
    defer { if let before { here?.pointee = before } }
    return try withExtendedLifetime(pool) { try body() }
  }

  /// Whether the loops of this thread belong to a pool, of several threads or of one: what is cut
  /// where results depend on it must be cut for both.
  package static var hasPool: Bool { ts_work_here().pointee.pool != nil }

  /// Whether a pool shares out the loops of this thread.
  package static var isShared: Bool { ts_sharing_pool() != nil }

  /// The elements of a piece where `size` of them are worth a thread's attention.
  package static func piece(_ size: Int) -> Int {
    let most = ts_work_here().pointee.most
    return most > 0 ? min(size, most) : size
  }

  /// Calls `body` for ranges that make up `0..<count`: a pool's threads get pieces of `size`, a
  /// single thread all at once. What is done for an element must not depend on its piece.
  package static func forEach(_ count: Int, by size: Int, _ body: (Range<Int>) -> Void) {
    if count <= 0 { return }
    guard let pool = ts_sharing_pool() else { return body(0..<count) }
    let size = piece(max(size, 1))
    if count <= size { return body(0..<count) }
    WorkerPool.forEach(pool, count, by: size, body)
  }

  /// As `forEach`, where an element takes `cost` times what one of a plain loop takes.
  package static func forEach(_ count: Int, cost: Int, _ body: (Range<Int>) -> Void) {
    forEach(count, by: max(1, plainPiece / max(cost, 1)), body)
  }

  /// Calls `body` for each of `0..<count`, each one a piece of work by itself.
  package static func forEach(_ count: Int, _ body: (Int) -> Void) {
    guard count > 1, let pool = ts_sharing_pool() else {
      for i in 0..<max(count, 0) { body(i) }
      return
    }
    WorkerPool.forEach(pool, chunks: count, body)
  }

  /// Elements of a plain loop that are worth a thread's attention.
  package static let plainPiece = 1 << 14
}

extension Work {
  /// Offers `memory` to the next result of so many bytes that this thread makes.
  package static func offer(_ memory: UnsafeMutableRawBufferPointer) {
    let here = ts_work_here()
    here?.pointee.destination = memory.baseAddress
    here?.pointee.bytes = memory.count
  }

  /// Takes back what was offered and not taken.
  package static func withdrawOffer() { ts_work_here().pointee.destination = nil }

  /// The memory offered for a result of `byteCount` bytes, which is then taken.
  package static func takeOffer(_ byteCount: @autoclosure () -> Int) -> UnsafeMutableRawPointer? {
    let here = ts_work_here()
    guard let memory = here?.pointee.destination, here?.pointee.bytes == byteCount() else {
      return nil
    }
    here?.pointee.destination = nil
    return memory
  }
}
