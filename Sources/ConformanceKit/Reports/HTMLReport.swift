import Foundation

/// A report as one page of HTML that needs nothing besides itself, in light and in dark.
///
/// Specification: `conformance`.
public struct HTMLReport {
  private let report: RunReport
  private let summary: RunSummary

  /// The page of `report`, whose totals are `summary`.
  public init(_ report: RunReport, _ summary: RunSummary) {
    (self.report, self.summary) = (report, summary)
  }

  /// The text of the page.
  public var text: String {
    let header = report.header
    let title = "\(header.backend), judged by Touchstone".escapedForXML
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>
      \(HTMLStyle.text)</style>
      </head>
      <body>
      <header>
      <h1>\(header.backend.escapedForXML)\(header.version.isEmpty ? "" : " <small>\(header.version.escapedForXML)</small>")</h1>
      <p class="verdict \(summary.exitCode == 0 ? "good" : "bad")">\(verdict)</p>
      <p class="quiet">profile \(header.profile.escapedForXML) &middot; tier \(header.tier.escapedForXML) &middot; \
      seed \(header.seed) &middot; part \(header.shard.escapedForXML)</p>
      </header>
      <main>
      \(tiles)
      \(areas)
      \(failures)
      \(HTMLMatrix(report.records).text)
      \(HTMLULPs(report.ulps).text)
      \(slowest)
      </main>
      <footer class="quiet">Each result is judged by a bound computed from the operation's promise in \
      SPEC.md; no tolerance is set by hand.</footer>
      </body>
      </html>

      """
  }

  private var verdict: String {
    switch summary.exitCode {
    case 0: "conforms: every item that ran passed or is excused"
    case 1: "does not conform: \(summary.failures) of \(report.records.count) items failed"
    default: "no verdict: the suite itself was at fault in \(summary.count(.harnessError)) items"
    }
  }

  private var tiles: String {
    func tile(_ value: String, _ label: String, _ kind: String = "") -> String {
      "<div class=\"tile \(kind)\"><b>\(value)</b><span>\(label)</span></div>"
    }
    var tiles = [
      tile("\(summary.count(.pass))", "passed", "good"),
      tile("\(summary.failures)", "failed", summary.failures > 0 ? "bad" : ""),
    ]
    for (status, label) in [
      (Verdict.Status.crash, "crashes"), (.timeout, "timeouts"),
      (.nondeterministic, "nondeterministic"), (.notSupported, "not supported"),
      (.waived, "waived"), (.harnessError, "errors of the suite"),
    ] where summary.count(status) > 0 {
      tiles.append(tile("\(summary.count(status))", label, status.isFailure ? "bad" : "mild"))
    }
    tiles.append(tile("\(summary.clauses.passed)/\(summary.clauses.all)", "clauses shown"))
    if summary.unreached > 0 {
      tiles.append(tile("\(summary.unreached)", "decided before any backend"))
    }
    let seconds = report.records.reduce(0) { $0 + $1.seconds }
    tiles.append(tile(String(format: "%.1f s", seconds), "of work"))
    let claims =
      summary.claims.isEmpty
      ? "" : "<p>May claim: <b>\(summary.claims.map(\.rawValue).joined(separator: ", "))</b></p>"
    return "<section class=\"tiles\">\(tiles.joined())</section>\(claims)"
  }

  private var areas: String {
    let statuses = Verdict.Status.allCases.filter { summary.count($0) > 0 }
    var text = "<section><h2>Areas</h2><div class=\"wide\"><table><thead><tr><th>area</th>"
    for status in statuses { text += "<th class=\"number\">\(status.rawValue)</th>" }
    text += "</tr></thead><tbody>"
    for area in summary.areas {
      text += "<tr><th>\(area.name.escapedForXML)</th>"
      for status in statuses {
        let count = area.counts[status] ?? 0
        let kind =
          count == 0 ? "none" : status.isFailure ? "bad" : status == .pass ? "good" : "mild"
        text += "<td class=\"number \(kind)\">\(count == 0 ? "&middot;" : "\(count)")</td>"
      }
      text += "</tr>"
    }
    return text + "</tbody></table></div></section>"
  }

  private var failures: String {
    let failed = report.records.filter(\.status.isFailure)
    if failed.isEmpty { return "" }
    var text = "<section><h2>Failures</h2>"
    for record in failed.prefix(500) {
      text +=
        "<details><summary><span class=\"status bad\">\(record.status.rawValue)</span> "
        + "\(record.id.escapedForXML) <span class=\"quiet\">\(Self.start(record.detail))</span>"
        + "</summary><pre>\(record.detail.escapedForXML)</pre>"
      if !record.clauses.isEmpty {
        let clauses = record.clauses.map { "\(record.heading) \($0)" }.joined(separator: ", ")
        text += "<p class=\"quiet\">shows \(clauses.escapedForXML)</p>"
      }
      text += "<pre class=\"command\">touchstone repro '\(record.id.escapedForXML)'</pre></details>"
    }
    if failed.count > 500 { text += "<p>and \(failed.count - 500) more in the JSON report</p>" }
    return text + "</section>"
  }

  /// The beginning of what went wrong, in one line.
  private static func start(_ detail: String) -> String {
    let line = detail.prefix { !$0.isNewline }
    return String(line.prefix(120)).escapedForXML + (line.count > 120 ? "…" : "")
  }

  private var slowest: String {
    let slow = report.records.sorted { $0.seconds > $1.seconds }.prefix(10)
    var text = "<section><h2>Slowest</h2><div class=\"wide\"><table><tbody>"
    for record in slow {
      text +=
        "<tr><td>\(record.id.escapedForXML)</td><td class=\"number\">"
        + "\(String(format: "%.3f s", record.seconds))</td></tr>"
    }
    return text + "</tbody></table></div></section>"
  }
}
