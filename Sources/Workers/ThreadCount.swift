import CWorkers
import Foundation

/// How many threads the pool of this process has.
public enum ThreadCount {
  /// What `TOUCHSTONE_THREADS` says, if that is a number of threads, else `processors`.
  static var fromEnvironment: Int {
    let wanted = ProcessInfo.processInfo.environment["TOUCHSTONE_THREADS"]
    return wanted.flatMap(parsed) ?? processors
  }

  /// How many processors this process may use.
  public static var processors: Int { Int(ts_processors()) }

  private static func parsed(_ text: String) -> Int? {
    guard let count = Int(text), 1...WorkerPool.mostThreads ~= count else { return nil }
    return count
  }

  /// What is wrong with `wanted` as the value of `TOUCHSTONE_THREADS`; `nil` if it is a number of
  /// threads, or is not set.
  package static func complaint(about wanted: String?) -> String? {
    guard let wanted, parsed(wanted) == nil else { return nil }
    return "TOUCHSTONE_THREADS is '\(wanted)', and must be a number from 1 to "
      + "\(WorkerPool.mostThreads)"
  }
}
