/// What changed from one report to another.
///
/// Specification: `conformance`.
public struct ReportDifference: Sendable {
  /// Items that failed in the second report, and not in the first.
  public let broken: [(before: Record?, after: Record)]
  /// Items that failed in the first, and pass in the second.
  public let mended: [(before: Record, after: Record)]
  /// Items whose status changed otherwise.
  public let changed: [(before: Record, after: Record)]
  /// Items that only the first has.
  public let missing: [Record]
  /// Items that only the second has, and that did not fail.
  public let added: [Record]

  /// What changed from `before` to `after`.
  public init(_ before: RunReport, _ after: RunReport) {
    let old = Dictionary(before.records.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    let new = Dictionary(after.records.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    var broken: [(before: Record?, after: Record)] = []
    var (mended, changed) = (
      [(before: Record, after: Record)](), [(before: Record, after: Record)]()
    )
    var added: [Record] = []
    for record in after.records {
      guard let earlier = old[record.id] else {
        if record.status.isFailure { broken.append((nil, record)) } else { added.append(record) }
        continue
      }
      if earlier.status == record.status { continue }
      switch (earlier.status.isFailure, record.status.isFailure) {
      case (false, true): broken.append((earlier, record))
      case (true, false): mended.append((earlier, record))
      default: changed.append((earlier, record))
      }
    }
    (self.broken, self.mended, self.changed, self.added) = (broken, mended, changed, added)
    missing = before.records.filter { new[$0.id] == nil }
  }

  /// A line for each change, then the totals.
  public var lines: [String] {
    var lines: [String] = []
    for (before, after) in broken {
      lines.append("broken: \(before?.status.rawValue ?? "absent") -> \(after.line)")
    }
    for (before, after) in mended {
      lines.append("mended: \(before.status.rawValue) -> \(after.status.rawValue) \(after.id)")
    }
    for (before, after) in changed {
      lines.append("changed: \(before.status.rawValue) -> \(after.line)")
    }
    for record in missing { lines.append("missing: \(record.status.rawValue) \(record.id)") }
    lines.append(
      "\(broken.count) broken, \(mended.count) mended, \(changed.count) changed, "
        + "\(missing.count) missing, \(added.count) added")
    return lines
  }
}
