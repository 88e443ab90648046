import Foundation
import Synchronization

/// Batches that are made ahead on another thread: what a worker of Keras's `PyDataset` does.
///
/// The source's iterator is used by that thread alone.
public struct Prefetched: BatchSource {
  private let source: any BatchSource
  private let count: Int

  /// `source`, of whose batches up to `count` wait ready.
  public init(_ source: any BatchSource, count: Int = 2) {
    self.source = source
    self.count = max(1, count)
  }
  /// What the orders of the source's epochs to come follow from.
  public var order: Tensor? {
    get { source.order }
    nonmutating set { source.order = newValue }
  }
  /// How many batches an epoch has.
  public var batchCount: Int? { source.batchCount }

  /// The batches of one epoch.
  public func batches(epoch: Int) throws -> AnyIterator<Batch> {
    let queue = BatchQueue(limit: count)
    let feed = Handed(iterator: try source.batches(epoch: epoch))
    Thread.detachNewThread {
      while !queue.isAbandoned, let batch = feed.iterator.next() { queue.put(batch) }
      queue.close()
    }
    let lease = Lease(queue)
    return AnyIterator { lease.queue.take() }
  }

  /// Ends the thread when nobody asks for batches any more.
  private final class Lease {
    let queue: BatchQueue
    init(_ queue: BatchQueue) { self.queue = queue }
    deinit { queue.abandon() }
  }
}

/// An iterator that is given to one thread and used by no other.
private struct Handed: @unchecked Sendable {
  let iterator: AnyIterator<Batch>
}

/// A queue of batches between two threads, which waits when it is full or empty.
private final class BatchQueue: @unchecked Sendable {
  // All state is read and written under the condition's lock.
  private let condition = NSCondition()
  private var batches: [Batch] = []
  private var isClosed = false
  private var abandoned = false
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  private func locked<R>(_ body: () -> R) -> R {
    condition.lock()
    defer { condition.unlock() }
    return body()
  }
  var isAbandoned: Bool { locked { abandoned } }

  func put(_ batch: Batch) {
    locked {
      while batches.count >= limit, !abandoned { condition.wait() }
      batches.append(batch)
      condition.broadcast()
    }
  }
  func take() -> Batch? {
    locked {
      while batches.isEmpty, !isClosed { condition.wait() }
      defer { condition.broadcast() }
      return batches.isEmpty ? nil : batches.removeFirst()
    }
  }
  func close() {
    locked {
      isClosed = true
      condition.broadcast()
    }
  }
  func abandon() {
    locked {
      abandoned = true
      condition.broadcast()
    }
  }
}
