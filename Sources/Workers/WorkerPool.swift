import CWorkers

/// A persistent pool of threads that share the chunks of one loop at a time, the caller among them.
///
/// Each chunk is done once, by whichever thread is free, and a loop returns when all chunks are
/// done. Loops inside a chunk, loops of one chunk, and those of a thread that finds the pool at work
/// for another run on their own thread, one chunk after the other; so no loop waits for another.
/// Results do not depend on the number of threads where borders of chunks depend on the size of the
/// work alone:
///
/// ```swift
/// WorkerPool.shared.forEach(count, by: 1 << 14) { range in
///   for i in range { y[i] = 2 * x[i] }
/// }
/// ```
public final class WorkerPool: Sendable {
  /// The pool of this process, of as many threads as `TOUCHSTONE_THREADS` says, else as there are
  /// processors for it.
  public static let shared = WorkerPool(threads: ThreadCount.fromEnvironment)

  /// The most threads a pool has.
  public static let mostThreads = Int(TS_MOST_THREADS)

  // The pointer is never changed, and all that it leads to is atomic or under a lock.
  private nonisolated(unsafe) let pool: OpaquePointer

  /// A pool of `threads` threads, the caller among them, between 1 and `mostThreads`.
  ///
  /// Threads are started by the first loop that has work for them.
  public init(threads: Int) {
    guard let pool = ts_pool_create(Int32(clamping: threads)) else {
      fatalError("WorkerPool: no memory for a pool of threads")
    }
    self.pool = pool
  }

  deinit { ts_pool_destroy(pool) }

  /// How many threads share the next loop, the caller among them; kept between 1 and `mostThreads`.
  ///
  /// A loop that is running stays as it is.
  public var threads: Int {
    get { Int(ts_pool_threads(pool)) }
    set { ts_pool_set_threads(pool, Int32(clamping: newValue)) }
  }

  /// Calls `body` once for each of `0..<chunks`, on several threads at once and in any order.
  ///
  /// What `body` writes in one chunk no other chunk may read or write.
  public func forEach(chunks: Int, _ body: (_ chunk: Int) -> Void) {
    if chunks <= 0 { return }
    withoutActuallyEscaping(body) { body in
      var work = Work(body: body)
      withUnsafeMutablePointer(to: &work) { work in
        run(
          chunks: chunks,
          { context, chunk in
            context?.assumingMemoryBound(to: Work.self).pointee.body(chunk)
          }, work)
      }
    }
  }

  /// Calls `body` for ranges of `size`, the last one maybe shorter, that make up `0..<count`, on
  /// several threads at once and in any order.
  public func forEach(_ count: Int, by size: Int, _ body: (Range<Int>) -> Void) {
    if count <= 0 { return }
    let size = max(size, 1)
    forEach(chunks: (count - 1) / size + 1) { chunk in
      let first = chunk * size
      body(first..<min(count, first + min(size, count - first)))
    }
  }

  /// The same for a C function, which is handed `context`; what compiled code calls.
  public func run(
    chunks: Int, _ body: @convention(c) (UnsafeMutableRawPointer?, Int) -> Void,
    _ context: UnsafeMutableRawPointer?
  ) {
    ts_pool_run(pool, chunks, body, context)
  }

  private struct Work {
    let body: (Int) -> Void
  }

  /// Whether the calling thread is inside a loop of a pool, where loops run on their own thread.
  public static var isInside: Bool { ts_pool_is_inside() }

  /// What the pool has done so far.
  public var activity: Activity {
    let counts = ts_pool_activity(pool)
    var chunks = (0..<Self.mostThreads).map { Int(ts_pool_chunks(pool, Int32($0))) }
    while let last = chunks.last, last == 0 { chunks.removeLast() }
    return Activity(
      regions: Int(counts.regions), sharedRegions: Int(counts.shared), alone: Int(counts.alone),
      chunksByThread: chunks)
  }

  /// What a pool has done: shows whether loops really ran in parallel.
  public struct Activity: Hashable, Sendable {
    /// Loops that were open to all threads.
    public var regions: Int
    /// Those of them in which a thread besides the caller did a chunk.
    public var sharedRegions: Int
    /// Loops that the caller did alone: of one chunk, inside another, or while the pool was at work.
    public var alone: Int
    /// How many chunks of the loops open to all were done: by callers, then by each thread.
    public var chunksByThread: [Int]

    /// What has been done since `earlier`.
    public func since(_ earlier: Activity) -> Activity {
      Activity(
        regions: regions - earlier.regions, sharedRegions: sharedRegions - earlier.sharedRegions,
        alone: alone - earlier.alone,
        chunksByThread: chunksByThread.enumerated().map { i, count in
          count - (i < earlier.chunksByThread.count ? earlier.chunksByThread[i] : 0)
        })
    }
  }

  /// Lets memory that is freed stay with the process, for all of it and for good.
  ///
  /// A fresh large block costs a page fault for every 4 kB touched, several times what the
  /// arithmetic on it takes. Does nothing where the C library is not GNU's.
  public static func keepFreedMemory() { ts_keep_freed_memory() }
}
