import Foundation
import Touchstone

/// A table read from comma-separated values (RFC 4180); gzipped or not.
///
/// Fields may stand in double quotes, in which commas and line breaks are text and `""` is one quote.
/// Empty lines are left out.
public struct CSV: Sendable {
  /// The names of the columns: the file's first line, or `0`, `1`, ….
  public let columns: [String]
  /// The fields, row by row.
  public let rows: [[String]]
  private let lines: [Int]
  private let path: String

  /// The table in the file at `path`. Throws where a row has another number of fields than the first.
  public init(_ path: String, header: Bool = true, separator: Character = ",") throws {
    try self.init(
      text: try DataFile.text(path), path: path, header: header, separator: separator)
  }

  init(text: String, path: String, header: Bool, separator: Character) throws {
    var parser = Parser(text, separator, path)
    var records = try parser.records()
    guard let first = records.first else {
      throw DataFileError(path, "", "expected at least one row, and the file is empty")
    }
    for record in records where record.fields.count != first.fields.count {
      throw DataFileError(
        path, "line \(record.line)",
        "expected \(first.fields.count) fields as in line \(first.line), got \(record.fields.count)"
      )
    }
    if header { records.removeFirst() }
    columns = header ? first.fields : first.fields.indices.map { "\($0)" }
    rows = records.map(\.fields)
    lines = records.map(\.line)
    self.path = path
  }

  /// The numbers in the columns of these names, all by default. Shape: `[rows, columns]`, dtype `f32`.
  public func numbers(_ names: [String]? = nil) throws -> Tensor {
    let indices = try (names ?? columns).map(index)
    var values: [Float] = []
    values.reserveCapacity(rows.count * indices.count)
    for (row, line) in zip(rows, lines) {
      for i in indices {
        let field = row[i].trimmingCharacters(in: .whitespacesAndNewlines)
        guard let value = Float(field) else {
          throw DataFileError(
            path, "line \(line)", "column '\(columns[i])' must hold a number, got '\(field)'")
        }
        values.append(value)
      }
    }
    return Tensor(values, shape: [rows.count, indices.count])
  }

  /// The fields of a column.
  public func strings(_ name: String) throws -> [String] {
    let i = try index(name)
    return rows.map { $0[i] }
  }

  private func index(_ name: String) throws -> Int {
    guard let index = columns.firstIndex(of: name) else {
      throw DataFileError(
        path, "", "there is no column '\(name)'; there are \(columns.joined(separator: ", "))")
    }
    return index
  }
}

/// Splits text into records of fields.
private struct Parser {
  private var rest: Substring
  private let separator: Character
  private let path: String
  private var line = 1

  init(_ text: String, _ separator: Character, _ path: String) {
    // Files from elsewhere may begin with a byte order mark.
    rest = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
    (self.separator, self.path) = (separator, path)
  }

  mutating func records() throws -> [(line: Int, fields: [String])] {
    var result: [(line: Int, fields: [String])] = []
    while !rest.isEmpty {
      let start = line
      let fields = try record()
      if fields != [""] { result.append((start, fields)) }
    }
    return result
  }

  private mutating func record() throws -> [String] {
    var fields: [String] = []
    while true {
      fields.append(rest.first == "\"" ? try quoted() : plain())
      guard let next = rest.popFirst() else { return fields }
      if next == separator { continue }
      // What ends a field is the separator or a line break; Swift sees "\r\n" as one character.
      line += 1
      return fields
    }
  }

  private mutating func plain() -> String {
    let end = rest.firstIndex { $0 == separator || $0.isNewline } ?? rest.endIndex
    defer { rest = rest[end...] }
    return String(rest[..<end])
  }

  private mutating func quoted() throws -> String {
    let start = line
    rest.removeFirst()
    var field = ""
    while let next = rest.popFirst() {
      if next == "\"" {
        if rest.first == "\"" {
          rest.removeFirst()
        } else if let after = rest.first, after != separator, !after.isNewline {
          throw DataFileError(
            path, "line \(line)",
            "after a closing quote expected '\(separator)' or the end of the line, got '\(after)'")
        } else {
          return field
        }
      }
      if next.isNewline { line += 1 }
      field.append(next)
    }
    throw DataFileError(path, "line \(start)", "a quote is opened and never closed")
  }
}
