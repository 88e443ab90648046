import JSONValues
import Touchstone

/// One line of a report: what became of one item on one backend.
///
/// `Conformance/schema/report-v1.schema.json` describes it.
///
/// Specification: `conformance`.
public struct Record: Sendable {
  /// The item's id, as in `operations/transpose/swaps two axes`.
  public let id: String
  /// What the item was made from.
  public let kind: String
  /// The area, as SPEC.md's chapters are named.
  public let area: String
  /// The heading in SPEC.md, or the class of Keras.
  public let heading: String
  /// The item's name under the heading.
  public let name: String
  /// The clauses it shows.
  public let clauses: [String]
  /// The dtype it is about; empty where there is none.
  public let dtype: String
  /// The backend's name.
  public let backend: String
  /// The outcome.
  public var status: Verdict.Status
  /// What went wrong, or how far off the result was.
  public var detail: String
  /// How long it took.
  public let seconds: Double
  /// Which operations ran on the backend's own kernels.
  public let own: [String]
  /// Which ran on the reference's meaning.
  public let borrowed: [String]
  /// Which operations the programs had that the backend was given.
  public let operations: [String]
  /// Whether the backend was given a program; an error that the front end finds needs none.
  public let isReached: Bool
  /// The largest error as a part of what was allowed; `nil` where nothing but equality was.
  public let margin: Double?
  /// Whether it counts: not if it came after the release whose requirements are asked for.
  public var isScored = true

  /// The record of an item with a verdict.
  init(
    _ item: Item, backend: String, status: Verdict.Status, detail: String, seconds: Double,
    own: Set<String> = [], borrowed: Set<String> = [], operations: Set<String> = [],
    isReached: Bool = false, margin: Double? = nil
  ) {
    (id, kind, area, heading, name) = (
      item.id, item.kind.rawValue, item.area, item.heading, item.name
    )
    (clauses, dtype, self.backend) = (item.clauses, item.dtype, backend)
    (self.status, self.detail, self.seconds) = (status, detail, seconds)
    (self.own, self.borrowed) = (own.sorted(), borrowed.sorted())
    (self.operations, self.isReached, self.margin) = (operations.sorted(), isReached, margin)
  }

  /// The record of an item that a run left without a verdict.
  public init(interrupted item: Item, backend: String, detail: String) {
    self.init(item, backend: backend, status: .harnessError, detail: detail, seconds: 0)
  }

  /// A record about the run itself.
  init(_ name: String, kind: String, backend: String, status: Verdict.Status, detail: String) {
    (id, self.kind, area, heading, self.name) = ("\(kind)/\(name)", kind, kind, kind, name)
    (clauses, dtype, self.backend, self.status, self.detail) = ([], "", backend, status, detail)
    (seconds, own, borrowed, operations, isReached, margin) = (0, [], [], [], false, nil)
  }
}

extension Record {
  /// The line, as a report holds it.
  public var json: JSON {
    var fields: JSONObject = [
      "case": .string(id), "kind": .string(kind), "area": .string(area),
      "heading": .string(heading), "name": .string(name),
      "clauses": .array(clauses.map { .string($0) }), "dtype": .string(dtype),
      "backend": .string(backend), "status": .string(status.rawValue),
      "detail": .string(detail), "seconds": .number((seconds * 1e6).rounded() / 1e6),
      "own": .array(own.map { .string($0) }), "borrowed": .array(borrowed.map { .string($0) }),
      "operations": .array(operations.map { .string($0) }), "reached": .bool(isReached),
    ]
    if let margin, margin.isFinite { fields["margin"] = .number(margin) }
    if !isScored { fields["scored"] = false }
    return .object(fields)
  }

  /// The record that a line holds.
  public init(_ json: JSON) throws {
    func string(_ key: String) throws -> String {
      guard let value = json[key]?.string else {
        throw CaseError("a line of a report needs '\(key)', a string, got \(json.kind)")
      }
      return value
    }
    let word = try string("status")
    guard let status = Verdict.Status(rawValue: word) else {
      throw CaseError(
        "'status' must be one of \(Verdict.Status.allCases.map(\.rawValue)), got '\(word)'")
    }
    id = try string("case")
    (kind, area) = (try string("kind"), try string("area"))
    (heading, name) = (try string("heading"), try string("name"))
    (backend, detail) = (try string("backend"), try string("detail"))
    self.status = status
    dtype = json["dtype"]?.string ?? ""
    clauses = json["clauses"]?.strings ?? []
    seconds = json["seconds"]?.number ?? 0
    own = json["own"]?.strings ?? []
    borrowed = json["borrowed"]?.strings ?? []
    operations = json["operations"]?.strings ?? []
    isReached = json["reached"]?.bool ?? false
    margin = json["margin"]?.number
    isScored = json["scored"]?.bool ?? true
  }

  /// Status, id and the first line of the detail.
  public var line: String {
    let text = detail.prefix { !$0.isNewline }
    return "\(status.rawValue) \(id)" + (text.isEmpty ? "" : ": \(text)")
  }
}
