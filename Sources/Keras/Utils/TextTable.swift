/// A table drawn with lines, as Keras's summary is: a heavy head, cells broken over lines.
struct TextTable {
  let text: String

  /// `shares` of `width` go to the columns.
  init(
    _ headers: [String], _ rows: [[String]], _ shares: [Double], _ alignsRight: [Bool], width: Int
  ) {
    let widths = Self.columnWidths(shares, width)
    func rule(_ left: String, _ line: String, _ middle: String, _ right: String) -> String {
      left + widths.map { String(repeating: line, count: $0 + 2) }.joined(separator: middle) + right
        + "\n"
    }
    func lines(_ cells: [String], _ edge: String, _ isHeader: Bool) -> String {
      let broken = zip(cells, widths).map { Self.wrapped($0, $1) }
      let height = broken.map(\.count).max() ?? 1
      return (0..<height).map { row in
        edge
          + broken.indices.map { column in
            let cell = row < broken[column].count ? broken[column][row] : ""
            let space = String(repeating: " ", count: max(0, widths[column] - cell.count))
            return " " + (alignsRight[safe: column] ?? false ? space + cell : cell + space) + " "
          }.joined(separator: edge) + edge + "\n"
      }.joined()
    }
    var text = rule("┏", "━", "┳", "┓") + lines(headers, "┃", true) + rule("┡", "━", "╇", "┩")
    for (i, row) in rows.enumerated() {
      if i > 0 { text += rule("├", "─", "┼", "┤") }
      text += lines(row, "│", false)
    }
    self.text = text + rule("└", "─", "┴", "┘")
  }

  /// The room for text in each column: at least one letter.
  private static func columnWidths(_ shares: [Double], _ width: Int) -> [Int] {
    // Every column takes a line and two spaces, and the table one line more.
    let room = max(shares.count, width - 3 * shares.count - 1)
    var widths = shares.map { max(1, Int(Double(room) * $0)) }
    widths[0] += max(0, room - widths.reduce(0, +))
    return widths
  }

  /// `text` in lines of at most `width` letters, broken at spaces where that is possible.
  private static func wrapped(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
      var word = word
      if !line.isEmpty, line.count + 1 + word.count <= width {
        line += " " + word
        continue
      }
      if !line.isEmpty { lines.append(line) }
      while word.count > width {
        lines.append(String(word.prefix(width)))
        word = String(word.dropFirst(width))
      }
      line = word
    }
    lines.append(line)
    return lines
  }
}
