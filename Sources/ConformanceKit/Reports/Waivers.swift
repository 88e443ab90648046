import Foundation
import JSONValues

/// Failures that are known and put up with, each for a reason and with a link to where it is dealt with.
///
/// A file in JSON or in the part of YAML that `SimpleYAML` reads, as
/// `Conformance/schema/waiver-v1.schema.json` describes it. A waiver that no longer applies fails the
/// run.
///
/// Specification: `conformance`.
public struct Waivers: Sendable {
  /// One failure, or those of one form.
  public struct Waiver: Sendable {
    /// The ids it is for, `*` standing for any letters.
    let patterns: [Pattern]
    /// Why the failure is put up with.
    public let reason: String
    /// Where it is dealt with.
    public let link: String
    /// The backends it is for; empty for all.
    let backends: [Pattern]
    /// The last day on which it applies, as in `2026-12-31`.
    let expires: String?

    func fits(_ id: String, _ backend: String) -> Bool {
      patterns.contains { $0.matches(id[...]) }
        && (backends.isEmpty || backends.contains { $0.matches(backend[...]) })
    }
    /// Whether it names single cases, each of which must still fail.
    var isExact: Bool { !patterns.contains { $0.description.contains("*") } }
  }
  /// The waivers in the order of the file.
  public let list: [Waiver]
  private let today: String

  /// No waivers.
  public init() { (list, today) = ([], "") }

  /// Reads the file at `path`; `today` decides which have expired.
  public init(path: String, today: Date = Date()) throws {
    let text = try SourceFiles.read(path)
    do {
      let isJSON = text.drop(while: \.isWhitespace).first.map { "[{".contains($0) } ?? false
      try self.init(isJSON ? JSON(text: text) : SimpleYAML.parse(text), today: today)
    } catch let error as CaseError { throw error.at(path) } catch {
      throw CaseError("\(error)", place: path)
    }
  }

  /// The waivers of `json`, an object with a list of them under `waivers`.
  init(_ json: JSON, today: Date = Date()) throws {
    guard let items = json["waivers"]?.array else {
      throw CaseError("expected a list under 'waivers', got \(json.kind)")
    }
    list = try items.enumerated().map { number, item in
      let place = "waiver \(number + 1)"
      guard let fields = item.object else {
        throw CaseError("must be an object, got \(item.kind)", place: place)
      }
      let known = ["cases", "reason", "link", "backends", "expires"]
      if let key = fields.keys.first(where: { !known.contains($0) }) {
        throw CaseError("has no '\(key)'; expected one of \(known)", place: place)
      }
      func text(_ key: String) throws -> String {
        guard let value = item[key]?.string, !value.isEmpty else {
          throw CaseError("needs a '\(key)'", place: place)
        }
        return value
      }
      func patterns(_ key: String) throws -> [Pattern] {
        guard let value = item[key], !value.isNull else { return [] }
        if let one = value.string { return [Pattern(one)] }
        guard let list = value.strings else {
          throw CaseError("'\(key)' must be a string or a list of strings", place: place)
        }
        return list.map { Pattern($0) }
      }
      let cases = try patterns("cases")
      guard !cases.isEmpty else { throw CaseError("needs 'cases'", place: place) }
      let expires = item["expires"]?.string
      if let expires, expires.wholeMatch(of: /\d{4}-\d\d-\d\d/) == nil {
        throw CaseError(
          "'expires' must be a day such as 2026-12-31, got '\(expires)'", place: place)
      }
      return Waiver(
        patterns: cases, reason: try text("reason"), link: try text("link"),
        backends: try patterns("backends"), expires: expires)
    }
    self.today = String(ISO8601DateFormatter().string(from: today).prefix(10))
  }

  private func applies(_ waiver: Waiver) -> Bool { waiver.expires.map { $0 >= today } ?? true }

