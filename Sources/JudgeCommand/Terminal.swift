import Foundation

/// Text to the standard streams, and progress where a person looks on.
package enum Terminal {
  /// Writes `line` and a line break to standard output.
  package static func print(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }

  /// Writes `line` and a line break to standard error.
  package static func warn(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  /// Whether standard error is a terminal.
  package static var isInteractive: Bool { isatty(2) == 1 }

  /// Shows `text` in place of what was shown before, on a terminal only.
  package static func progress(_ text: String) {
    guard isInteractive else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }
}

/// `rows` as lines with aligned columns; the columns in `right` are aligned to the right.
package func table(_ rows: [[String]], right: Set<Int> = []) -> [String] {
  let count = rows.map(\.count).max() ?? 0
  let widths = (0..<count).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    let cells = row.enumerated().map { column, cell in
      let space = String(repeating: " ", count: widths[column] - cell.count)
      return right.contains(column) ? space + cell : cell + space
    }
    var line = cells.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
