import Foundation

/// Compiled modules on disk, so that a program starts without compiling again.
///
/// An entry holds everything its code depends on: this store's format, LLVM's version, the processor
/// with its features, and the module's text. One that differs in any of it, or is damaged, is as good
/// as none. Files are written beside and renamed, so that none is ever seen half written.
struct ObjectStore: Sendable {
  private let folder: URL
  /// Entries of other formats are not read.
  private static let format = "touchstone-llvm-1"
  /// The folder is emptied when it grows beyond this many entries.
  private static let mostEntries = 2000

  init(folder: URL) { self.folder = folder }

  /// The store in the user's cache; `nil` where there is no such folder, or `TOUCHSTONE_CACHE` is `0`.
  static let standard: ObjectStore? = {
    let environment = ProcessInfo.processInfo.environment
    if environment["TOUCHSTONE_CACHE"] == "0" { return nil }
    let base: URL
    if let path = environment["XDG_CACHE_HOME"], path.hasPrefix("/") {
      base = URL(fileURLWithPath: path)
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      base = URL(fileURLWithPath: home).appendingPathComponent(".cache")
    } else {
      return nil
    }
    return ObjectStore(folder: base.appendingPathComponent("touchstone/llvm"))
  }()

  /// The stored object of `module`, if there is one.
  func object(for module: Module) -> Data? {
    guard let data = try? Data(contentsOf: file(for: module)) else { return nil }
    let head = Self.head(of: module)
    guard data.count > head.count + 8, data.prefix(head.count) == head else { return nil }
    let sum = data[head.count..<head.count + 8]
    let object = Data(data[(head.count + 8)...])
    guard Data(Self.checksum(object)) == sum else { return nil }
    return object
  }

  /// Stores the object of `module`; a full or read-only disk is no error.
  func store(_ object: Data, for module: Module) {
    let manager = FileManager.default
    let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
    try? manager.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: attributes)
    if let names = try? manager.contentsOfDirectory(atPath: folder.path),
      names.count >= Self.mostEntries
    {
      for name in names { try? manager.removeItem(at: folder.appendingPathComponent(name)) }
    }
    let data = Self.head(of: module) + Data(Self.checksum(object)) + object
    try? data.write(to: file(for: module), options: .atomic)
  }

  /// Where the entry of `module` lies.
  func file(for module: Module) -> URL {
    let sum = Self.checksum(Self.head(of: module)).map { String($0, radix: 16) }.joined()
    return folder.appendingPathComponent("\(module.prefix)\(sum).o")
  }

  private static func head(of module: Module) -> Data {
    Data("\(format)\n\(LLVM.identity)\n\(module.count) \(module.text.utf8.count)\n".utf8)
      + Data(module.text.utf8)
  }

  /// Eight bytes that change with the data (FNV-1a).
  private static func checksum(_ data: Data) -> [UInt8] {
    var hash = UInt64(0xcbf2_9ce4_8422_2325)
    data.withUnsafeBytes { bytes in
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0))) }
  }
}
