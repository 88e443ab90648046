/// A table drawn with lines, as Keras's summary is: a heavy head, cells broken over lines.
struct TextTable {
  /// Where a column's text stands.
  enum Alignment { case left, right, centre }
  /// The table, a line for each of its lines.
  let text: String

  /// A table `width` columns wide whose columns end at these shares of it, before the room for lines
  /// is taken from all alike.
  init(
    _ headers: [String], _ rows: [[String]], ends: [Double], _ alignments: [Alignment], width: Int
  ) {
    let widths = Self.columnWidths(ends, width)
    func rule(_ left: String, _ line: String, _ middle: String, _ right: String) -> String {
      left + widths.map { String(repeating: line, count: $0 + 2) }.joined(separator: middle) + right
        + "\n"
    }
    func lines(_ cells: [String], _ edge: String, fromBottom: Bool) -> String {
      let broken = zip(cells, widths).map { Self.wrapped($0, $1) }
      let height = broken.map(\.count).max() ?? 1
      return (0..<height).map { row in
        edge
          + broken.indices.map { column in
            let lines = broken[column]
            let line = fromBottom ? row - (height - lines.count) : row
            return " " + Self.aligned(lines[safe: line] ?? "", widths[column], alignments[column])
              + " "
          }.joined(separator: edge) + edge + "\n"
      }.joined()
    }
    var text =
      rule("┏", "━", "┳", "┓") + lines(headers, "┃", fromBottom: true) + rule("┡", "━", "╇", "┩")
    for (i, row) in rows.enumerated() {
      if i > 0 { text += rule("├", "─", "┼", "┤") }
      text += lines(row, "│", fromBottom: false)
    }
    self.text = text + rule("└", "─", "┴", "┘")
  }

  private static func aligned(_ text: String, _ width: Int, _ alignment: Alignment) -> String {
    let space = max(0, width - text.columns)
    let left =
      switch alignment {
      case .left: 0
      case .right: space
      case .centre: space / 2
      }
    return String(repeating: " ", count: left) + text + String(repeating: " ", count: space - left)
  }

  /// The room for text in each column, after what the lines take is taken from each alike, as the
  /// Python library rich does that Keras draws with.
  private static func columnWidths(_ ends: [Double], _ width: Int) -> [Int] {
    var start = 0
    var widths = ends.map { end in
      let next = Int(end * Double(width))
      defer { start = next }
      return next - start
    }
    var excess = widths.reduce(0) { $0 + $1 + 2 } + widths.count + 1 - width
    for i in widths.indices where excess > 0 {
      let share = (Double(excess) / Double(widths.count - i)).rounded(.toNearestOrEven)
      let taken = min(widths[i] - 1, Int(share))
      widths[i] -= taken
      excess -= taken
    }
    return widths.map { max(1, $0) }
  }

  /// `text` in lines of at most `width` columns, broken at spaces; a longer word is cut.
  private static func wrapped(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    var line: String?
    let words = text.printable.split(separator: " ", omittingEmptySubsequences: false)
    for word in words.map(String.init) {
      let word = word.columns > width ? word.prefix(columns: width - 1) + "…" : word
      if let begun = line, begun.columns + 1 + word.columns <= width {
        line = begun + " " + word
      } else {
        if let line { lines.append(line) }
        line = word
      }
    }
    lines.append(line ?? "")
    return lines
  }
}
