import Foundation
import Touchstone

/// The part of the page that has a row for each operation and a column for each dtype.
struct HTMLMatrix {
  /// What is known of one operation in one dtype.
  private struct Cell {
    var passed = 0
    var failed = 0
    var excused = 0
    var isOwn = false
    var isBorrowed = false
  }
  private var cells: [String: [String: Cell]] = [:]
  private var rows: [(area: String, heading: String)] = []
  private var margins: [String: Double] = [:]
  private var seconds: [String: Double] = [:]
  private let dtypes: [String]

  init(_ records: [Record]) {
    let kinds: Set = [
      Item.Kind.operations.rawValue, Item.Kind.transforms.rawValue, Item.Kind.examples.rawValue,
    ]
    var used: Set<String> = []
    for record in records where kinds.contains(record.kind) {
      let heading = record.heading
      let dtype =
        record.kind == Item.Kind.operations.rawValue
        ? record.dtype.isEmpty ? "other" : record.dtype
        : record.kind
      if cells[heading] == nil {
        cells[heading] = [:]
        rows.append((record.area, heading))
      }
      used.insert(dtype)
      var cell = cells[heading]?[dtype] ?? Cell()
      switch record.status {
      case .pass: cell.passed += 1
      case let status where status.isFailure: cell.failed += 1
      default: cell.excused += 1
      }
      // A program holds other operations too; only the row's own counts.
      let name = { (full: String) in Headings.heading(of: full) == heading }
      cell.isOwn = cell.isOwn || record.own.contains(where: name)
      cell.isBorrowed = cell.isBorrowed || record.borrowed.contains(where: name)
      cells[heading]?[dtype] = cell
      if let margin = record.margin { margins[heading] = max(margins[heading] ?? 0, margin) }
      seconds[heading, default: 0] += record.seconds
    }
    let order =
      DType.allCases.map(\.rawValue) + ["other", "examples", "transforms"]
    dtypes = order.filter(used.contains)
  }

  var text: String {
    if rows.isEmpty { return "" }
    var text = """
      <section><h2>Operations and dtypes</h2>
      <p class="quiet"><span class="key good">3</span> so many items passed
      <span class="key bad">1/3</span> so many of them failed
      <span class="key mild">2</span> not supported or waived &nbsp; &#9679; ran on an own kernel
      &nbsp; &#9675; borrowed the reference's meaning: such a pass is no credit to the backend</p>
      <div class="wide"><table class="matrix"><thead><tr><th>operation</th>
      """
    for dtype in dtypes { text += "<th><span>\(dtype.escapedForXML)</span></th>" }
    let hasMargins = !margins.isEmpty
    if hasMargins { text += "<th><span>worst error / bound</span></th>" }
    text += "<th><span>seconds</span></th></tr></thead><tbody>"
    var area = ""
    for row in rows.sorted(by: { ($0.area, $0.heading) < ($1.area, $1.heading) }) {
      if row.area != area {
        area = row.area
        text +=
          "<tr class=\"area\"><th colspan=\"\(dtypes.count + 3)\">\(area.escapedForXML)</th></tr>"
      }
      text += "<tr><th>\(row.heading.escapedForXML)</th>"
      for dtype in dtypes { text += self.text(cells[row.heading]?[dtype], row.heading, dtype) }
      if hasMargins {
        let margin = margins[row.heading]
        let kind = margin.map { $0 > 0.5 ? "mild" : "" } ?? ""
        text +=
          "<td class=\"number \(kind)\">\(margin.map { String(format: "%.3g", $0) } ?? "")</td>"
      }
      text += "<td class=\"number\">\(String(format: "%.3f", seconds[row.heading] ?? 0))</td></tr>"
    }
    return text + "</tbody></table></div></section>"
  }

  private func text(_ cell: Cell?, _ heading: String, _ dtype: String) -> String {
    guard let cell else { return "<td></td>" }
    let kind = cell.failed > 0 ? "bad" : cell.passed > 0 ? "good" : "mild"
    let all = cell.passed + cell.failed
    let count =
      cell.failed > 0
      ? "\(cell.failed)/\(all)" : cell.passed > 0 ? "\(cell.passed)" : "\(cell.excused)"
    let mark =
      cell.isOwn ? (cell.isBorrowed ? "&#9680;" : "&#9679;") : cell.isBorrowed ? "&#9675;" : ""
    let title =
      "\(heading), \(dtype): \(cell.passed) passed, \(cell.failed) failed, \(cell.excused) excused"
    return "<td class=\"\(kind)\" title=\"\(title.escapedForXML)\">\(count)<i>\(mark)</i></td>"
  }
}
