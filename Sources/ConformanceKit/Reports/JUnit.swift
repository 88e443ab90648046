import Foundation

/// A report as JUnit's XML, which GitHub, GitLab and Jenkins show.
public enum JUnit {
  /// The text of `report`: a suite for each area, a failed or skipped test as such.
  public static func text(_ report: RunReport) -> String {
    var areas: [String] = []
    var groups: [String: [Record]] = [:]
    for record in report.records {
      if groups[record.area] == nil { areas.append(record.area) }
      groups[record.area, default: []].append(record)
    }
    let name = "touchstone: \(report.header.backend)"
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites name=\"\(name.escapedForXML)\" \(counts(report.records))>\n"
    for area in areas {
      let records = groups[area] ?? []
      text += "  <testsuite name=\"\(area.escapedForXML)\" \(counts(records))>\n"
      for record in records { text += test(record) }
      text += "  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  private static func counts(_ records: [Record]) -> String {
    let errors = records.count { $0.isScored && $0.status == .harnessError }
    let failures = records.count { $0.isScored && $0.status.isFailure } - errors
    let skipped = records.count(where: isSkipped)
    let seconds = records.reduce(0) { $0 + $1.seconds }
    return "tests=\"\(records.count)\" failures=\"\(failures)\" errors=\"\(errors)\" "
      + "skipped=\"\(skipped)\" time=\"\(decimal(seconds))\""
  }

  /// Whether it neither passed nor counts as failed.
  private static func isSkipped(_ record: Record) -> Bool {
    record.status == .notSupported || record.status == .waived
      || !record.isScored && record.status.isFailure
  }

  private static func test(_ record: Record) -> String {
    let group = "\(record.kind).\(record.heading)".escapedForXML
    let start =
      "    <testcase classname=\"\(group)\" name=\"\(record.name.escapedForXML)\" "
      + "time=\"\(decimal(record.seconds))\""
    let line = String(record.detail.prefix { !$0.isNewline }.prefix(400)).escapedForXML
    let status = record.status.rawValue
    switch record.status {
    case .pass: return start + "/>\n"
    case _ where isSkipped(record):
      return start + ">\n      <skipped message=\"\(status): \(line)\"/>\n    </testcase>\n"
    default:
      let tag = record.status == .harnessError ? "error" : "failure"
      let body =
        "\(record.detail)\n\ntouchstone repro '\(record.id)'".escapedForXML
      return start + ">\n      <\(tag) type=\"\(status)\" message=\"\(line)\">\(body)</\(tag)>\n"
        + "    </testcase>\n"
    }
  }

  private static func decimal(_ seconds: Double) -> String {
    String(format: "%.6f", seconds)
  }
}

extension String {
  /// The text as attributes and contents of XML and HTML hold it; characters that they may not have
  /// are replaced.
  var escapedForXML: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n": result += "\n"
      case "\t": result += " "
      case _ where scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
