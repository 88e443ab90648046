import Foundation

/// The part of the page that shows how far elementary functions are off, as small plots.
struct HTMLULPs {
  private let measures: [ULPMeasure]

  init(_ measures: [ULPMeasure]) { self.measures = measures }

  var text: String {
    if measures.isEmpty { return "" }
    let dtypes = ULPTable.dtypes.filter { dtype in measures.contains { $0.dtype == dtype } }
    var text = """
      <section><h2>Elementary functions</h2>
      <p class="quiet">The largest distance from the reference's result, which is correctly rounded, in \
      units in the last place. Each plot goes over all numbers of the dtype from the least to the \
      greatest, zero in the middle; a bar is as high as the logarithm of the largest distance there; the \
      line is what SPEC.md promises, near zeros of the function besides a floor.</p>
      <div class="wide"><table class="ulps"><thead><tr><th>function</th>
      """
    for dtype in dtypes {
      let points = measures.first { $0.dtype == dtype && $0.problem == nil }?.points ?? 0
      text += "<th>\(dtype.rawValue)<br><small>\(Self.grouped(points)) arguments</small></th>"
    }
    text += "</tr></thead><tbody>"
    var functions: [String] = []
    for measure in measures where !functions.contains(measure.function) {
      functions.append(measure.function)
    }
    for function in functions.sorted() {
      text += "<tr><th>\(function.escapedForXML)</th>"
      for dtype in dtypes {
        let own = measures.first { $0.function == function && $0.dtype == dtype }
        text += own.map(cell) ?? "<td></td>"
      }
      text += "</tr>"
    }
    return text + "</tbody></table></div></section>"
  }

  private func cell(_ measure: ULPMeasure) -> String {
    if let problem = measure.problem {
      return "<td class=\"mild\" title=\"\(problem.escapedForXML)\">not measured</td>"
    }
    let worst = measure.worst == .max ? "NaN" : "\(measure.worst)"
    let title = "\(measure.function), \(measure.dtype.rawValue): \(measure.text)".escapedForXML
    return "<td title=\"\(title)\">\(Self.plot(measure))"
      + "<span class=\"number\(measure.isWithinPromise ? "" : " mild")\">\(worst)</span></td>"
  }

  private static let height = 24.0

  /// Where a distance lies: the logarithm of one more, up to 2^16.
  private static func level(_ distance: Double) -> Double {
    min(log2(1 + distance), 16) / 16 * height
  }

  private static func plot(_ measure: ULPMeasure) -> String {
    let width = 2 * measure.profile.count
    var bars = ""
    for (i, distance) in measure.profile.enumerated() where distance > 0 {
      let bar = max(1, level(distance == .max ? .infinity : Double(distance)))
      bars += "M\(2 * i) \(Int(height))v-\(String(format: "%.1f", bar))h2V\(Int(height))z"
    }
    let limit = height - level(Bounds.elementaryUlps(measure.dtype))
    let line = String(format: "%.1f", limit)
    return
      "<svg viewBox=\"0 0 \(width) \(Int(height))\" width=\"\(width)\" height=\"\(Int(height))\">"
      + "<path class=\"bars\" d=\"\(bars)\"/>"
      + "<path class=\"limit\" d=\"M0 \(line)h\(width)\"/></svg>"
  }

  private static func grouped(_ number: Int) -> String {
    var digits = String(number)
    var place = digits.count - 3
    while place > 0 {
      digits.insert(" ", at: digits.index(digits.startIndex, offsetBy: place))
      place -= 3
    }
    return digits
  }
}
