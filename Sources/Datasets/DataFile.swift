import CZlib
import Foundation

/// The bytes of files of data.
enum DataFile {
  /// The bytes of the file at `path`; unpacked if it is gzipped.
  static func bytes(_ path: String) throws -> Data {
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) } catch {
      var isFolder: ObjCBool = false
      let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      throw DataFileError(
        path, "",
        isThere
          ? isFolder.boolValue ? "expected a file, and it is a folder" : "cannot be read"
          : "there is no such file")
    }
    return data.starts(with: [0x1F, 0x8B]) ? try unzipped(data, path) : data
  }

  /// How many bytes a gzipped file may unpack to: a small file must not fill the memory.
  static let limit = 1 << 32

  private static func unzipped(_ data: Data, _ path: String) throws -> Data {
    var stream = z_stream()
    // 16 asks for gzip's header in place of zlib's.
    guard
      inflateInit2_(
        &stream, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw DataFileError(path, "", "zlib could not be started") }
    defer { inflateEnd(&stream) }
    var result = Data()
    var source = [UInt8](data)
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var position = 0
    while true {
      let (status, taken, given) = source.withUnsafeMutableBufferPointer { input in
        buffer.withUnsafeMutableBufferPointer { output -> (Int32, Int, Int) in
          let count = min(input.count - position, 1 << 30)
          stream.next_in = input.baseAddress?.advanced(by: position)
          stream.avail_in = UInt32(count)
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          let status = inflate(&stream, Z_NO_FLUSH)
          return (status, count - Int(stream.avail_in), output.count - Int(stream.avail_out))
        }
      }
      position += taken
      result.append(contentsOf: buffer[..<given])
      guard result.count <= limit else {
        throw DataFileError(path, "", "it unpacks to more than \(limit) bytes")
      }
      if status == Z_STREAM_END {
        if position >= source.count { return result }
        // A file may hold several members, one after the other.
        guard inflateReset(&stream) == Z_OK else {
          throw DataFileError(path, "byte \(position)", "zlib could not go on")
        }
      } else if status != Z_OK {
        let isShort = position >= source.count || status == Z_BUF_ERROR
        throw DataFileError(
          path, "byte \(position)",
          isShort
            ? "the compressed data end too early" : "expected gzip's compressed data, got others"
        )
      }
    }
  }

  /// The file as UTF-8 text.
  static func text(_ path: String) throws -> String {
    let data = try bytes(path)
    if let text = String(validating: data, as: UTF8.self) { return text }
    // Says where: the longest part from the start that is text ends before the mistake.
    let (line, byte) = firstInvalid(data)
    throw DataFileError(path, "line \(line)", "byte \(byte) of the file is no UTF-8 text")
  }

  private static func firstInvalid(_ data: Data) -> (line: Int, byte: Int) {
    var (line, position) = (1, 0)
    for part in data.split(separator: 10, omittingEmptySubsequences: false) {
      if String(validating: part, as: UTF8.self) == nil {
        var iterator = part.makeIterator()
        var decoder = UTF8()
        while true {
          switch decoder.decode(&iterator) {
          case .scalarValue(let scalar): position += UTF8.width(scalar)
          case .emptyInput, .error: return (line, position)
          }
        }
      }
      position += part.count + 1
      line += 1
    }
    return (line, position)
  }
}
