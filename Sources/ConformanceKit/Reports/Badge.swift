/// A picture of what a run came to, for the page of a project.
public enum Badge {
  /// An SVG of two fields: `touchstone` and the outcome.
  public static func svg(_ report: RunReport) -> String {
    let summary = RunSummary(report.records)
    let total = report.records.count - summary.count(.notSupported)
    let isGood = summary.failures == 0 && summary.count(.pass) > 0
    let right = "\(report.header.profile) \(summary.count(.pass))/\(total)"
    let color = isGood ? (summary.count(.waived) > 0 ? "#9a6700" : "#1a7f37") : "#cf222e"
    let label = "touchstone: \(right), \(isGood ? "conforms" : "fails")".escapedForXML
    // A letter of this size is about 6.6 wide.
    let (first, second) = (78, 14 + Int(6.7 * Double(right.count)))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(first + second)" height="20" role="img" \
      aria-label="\(label)">
        <title>\(label)</title>
        <rect width="\(first)" height="20" fill="#444d56"/>
        <rect x="\(first)" width="\(second)" height="20" fill="\(color)"/>
        <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" \
      text-anchor="middle">
          <text x="\(first / 2)" y="14">touchstone</text>
          <text x="\(first + second / 2)" y="14">\(right.escapedForXML)</text>
        </g>
      </svg>

      """
  }
}