  /// The record with a waived failure as such, and with a waiver that a pass has made stale.
  public func applied(to record: Record) -> Record {
    var record = record
    (record.status, record.detail) = applied(
      to: record.id, record.backend, record.status, record.detail)
    return record
  }

  /// The verdicts on items of this kind with waived failures as such; see `applied(to:)`.
  public func applied(to verdicts: [Verdict], _ kind: Item.Kind) -> [Verdict] {
    if list.isEmpty { return verdicts }
    return verdicts.map { one in
      let (status, detail) = applied(to: one.id(kind), one.backend, one.status, one.detail)
      return Verdict(
        area: one.area, heading: one.heading, name: one.name, backend: one.backend,
        status: status, detail: detail, own: one.own, borrowed: one.borrowed)
    }
  }

  private func applied(
    to id: String, _ backend: String, _ status: Verdict.Status, _ detail: String
  ) -> (Verdict.Status, String) {
    guard status != .harnessError, status != .notSupported,
      let waiver = list.first(where: { $0.fits(id, backend) && applies($0) })
    else { return (status, detail) }
    if status.isFailure {
      return (.waived, "\(status.rawValue), waived (\(waiver.link)): \(waiver.reason)")
    }
    guard status == .pass, waiver.isExact else { return (status, detail) }
    return (
      .staleWaiver, "it passes; take it out of the waiver (\(waiver.link)): \(waiver.reason)"
    )
  }

  /// A record for each waiver that applies to none of `records`, where those are of a whole run; and for
  /// each that has expired.
  public func stale(in records: [Record], backend: String) -> [Record] {
    problems(in: records.map { ($0.id, $0.status) }, backend).map { name, detail in
      Record(
        name, kind: "waivers", backend: backend, status: .staleWaiver, detail: detail)
    }
  }

  /// The same of verdicts on items of this kind.
  public func stale(in verdicts: [Verdict], _ kind: Item.Kind, backend: String) -> [Verdict] {
    problems(in: verdicts.map { ($0.id(kind), $0.status) }, backend).map { name, detail in
      Verdict(
        area: "waivers", heading: name, name: "", backend: backend, status: .staleWaiver,
        detail: detail)
    }
  }

  /// The waivers that apply to nothing, with what is wrong.
  private func problems(
    in items: [(id: String, status: Verdict.Status)], _ backend: String
  ) -> [(name: String, detail: String)] {
    list.compactMap { waiver in
      let name = waiver.patterns.map(\.description).joined(separator: ", ")
      let problem: String
      if !applies(waiver) {
        problem = "expired on \(waiver.expires ?? "")"
      } else if !waiver.backends.isEmpty,
        !waiver.backends.contains(where: { $0.matches(backend[...]) })
      {
        return nil
      } else if items.contains(where: {
        waiver.fits($0.id, backend) && ($0.status == .waived || $0.status == .staleWaiver)
      }) {
        return nil
      } else {
        problem = "no case of this name fails"
      }
      return (name, "\(problem): \(waiver.reason)")
    }
  }

  /// A draft of a file that waives what failed in `records`; reasons and links are to be written.
  public static func draft(_ records: [Record]) -> String {
    let failed = records.filter {
      ($0.status.isFailure && $0.status != .harnessError && $0.status != .staleWaiver)
        || $0.status == .waived
    }
    let waivers = failed.map { record -> JSON in
      [
        "cases": [.string(record.id)],
        "reason": .string("TO BE WRITTEN: \(record.status.rawValue) \(record.detail.prefix(200))"),
        "link": "TO BE WRITTEN", "backends": [.string(record.backend)],
      ]
    }
    return JSON.object(
      ["schema": "touchstone/waiver-v1", "waivers": .array(waivers)]
    ).text(indent: 2) + "\n"
  }
}

extension Verdict {
  /// What reports and waivers call an item of this kind.
  func id(_ kind: Item.Kind) -> String { "\(kind.rawValue)/\(heading)/\(name)" }
}
