import Foundation
import LLVMBackend
import OpenBLASBackend
import Touchstone
import Workers
import XLABackend

/// Makes every backend that this machine has available by name.
public enum AllBackends {
  private static let registered: Void = {
    // Backends allocate large blocks again and again.
    WorkerPool.keepFreedMemory()
    Backends.register(OpenBLASBackend())
    Backends.register(ThreadedBackend())
    if let plugin = PluginFile.find() { Backends.register(XLABackend(plugin: plugin)) }
    if let llvm = try? LLVMBackend() { Backends.register(llvm) }
    Backends.prefer(["llvm", "threaded", "openblas"])
  }()

  /// Registers the backends and makes the fastest of them the default; doing it again changes
  /// nothing.
  ///
  /// The fastest is `llvm`, without LLVM's library `threaded`; `TOUCHSTONE_BACKEND` names another.
  ///
  /// If `TOUCHSTONE_BACKEND` names none of them, or `TOUCHSTONE_THREADS` is no number of threads, that
  /// is said once on standard error, unless `quietly`: a library cannot refuse to start, and must not
  /// compute elsewhere without a word. Memory that is freed stays with the process from then on.
  public static func register(quietly: Bool = false) {
    _ = registered
    if !quietly { _ = complained }
  }

  private static let environment = ProcessInfo.processInfo.environment
  private static var aboutBackend: String? {
    Backends.complaint(about: environment["TOUCHSTONE_BACKEND"])
  }
  private static var aboutThreads: String? {
    ThreadCount.complaint(about: environment["TOUCHSTONE_THREADS"])
  }

  /// What is wrong with the variables of the environment, once backends are registered.
  package static var complaints: [String] { [aboutBackend, aboutThreads].compactMap { $0 } }

  /// The names of all backends that this machine has: what a test runs on that is for every backend.
  package static var names: [String] {
    register(quietly: true)
    return Backends.available.map(\.name)
  }

  private static let complained: Void = {
    func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
    if let problem = aboutBackend { say("\(problem); the reference is used") }
    if let problem = aboutThreads { say("\(problem); \(WorkerPool.shared.threads) are used") }
  }()
}
