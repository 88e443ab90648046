import CZip
import Foundation
import Touchstone

/// The members of a `.keras` file.
package struct ModelArchive {
  package static let metadata = "metadata.json"
  package static let config = "config.json"
  package static let weightsName = "model.weights.h5"
  static let assets = "assets/"

  private let path: String
  private let members: [String: Data]

  /// Reads the archive at `path`.
  ///
  /// Keras stores members as they are. Compressed ones are read too as long as all of them unfold to
  /// no more than four times the file and 16 MB; more is a bomb.
  package init(_ path: String) throws {
    self.path = path
    let data = try MappedFile.data(path)
    members = try ModelArchive.read(data, path)
  }

  private func member(_ name: String) throws -> Data {
    guard let data = members[name] else {
      throw ModelFileError(
        path, name,
        "is not in the archive; a .keras file of Keras 3 holds \(ModelArchive.metadata), "
          + "\(ModelArchive.config) and \(ModelArchive.weightsName)")
    }
    return data
  }
  /// The bytes of the HDF5 file.
  package func weights() throws -> Data { try member(ModelArchive.weightsName) }
  /// The model's config.
  package func config() throws -> JSON {
    do { return try JSON(utf8: try member(ModelArchive.config)) } catch let error as JSONError {
      throw ModelFileError(path, ModelArchive.config, error.description)
    }
  }

  /// The files directly in `folder`, by their names.
  func files(in folder: String) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for (name, data) in members where name.hasPrefix(folder) {
      let file = name.dropFirst(folder.count)
      if !file.isEmpty, !file.contains("/") { files[String(file)] = [UInt8](data) }
    }
    return files
  }

  private static func read(_ data: Data, _ path: String) throws -> [String: Data] {
    // libzip reads this copy, so that a file that changes meanwhile does no harm.
    let size = data.count
    let budget = 4 * size + 16 << 20
    return try data.withUnsafeBytes { bytes in
      var error = zip_error_t()
      zip_error_init(&error)
      defer { zip_error_fini(&error) }
      guard let source = zip_source_buffer_create(bytes.baseAddress, zip_uint64_t(size), 0, &error)
      else {
        throw ModelFileError(path, "", "cannot be read: \(text(&error))")
      }
      guard let archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) else {
        zip_source_free(source)
        throw ModelFileError(path, "", "is no readable .keras archive: \(text(&error))")
      }
      defer { zip_discard(archive) }
      var members: [String: Data] = [:]
      var total = 0
      var names: Set<String> = []
      for index in 0..<zip_uint64_t(max(0, zip_get_num_entries(archive, 0))) {
        var stat = zip_stat_t()
        guard zip_stat_index(archive, index, 0, &stat) == 0, let raw = stat.name else {
          throw ModelFileError(path, "member \(index)", "its record cannot be read")
        }
        let name = String(cString: raw)
        try check(name, path)
        guard names.insert(name).inserted else {
          throw ModelFileError(path, name, "is in the archive twice")
        }
        guard [metadata, config, weightsName].contains(name) || name.hasPrefix(assets),
          !name.hasSuffix("/")
        else { continue }
        let declared = Int(clamping: stat.size)
        guard Int(clamping: stat.comp_size) <= size else {
          throw ModelFileError(path, name, "claims \(stat.comp_size) bytes, the file has \(size)")
        }
        guard declared <= budget - total else {
          throw ModelFileError(
            path, name, "unfolds to \(declared) bytes, too many for a file of \(size)")
        }
        members[name] = try contents(archive, index, declared, name, path)
        total += declared
      }
      return members
    }
  }

  /// Refuses names that lead out of the archive.
  private static func check(_ name: String, _ path: String) throws {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let body = name.hasSuffix("/") ? parts.dropLast() : parts[...]
    guard !name.contains("\\"), !body.isEmpty,
      body.allSatisfy({ !$0.isEmpty && $0 != ".." && $0 != "." })
    else { throw ModelFileError(path, name, "the name of this member leads out of the archive") }
  }

  private static func contents(
    _ archive: OpaquePointer, _ index: zip_uint64_t, _ size: Int, _ name: String, _ path: String
  ) throws -> Data {
    guard let entry = zip_fopen_index(archive, index, 0) else {
      throw ModelFileError(
        path, name, "cannot be read: \(String(cString: zip_strerror(archive)))")
    }
    defer { zip_fclose(entry) }
    var data = Data(count: size)
    var filled = 0
    while filled < size {
      let got = data.withUnsafeMutableBytes {
        zip_fread(entry, $0.baseAddress?.advanced(by: filled), zip_uint64_t(size - filled))
      }
      guard got > 0 else {
        throw ModelFileError(path, name, "is damaged after \(filled) of \(size) bytes")
      }
      filled += Int(got)
    }
    // The checksum is compared when the end is reached.
    var more: UInt8 = 0
    guard zip_fread(entry, &more, 1) == 0 else {
      throw ModelFileError(path, name, "is damaged: its checksum or its size differ")
    }
    return data
  }

  /// The bytes of an archive with these members, stored as they are.
  package static func bytes(_ members: [(name: String, data: Data)], _ path: String) throws -> Data
  {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let target = zip_source_buffer_create(nil, 0, 0, &error) else {
      throw ModelFileError(path, "", "cannot be written: \(text(&error))")
    }
    defer { zip_source_free(target) }
    // The archive gives up its own hold when it is closed; this one keeps the bytes for us.
    zip_source_keep(target)
    guard let archive = zip_open_from_source(target, ZIP_TRUNCATE | ZIP_CREATE, &error) else {
      zip_source_free(target)
      throw ModelFileError(path, "", "cannot be written: \(text(&error))")
    }
    var isClosed = false
    defer { if !isClosed { zip_discard(archive) } }
    func failure() -> ModelFileError {
      ModelFileError(path, "", "cannot be written: \(String(cString: zip_strerror(archive)))")
    }
    // The bytes must stay where they are until the archive is closed.
    let copies = members.map { member in
      let copy = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(member.data.count, 1), alignment: 1)
      member.data.withUnsafeBytes { copy.copyMemory(from: $0) }
      return copy
    }
    defer { copies.forEach { $0.deallocate() } }
    for (member, copy) in zip(members, copies) {
      guard
        let source = zip_source_buffer(
          archive, copy.baseAddress, zip_uint64_t(member.data.count), 0)
      else { throw failure() }
      let index = zip_file_add(archive, member.name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
      guard index >= 0 else {
        zip_source_free(source)
        throw failure()
      }
      guard zip_set_file_compression(archive, zip_uint64_t(index), ZIP_CM_STORE, 0) == 0 else {
        throw failure()
      }
    }
    guard zip_close(archive) == 0 else { throw failure() }
    isClosed = true
    return try stored(target, path)
  }

  private static func stored(_ source: OpaquePointer, _ path: String) throws -> Data {
    var stat = zip_stat_t()
    guard zip_source_stat(source, &stat) == 0, zip_source_open(source) == 0 else {
      throw ModelFileError(path, "", "cannot be written: the archive cannot be read back")
    }
    defer { zip_source_close(source) }
    var data = Data(count: Int(clamping: stat.size))
    var filled = 0
    while filled < data.count {
      let left = data.count - filled
      let got = data.withUnsafeMutableBytes {
        zip_source_read(source, $0.baseAddress?.advanced(by: filled), zip_uint64_t(left))
      }
      guard got > 0 else {
        throw ModelFileError(path, "", "cannot be written: the archive cannot be read back")
      }
      filled += Int(got)
    }
    return data
  }

  private static func text(_ error: inout zip_error_t) -> String {
    String(cString: zip_error_strerror(&error))
  }
}
