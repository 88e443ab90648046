import Foundation
import Synchronization

/// A file of events that TensorBoard reads: records that are appended and never changed.
final class EventFile {
  private static let count = Mutex(0)
  private let handle: FileHandle
  private let path: String

  /// A new file in `folder`, which is made if it lacks.
  init(_ folder: URL) throws {
    let number = Self.count.withLock { count in
      defer { count += 1 }
      return count
    }
    let manager = FileManager.default
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    let host = ProcessInfo.processInfo.hostName.filter { $0 != "/" }
    let name =
      "events.out.tfevents.\(Int(Date().timeIntervalSince1970)).\(host).\(getpid()).\(number).v2"
    path = folder.appending(path: name).path
    guard manager.createFile(atPath: path, contents: nil) else {
      throw ModelFileError(path, "", "cannot be written")
    }
    handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try append { $0.text(3, "brain.Event:2") }
  }

  /// Appends an event whose content `body` writes.
  private func append(_ body: (inout ProtocolBuffer) -> Void) throws {
    var event = ProtocolBuffer()
    event.double(1, Date().timeIntervalSince1970)
    body(&event)
    do { try handle.write(contentsOf: Self.record(event.data)) } catch {
      throw ModelFileError(path, "", "cannot be written: \(error.localizedDescription)")
    }
  }

  /// Appends a summary at `step`.
  func write(_ summary: EventSummary, step: Int) throws {
    try append { event in
      event.integer(2, step)
      event.message(5) { $0.message(1) { summary.write(to: &$0) } }
    }
  }

  func close() throws { try handle.close() }

  /// A record: the length, its checksum, the bytes, their checksum.
  static func record(_ data: Data) -> Data {
    func bytes(_ value: some FixedWidthInteger) -> Data {
      withUnsafeBytes(of: value.littleEndian) { Data($0) }
    }
    let length = bytes(UInt64(data.count))
    return length + bytes(CRC32C.masked(length)) + data + bytes(CRC32C.masked(data))
  }
}
