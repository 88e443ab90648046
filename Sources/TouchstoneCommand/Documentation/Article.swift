import Foundation

/// An article of documentation whose Swift code must stand, line for line, in sources that are
/// compiled and run by the tests.
struct Article {
  /// The file, as messages name it.
  let file: String
  /// Blocks of Swift code, each with the line it starts at.
  private(set) var blocks: [(line: Int, code: [String])] = []
  /// Code in the last column of tables whose head names Swift, with its line.
  private(set) var cells: [(line: Int, code: String)] = []

  /// The article that `text` is.
  init(_ text: String, file: String) {
    self.file = file
    var block: (line: Int, code: [String])?
    var isCode = false
    var isSwiftTable = false
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (i, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        if let block { blocks.append(block) }
        block = !isCode && line == "```swift" ? (i + 2, []) : nil
        isCode.toggle()
        continue
      }
      if isCode {
        block?.code.append(String(line))
        continue
      }
      guard line.hasPrefix("|") else {
        isSwiftTable = false
        continue
      }
      if line.hasSuffix("| Swift |") { isSwiftTable = true }
      if isSwiftTable, let cell = Self.columns(line).last {
        for code in Self.code(cell) { cells.append((i + 1, code)) }
      }
    }
  }

  /// `text` with all lines blank but those of the section `## heading`.
  static func section(_ heading: String, of text: String) -> String {
    var isInside = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line.hasPrefix("## ") { isInside = line.dropFirst(3) == heading }
      return isInside ? String(line) : ""
    }.joined(separator: "\n")
  }

  /// The cells of a row; a bar after a backslash is part of one.
  private static func columns(_ row: Substring) -> [String] {
    row.replacing("\\|", with: "\u{1}").split(separator: "|")
      .map { String($0).replacing("\u{1}", with: "|") }
  }
  private static func code(_ cell: String) -> [String] {
    let parts = cell.split(separator: "`", omittingEmptySubsequences: false)
    return parts.indices.filter { !$0.isMultiple(of: 2) }.map { String(parts[$0]) }
  }

  /// The code that no one of `sources` has: blocks as lines that follow each other, wherever they are
  /// indented to; cells as part of a line.
  func problems(sources: [String]) -> [String] {
    let sources = sources.map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
    var problems: [String] = []
    for (line, code) in blocks {
      let code = Self.outdented(code[...])
      let isThere = sources.contains { source in
        source.indices.contains { start in
          start + code.count <= source.count
            && Self.outdented(source[start..<(start + code.count)].map(String.init)[...]) == code
        }
      }
      if !isThere {
        problems.append("\(file):\(line): no compiled source has this code, line for line")
      }
    }
    for (line, code) in cells
    where !sources.contains(where: { $0.contains { $0.contains(code) } }) {
      problems.append("\(file):\(line): no compiled source has `\(code)`")
    }
    return problems
  }

  private static func outdented(_ lines: ArraySlice<String>) -> [String] {
    let filled = lines.filter { !$0.allSatisfy(\.isWhitespace) }
    let indent = filled.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return lines.map { $0.allSatisfy(\.isWhitespace) ? "" : String($0.dropFirst(indent)) }
  }
}
