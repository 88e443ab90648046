import Foundation
import Synchronization

/// The result of `body`, run on a thread with a stack of 1 GiB of address space.
///
/// Texts and programs may be nested thousands of levels deep; memory is taken only as it is used.
public func withBigStack<R: Sendable>(_ body: @escaping @Sendable () throws -> R) throws -> R {
  let outcome = Mutex<Result<R, any Error>?>(nil)
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    let result = Result { try body() }
    outcome.withLock { $0 = result }
    done.signal()
  }
  thread.stackSize = 1 << 30
  thread.start()
  done.wait()
  guard let result = outcome.withLock({ $0 }) else {
    preconditionFailure("the thread signalled before it had a result")
  }
  return try result.get()
}

/// The results of `body` for 0..<count, in order, computed by so many threads with large stacks.
///
/// `progress` is told how many are done, on the thread that did the last one.
public func parallelMap<R: Sendable>(
  _ count: Int, workers: Int, progress: @escaping @Sendable (_ done: Int) -> Void = { _ in },
  _ body: @escaping @Sendable (Int) -> R
) -> [R] {
  let state = Mutex((next: 0, done: 0))
  let table = Mutex([R?](repeating: nil, count: count))
  let finished = DispatchSemaphore(value: 0)
  let threads = max(1, min(workers, count))
  for _ in 0..<threads {
    let thread = Thread {
      while true {
        let i = state.withLock { state in
          defer { state.next += 1 }
          return state.next
        }
        if i >= count { break }
        let result = body(i)
        table.withLock { $0[i] = result }
        progress(
          state.withLock { state in
            state.done += 1
            return state.done
          })
      }
      finished.signal()
    }
    thread.stackSize = 1 << 29
    thread.start()
  }
  for _ in 0..<threads { finished.wait() }
  return table.withLock { $0.compactMap { $0 } }
}
