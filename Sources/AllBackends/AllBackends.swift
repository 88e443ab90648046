import Foundation
import OpenBLASBackend
import Touchstone
import Workers

/// Makes every backend that this machine has available by name.
public enum AllBackends {
  private static let registered: Void = {
    // Backends allocate large blocks again and again.
    WorkerPool.keepFreedMemory()
    Backends.register(OpenBLASBackend())
  }()

  /// Registers the backends; doing it again changes nothing.
  ///
  /// If `TOUCHSTONE_BACKEND` names none of them, or `TOUCHSTONE_THREADS` is no number of threads, that
  /// is said once on standard error, unless `quietly`: a library cannot refuse to start, and must not
  /// compute elsewhere without a word. Memory that is freed stays with the process from then on.
  public static func register(quietly: Bool = false) {
    _ = registered
    if !quietly { _ = complained }
  }

  private static let complained: Void = {
    let environment = ProcessInfo.processInfo.environment
    if let problem = Backends.complaint(about: environment["TOUCHSTONE_BACKEND"]) {
      FileHandle.standardError.write(Data("\(problem); the reference is used\n".utf8))
    }
    if let problem = ThreadCount.complaint(about: environment["TOUCHSTONE_THREADS"]) {
      let count = WorkerPool.shared.threads
      FileHandle.standardError.write(Data("\(problem); \(count) are used\n".utf8))
    }
  }()
}
