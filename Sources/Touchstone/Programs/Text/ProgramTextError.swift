/// What is wrong with a program's text, and where.
///
/// Specification: `programs`.
public struct ProgramTextError: Error, Hashable, Sendable {
  /// The name of the file, if the text came from one.
  public let file: String?
  /// The line, from 1.
  public let line: Int
  /// The column in characters, from 1.
  public let column: Int
  /// The line's text around the column.
  public let sourceLine: String
  /// Where in `sourceLine` the caret goes, from 0.
  let caret: Int
  /// What was expected and what came.
  public let message: String
  /// The violated constraint, if the text is well formed and an operation's type rule refused it.
  public let violation: TensorError?
}

extension ProgramTextError: CustomStringConvertible {
  /// The place, the sentence, and the line with a caret below the place.
  public var description: String {
    let pad = String(repeating: " ", count: caret)
    return "\(file ?? "text"):\(line):\(column): \(message)\n\(sourceLine)\n\(pad)^"
  }
}

/// The bytes of a text, and errors that point into it.
struct SourceText: Sendable {
  let bytes: [UInt8]
  let file: String?
  /// The line in the file on which this text starts.
  let firstLine: Int

  init(_ text: String, file: String?, firstLine: Int) {
    bytes = Array(text.utf8)
    self.file = file
    self.firstLine = firstLine
  }

  /// The characters of a range of bytes; ill-formed ones replaced.
  func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The error that `message` describes, at the byte `offset`.
  func error(_ message: String, at offset: Int, violation: TensorError? = nil) -> ProgramTextError {
    let offset = min(max(offset, 0), bytes.count)
    var line = firstLine
    var start = 0
    for i in 0..<offset where bytes[i] == UInt8(ascii: "\n") {
      line += 1
      start = i + 1
    }
    var end = offset
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), end < offset + 80 { end += 1 }
    let column = characters(start..<offset) + 1
    // Of a very long line only what is near is shown.
    let shownStart = max(start, offset - 120)
    let shown = string(shownStart..<end).replacingTabs()
    return ProgramTextError(
      file: file, line: line, column: column, sourceLine: shown,
      caret: characters(shownStart..<offset), message: message, violation: violation)
  }

  private func characters(_ range: Range<Int>) -> Int {
    var count = 0
    for i in range where bytes[i] & 0xC0 != 0x80 { count += 1 }
    return count
  }
}

extension String {
  fileprivate func replacingTabs() -> String {
    String(map { $0.isNewline || $0 == "\t" ? " " : $0 })
  }
}
