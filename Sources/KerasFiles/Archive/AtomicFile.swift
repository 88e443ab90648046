import Foundation
import Synchronization

/// Files that are whole at every moment.
enum AtomicFile {
  private static let count = Mutex(0)

  /// Puts `data` in the place of the file at `path`.
  ///
  /// It is written beside, brought to the disk, and only then given the name, so that whenever the
  /// process ends, the old file or the new one is there, whole.
  static func write(_ data: Data, to path: String) throws {
    // Through a link, so that the link stays one.
    let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let folder = url.deletingLastPathComponent()
    removeLeftovers(of: url.lastPathComponent, in: folder)
    let number = count.withLock { count in
      count += 1
      return count
    }
    let part = folder.appending(path: ".\(url.lastPathComponent).\(getpid())-\(number).part").path
    func failure(_ what: String) -> ModelFileError {
      ModelFileError(path, "", "\(what): \(String(cString: strerror(errno)))")
    }
    let file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure("cannot be written") }
    do {
      defer { close(file) }
      var written = 0
      while written < data.count {
        let got = data.withUnsafeBytes {
          Foundation.write(file, $0.baseAddress?.advanced(by: written), data.count - written)
        }
        if got < 0 && errno == EINTR { continue }
        guard got > 0 else { throw failure("cannot be written") }
        written += got
      }
      guard fsync(file) == 0 else { throw failure("cannot be brought to the disk") }
    } catch {
      unlink(part)
      throw error
    }
    guard rename(part, url.path) == 0 else {
      let error = failure("cannot be replaced")
      unlink(part)
      throw error
    }
    // The name itself is on the disk only after this.
    let directory = open(folder.path, O_RDONLY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  /// Removes what processes that are gone left half-written.
  private static func removeLeftovers(of name: String, in folder: URL) {
    let prefix = ".\(name)."
    for file in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    where file.hasPrefix(prefix) && file.hasSuffix(".part") {
      let owner = file.dropFirst(prefix.count).prefix { $0 != "-" }
      guard let process = Int32(owner), process > 0, kill(process, 0) != 0, errno == ESRCH else {
        continue
      }
      unlink(folder.appending(path: file).path)
    }
  }
}

/// Files to be read.
enum MappedFile {
  /// The bytes of the regular file at `path`.
  static func data(_ path: String) throws -> Data {
    var info = stat()
    guard stat(path, &info) == 0 else {
      throw ModelFileError(path, "", "cannot be read: \(String(cString: strerror(errno)))")
    }
    guard info.st_mode & S_IFMT == S_IFREG else {
      throw ModelFileError(path, "", "expected a regular file")
    }
    do { return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) } catch {
      throw ModelFileError(path, "", "cannot be read: \(error.localizedDescription)")
    }
  }
}
