import Foundation
import LLVMBackend
import OpenBLASBackend
import Touchstone

/// Makes every backend that this machine has available by name.
public enum AllBackends {
  private static let registered: Void = {
    Backends.register(OpenBLASBackend())
    if let llvm = try? LLVMBackend() { Backends.register(llvm) }
  }()

  /// Registers the backends; doing it again changes nothing.
  ///
  /// If `TOUCHSTONE_BACKEND` names none of them, that is said once on standard error, unless `quietly`:
  /// a library cannot refuse to start, and must not compute elsewhere without a word.
  public static func register(quietly: Bool = false) {
    _ = registered
    if !quietly { _ = complained }
  }

  private static let complained: Void = {
    let wanted = ProcessInfo.processInfo.environment["TOUCHSTONE_BACKEND"]
    guard let problem = Backends.complaint(about: wanted) else { return }
    FileHandle.standardError.write(Data("\(problem); the reference is used\n".utf8))
  }()
}
