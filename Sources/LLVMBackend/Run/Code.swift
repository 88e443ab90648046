import CLLVM
import Foundation
import Synchronization
import Touchstone

/// Machine code that was made from a module of kernels; unloaded when nobody holds it any more.
final class Code: Sendable {
  private let handle: Handle
  /// The addresses of the kernels, in order.
  let kernels: [UInt64]

  /// A pointer that is only given to functions that threads may call side by side.
  private struct Handle: @unchecked Sendable { let pointer: OpaquePointer }

  private init(_ pointer: OpaquePointer, _ kernels: [UInt64]) {
    handle = Handle(pointer: pointer)
    self.kernels = kernels
  }

  deinit { ts_llvm_unload(handle.pointer) }

  /// Links `object`, which holds `count` kernels of `module`.
  convenience init(object: Data, module: Module) throws(TensorError) {
    var message: UnsafeMutablePointer<CChar>?
    let pointer = object.withUnsafeBytes { ts_llvm_load($0.baseAddress, $0.count, &message) }
    guard let pointer else { throw LLVM.error("cannot link its code", taking: message) }
    var kernels: [UInt64] = []
    for i in 0..<module.count {
      let address = ts_llvm_symbol(pointer, module.symbol(i))
      guard address != 0 else {
        ts_llvm_unload(pointer)
        throw LLVM.error("the code lacks a kernel", taking: nil)
      }
      kernels.append(address)
    }
    self.init(pointer, kernels)
  }
}

/// LLVM's library, if this machine has it.
enum LLVM {
  private static let path = ProcessInfo.processInfo.environment["TOUCHSTONE_LLVM"]

  /// Whether its file is there: opening it takes tens of milliseconds, which a process that compiles
  /// nothing need not wait for.
  static let isInPlace = ts_llvm_is_in_place(path) != 0

  /// Why it is not there; `nil` if it is.
  static let absence: String? = {
    ts_llvm_open(path).map { String(cString: $0) }
  }()

  /// What code depends on besides its text: version, processor, features.
  static let identity: String = {
    guard absence == nil else { return "" }
    return [ts_llvm_version(), ts_llvm_cpu(), ts_llvm_features()]
      .map { $0.map { String(cString: $0) } ?? "" }.joined(separator: " ")
  }()

  /// Explicit vectors need little: shared subexpressions, simple identities, what loops repeat.
  static let passes = "function(early-cse,instcombine<no-verify-fixpoint>)"

  enum Form { case object, assembly, text }

  /// The module compiled.
  static func compile(_ module: Module, to form: Form = .object) throws(TensorError) -> Data {
    var bytes = ts_llvm_bytes()
    let ir = module.text
    let code =
      switch form {
      case .object: TS_LLVM_OBJECT
      case .assembly: TS_LLVM_ASSEMBLY
      case .text: TS_LLVM_IR
      }
    let message = ts_llvm_compile(ir, ir.utf8.count, passes, code, &bytes)
    if let message { throw error("cannot compile its kernels", taking: message) }
    defer { ts_llvm_bytes_free(bytes) }
    return Data(bytes: bytes.data, count: bytes.size)
  }

  static func error(
    _ what: String, taking message: UnsafeMutablePointer<CChar>?
  ) -> TensorError {
    defer { free(message) }
    let reason = message.map { String(cString: $0) } ?? ""
    return TensorError("program", "", [], "the backend llvm \(what): \(reason)")
  }
}

/// The kernels of a program as one text.
struct Module: Hashable {
  let text: String
  let count: Int
  /// Sets the kernels' names apart from those of other modules in this process.
  let prefix: String

  init(_ kernels: [KernelText]) {
    count = kernels.count
    var declarations: Set<String> = []
    var helpers: [String: String] = [:]
    var hash = UInt64(0xcbf2_9ce4_8422_2325)
    for kernel in kernels {
      declarations.formUnion(kernel.declarations)
      helpers.merge(kernel.helpers) { first, _ in first }
      for byte in kernel.function.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    let prefix = "ts_" + String(hash, radix: 16) + "_\(kernels.count)_"
    self.prefix = prefix
    var parts = declarations.sorted()
    parts += helpers.sorted { $0.key < $1.key }.map(\.value)
    for (i, kernel) in kernels.enumerated() {
      parts.append(
        kernel.function.replacingOccurrences(of: KernelText.name + "(", with: "@\(prefix)\(i)("))
    }
    let features = ts_llvm_features().map { String(cString: $0) } ?? ""
    let cpu = ts_llvm_cpu().map { String(cString: $0) } ?? ""
    parts.append(
      "attributes #0 = { nounwind \"target-cpu\"=\"\(cpu)\" \"target-features\"=\"\(features)\" "
        + "\"prefer-vector-width\"=\"512\" \"min-legal-vector-width\"=\"512\" }")
    parts.append("attributes #1 = { nounwind memory(none) willreturn }")
    text = parts.joined(separator: "\n") + "\n"
  }

  func symbol(_ i: Int) -> String { "\(prefix)\(i)" }
}

/// What was compiled in this process.
enum CodeCache {
  private struct Entry { weak var code: Code? }
  private struct State {
    var entries: [Module: Entry] = [:]
    /// The latest, which are kept although nobody may hold them.
    var recent: [Code] = []
  }
  private static let state = Mutex(State())
  private static let recentCount = 64

  /// The code of `module`: that of memory, that of disk, or new.
  static func code(for module: Module) throws -> Code {
    if let code = state.withLock({ $0.entries[module]?.code }) { return code }
    let object: Data
    if let stored = ObjectStore.standard?.object(for: module) {
      object = stored
    } else {
      object = try LLVM.compile(module)
      ObjectStore.standard?.store(object, for: module)
    }
    // Code of the same module that is just being unloaded still has the names.
    for attempt in 0... {
      do {
        return try state.withLock { state in
          // Another thread may have been quicker.
          if let known = state.entries[module]?.code { return known }
          let code = try Code(object: object, module: module)
          state.entries = state.entries.filter { $0.value.code != nil }
          state.entries[module] = Entry(code: code)
          state.recent.append(code)
          return code
        }
      } catch {
        if attempt == 100 { throw error }
        usleep(1000)
      }
    }
    preconditionFailure("the loop returns or throws")
  }

  /// Lets go of the oldest code that is kept; outside the lock, since that may unload it.
  static func trim() {
    let old = state.withLock { state -> [Code] in
      let surplus = max(0, state.recent.count - recentCount)
      let old = Array(state.recent.prefix(surplus))
      state.recent.removeFirst(surplus)
      return old
    }
    withExtendedLifetime(old) {}
  }
}
