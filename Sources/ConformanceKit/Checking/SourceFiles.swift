import Foundation
import Touchstone

/// One program of a file that checks itself; `// -----` lines separate several.
public struct SourcePart: Sendable {
  /// The file, as it was named.
  public let file: String
  /// Its number in the file, from 1; `nil` if the file has one part only.
  public let number: Int?
  /// Its text.
  public let text: String
  /// The line of the file on which it starts.
  public let firstLine: Int

  /// `file.mlir` or `file.mlir#2`.
  public var name: String { number.map { "\(file)#\($0)" } ?? file }
}

/// Finding and cutting up files of StableHLO text.
public enum SourceFiles {
  /// The largest file that is read.
  static let greatestByteCount = 1 << 30

  /// The `.mlir` files at `paths`, folders searched recursively, in alphabetical order in each.
  public static func find(_ paths: [String]) throws -> [String] {
    var files: [String] = []
    for path in paths {
      if path == standardInput {
        files.append(path)
        continue
      }
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw CaseError("there is no such file or folder", place: path)
      }
      if !isFolder.boolValue {
        files.append(path)
        continue
      }
      let prefix = path.hasSuffix("/") ? path : path + "/"
      var found: [String] = []
      for case let name as String in FileManager.default.enumerator(atPath: path) ?? .init()
      where name.hasSuffix(".mlir") {
        found.append(prefix + name)
      }
      files += found.sorted()
    }
    return files
  }

  /// The one program of the file at `path`.
  public static func program(_ path: String) throws -> Program {
    let name = name(path)
    let parts = parts(of: try read(path), file: name)
    guard let part = parts.first, parts.count == 1 else {
      throw CaseError(
        "expected one program, got \(parts.count) separated by lines '// -----'; "
          + "touchstone check runs such files", place: name)
    }
    return try Program(text: part.text, file: name, firstLine: part.firstLine)
  }

  /// The path that stands for standard input.
  public static let standardInput = "-"

  /// What messages call the file at `path`.
  public static func name(_ path: String) -> String {
    path == standardInput ? "standard input" : path
  }

  /// What came by standard input, which can be read only once.
  private static let input = Result { try FileHandle.standardInput.readToEnd() ?? Data() }

  /// The text of the file at `path`; of standard input, if it is `-`.
  public static func read(_ path: String) throws -> String {
    let data = try path == standardInput ? readInput() : readFile(path)
    guard let text = String(data: data, encoding: .utf8) else {
      throw CaseError("is not text in UTF-8", place: name(path))
    }
    return text
  }

  private static func readInput() throws -> Data {
    do { return try input.get() } catch {
      throw CaseError("cannot be read", place: name(standardInput))
    }
  }

  private static func readFile(_ path: String) throws -> Data {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    if attributes?[.type] as? FileAttributeType == .typeDirectory {
      throw CaseError("is a directory; expected a file of StableHLO text", place: path)
    }
    if let size = attributes?[.size] as? Int, size > greatestByteCount {
      throw CaseError("has \(size) bytes; at most \(greatestByteCount) are read", place: path)
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CaseError(
        attributes == nil ? "there is no such file" : "cannot be read", place: path)
    }
    return data
  }

  /// The programs of `text`; a part of nothing but comments and blank lines is left out.
  public static func parts(of text: String, file: String) -> [SourcePart] {
    let parts = Program.split(text: text)
    return parts.enumerated().map { i, part in
      SourcePart(
        file: file, number: parts.count > 1 ? i + 1 : nil, text: part.text,
        firstLine: part.firstLine)
    }
  }
}
