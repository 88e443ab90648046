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
