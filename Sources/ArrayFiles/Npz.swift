import CZip
import Foundation
import Touchstone

/// NumPy's archives: a zip file of `.npy` files, stored or deflated.
enum Npz {
  /// Deflate cannot expand a byte to more than this; a larger claim is a lie.
  private static let greatestExpansion = 1032

  static func read(_ path: String) throws -> [NamedTensor] {
    let fileSize = try FileBytes(path).count
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_RDONLY, &code) else {
      throw ArrayFileError(path, "", "not a readable zip archive: \(message(code))")
    }
    defer { zip_discard(archive) }
    var arrays: [NamedTensor] = []
    var names = Set<String>()
    let count = zip_get_num_entries(archive, 0)
    for index in 0..<max(0, count) {
      var stat = zip_stat_t()
      guard zip_stat_index(archive, zip_uint64_t(index), 0, &stat) == 0, let raw = stat.name else {
        throw ArrayFileError(path, "entry \(index)", "its directory record cannot be read")
      }
      let name = String(cString: raw)
      // A folder holds nothing itself.
      if name.hasSuffix("/"), stat.size == 0 { continue }
      guard name.hasSuffix(".npy") else {
        throw ArrayFileError(path, name, "expected entries whose names end in .npy")
      }
      guard names.insert(name).inserted else {
        throw ArrayFileError(path, name, "stands in the archive twice")
      }
      let data = try contents(archive, zip_uint64_t(index), stat, path, name, fileSize)
      let tensor = try Npy.parse(FileBytes(path: path, prefix: name, data: data))
      arrays.append((String(name.dropLast(4)), tensor))
    }
    return arrays
  }

  /// The entry's bytes, read piece by piece, so that memory grows only with what is really there.
  private static func contents(
    _ archive: OpaquePointer, _ index: zip_uint64_t, _ stat: zip_stat_t, _ path: String,
    _ name: String, _ fileSize: Int
  ) throws -> Data {
    let packed = Int(clamping: stat.comp_size)
    let size = Int(clamping: stat.size)
    guard packed <= fileSize else {
      throw ArrayFileError(
        path, name, "claims \(packed) bytes in a file that has \(fileSize)")
    }
    guard size <= packed.multipliedReportingOverflow(by: greatestExpansion).partialValue &+ 64
    else {
      throw ArrayFileError(path, name, "claims \(size) bytes, more than \(packed) can expand to")
    }
    guard let entry = zip_fopen_index(archive, index, 0) else {
      throw ArrayFileError(
        path, name, "cannot be opened: \(String(cString: zip_strerror(archive)))")
    }
    defer { zip_fclose(entry) }
    var data = Data()
    let piece = 1 << 20
    var chunk = [UInt8](repeating: 0, count: min(piece, max(size, 1)))
    while true {
      let got = chunk.withUnsafeMutableBytes {
        zip_fread(entry, $0.baseAddress, zip_uint64_t($0.count))
      }
      guard got >= 0 else {
        throw ArrayFileError(path, name, "is damaged after \(data.count) bytes")
      }
      if got == 0 { break }
      data.append(contentsOf: chunk[..<Int(got)])
      guard data.count <= size else {
        throw ArrayFileError(path, name, "holds more than the \(size) bytes it claims")
      }
    }
    guard data.count == size else {
      throw ArrayFileError(path, name, "ends after \(data.count) of \(size) bytes")
    }
    return data
  }

  static func write(_ arrays: [NamedTensor], _ path: String) throws {
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
      throw ArrayFileError(path, "", "cannot be written: \(message(code))")
    }
    // libzip reads the buffers when the archive is closed, and frees them itself.
    for (name, value) in arrays {
      let bytes = Npy.bytes(value)
      guard let copy = malloc(max(bytes.count, 1)) else {
        zip_discard(archive)
        throw ArrayFileError(path, name, "no memory for \(bytes.count) bytes")
      }
      bytes.withUnsafeBytes { source in
        if let base = source.baseAddress { copy.copyMemory(from: base, byteCount: source.count) }
      }
      let source = zip_source_buffer(archive, copy, zip_uint64_t(bytes.count), 1)
      let index = zip_file_add(archive, name + ".npy", source, zip_flags_t(ZIP_FL_ENC_UTF_8))
      guard index >= 0 else {
        let reason = String(cString: zip_strerror(archive))
        zip_source_free(source)
        zip_discard(archive)
        throw ArrayFileError(path, name, "cannot be added: \(reason)")
      }
      zip_set_file_compression(archive, zip_uint64_t(index), Int32(ZIP_CM_STORE), 0)
    }
    // An archive without entries is a file libzip would rather remove: write the empty one.
    if arrays.isEmpty {
      zip_discard(archive)
      let end = Data([0x50, 0x4b, 5, 6] + [UInt8](repeating: 0, count: 18))
      return try end.write(to: URL(fileURLWithPath: path), options: .atomic)
    }
    guard zip_close(archive) == 0 else {
      let reason = String(cString: zip_strerror(archive))
      zip_discard(archive)
      throw ArrayFileError(path, "", "cannot be written: \(reason)")
    }
  }

  private static func message(_ code: Int32) -> String {
    var error = zip_error_t()
    zip_error_init_with_code(&error, code)
    defer { zip_error_fini(&error) }
    return String(cString: zip_error_strerror(&error))
  }
}
