import COpenBLAS
import Touchstone
import Workers

/// The kernels of `openblas` with their loops shared out over a pool of threads.
///
/// Results have the same bits for any number of threads: what a loop is cut into depends on its size
/// alone. They are the bits of `openblas` as well, but for large products on processors where
/// OpenBLAS adds up a part of a product in another order than the whole. Small work stays on the
/// thread that asks for it; OpenBLAS itself uses one thread, and products are cut into parts that
/// several threads multiply.
public struct ThreadedBackend: KernelBackend, ParallelBackend {
  /// `threaded`.
  public let name = "threaded"
  /// The pool whose threads share the work; its `activity` shows that they did.
  public let pool: WorkerPool
  private let table: KernelTable
  /// Pieces on any of the threads.
  public let pieces: PieceLoop?

  /// The backend on `pool`, by default the one of this process.
  public init(pool: WorkerPool = .shared) { self.init(pool: pool, most: nil) }

  /// The same with pieces of at most `most` elements, so that loops of few elements are shared out
  /// as well: for tests, which would otherwise need large tensors.
  package init(pool: WorkerPool, most: Int?) {
    openblas_set_num_threads(1)
    self.pool = pool
    pieces = PieceLoop(size: most) { count, body in
      Work.shared(over: pool, most: most) { Work.forEach(count, body) }
    }
    table = KernelTable.all.map { kernel in
      { x, types, context in
        try Work.shared(over: pool, most: most) { try kernel(&x, types, context) }
      }
    }
  }

  /// The kernel for `operation`, if there is one of its own.
  public func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    table.kernel(for: operation, operands)
  }

  /// The same for two operands of one type.
  public func kernel(for operation: any Primitive, pairOf type: TensorType) -> Kernel? {
    table.kernel(for: operation, pairOf: type)
  }

  /// How many threads share a loop.
  public var threads: Int { pool.threads }
  /// How many loops were open to all threads of the pool so far.
  public var sharedLoops: Int { pool.activity.regions }
  /// The same backend with pieces of three elements.
  public var sharingAll: any ParallelBackend { ThreadedBackend(pool: pool, most: 3) }
}
