import Foundation
import JSONValues
import Touchstone

/// What a backend says it does not do, so that the judge does not ask for it.
///
/// A file of `Conformance/schema/capability-v1.schema.json`, or what a backend's process tells when it
/// is greeted. With `operations` or `dtypes` everything else is not supported; each entry of
/// `unsupported` names operations, dtypes or both, `*` standing for any letters.
///
/// Specification: `conformance`.
public struct Capabilities: Sendable {
  /// What is not supported: programs with one of the operations and one of the dtypes.
  struct Exclusion: Sendable {
    let operations: [Pattern]
    let dtypes: Set<String>
    let reason: String
  }
  /// The operations supported; `nil` if the list names those that are not.
  let operations: [Pattern]?
  /// The dtypes supported; `nil` likewise.
  let dtypes: Set<String>?
  let exclusions: [Exclusion]
  /// Whether two runs give the same bits.
  let isDeterministic: Bool
  /// As it was read.
  let json: JSON

  /// Everything is supported.
  public init() {
    (operations, dtypes, exclusions, isDeterministic, json) = (nil, nil, [], true, [:])
  }

  /// What `json` declares.
  public init(_ json: JSON) throws {
    guard let fields = json.object else {
      throw CaseError("capabilities must be an object, got \(json.kind)")
    }
    let known = [
      "schema", "backend", "version", "operations", "dtypes", "unsupported", "deterministic",
      "note",
    ]
    if let key = fields.keys.first(where: { !known.contains($0) }) {
      throw CaseError("capabilities have no '\(key)'; expected one of \(known)")
    }
    operations = try Self.strings(json["operations"], "operations")?.map { Pattern($0) }
    dtypes = try Self.dtypes(json["dtypes"])
    guard let items = (json["unsupported"] ?? []).array else {
      throw CaseError("'unsupported' of capabilities must be a list of objects")
    }
    exclusions = try items.map { item in
      let operations = try Self.strings(item["operations"], "operations")
      let dtypes = try Self.dtypes(item["dtypes"])
      guard operations != nil || dtypes != nil else {
        throw CaseError("an entry of 'unsupported' must name 'operations' or 'dtypes'")
      }
      guard let reason = item["reason"]?.string, !reason.isEmpty else {
        throw CaseError("an entry of 'unsupported' must give a 'reason'")
      }
      return Exclusion(
        operations: operations?.map { Pattern($0) } ?? [], dtypes: dtypes ?? [], reason: reason)
    }
    isDeterministic = json["deterministic"]?.bool ?? true
    self.json = json
  }

  /// Reads the file at `path`.
  public init(path: String) throws {
    do { try self.init(JSON(text: SourceFiles.read(path))) } catch let error as CaseError {
      throw error.at(path)
    } catch { throw CaseError("is not JSON: \(error)", place: path) }
  }

  private init(_ parts: [Capabilities]) {
    // What each leaves out is left out.
    operations = nil
    dtypes = nil
    exclusions = parts.flatMap { part in
      part.exclusions
    }
    isDeterministic = parts.allSatisfy(\.isDeterministic)
    json = .array(parts.map(\.json))
    also = parts
  }
  private var also: [Capabilities] = []

  /// These, and `others` besides: what either leaves out is not supported.
  func adding(_ others: Capabilities) -> Capabilities { Capabilities([self, others]) }

  /// Why a program of these operations and dtypes need not run; `nil` if it must.
  func reason(against names: Set<String>, _ used: Set<DType>) -> String? {
    for part in also { if let reason = part.reason(against: names, used) { return reason } }
    if let operations {
      if let name = names.sorted().first(where: { name in !operations.contains { $0.fits(name) } })
      {
        return "\(name) is not among the operations"
      }
    }
    if let dtypes {
      let others = used.filter { $0.isElement && !dtypes.contains($0.rawValue) }
      if let other = others.map(\.rawValue).min() { return "\(other) is not among the dtypes" }
    }
    for exclusion in exclusions {
      let isNamed =
        exclusion.operations.isEmpty
        || names.contains { name in exclusion.operations.contains { $0.fits(name) } }
      let isTyped =
        exclusion.dtypes.isEmpty || used.contains { exclusion.dtypes.contains($0.rawValue) }
      if isNamed, isTyped { return exclusion.reason }
    }
    return nil
  }

  private static func strings(_ json: JSON?, _ name: String) throws -> [String]? {
    guard let json, !json.isNull else { return nil }
    guard let list = json.strings else {
      throw CaseError("'\(name)' of capabilities must be a list of strings")
    }
    return list
  }

  private static func dtypes(_ json: JSON?) throws -> Set<String>? {
    guard let list = try strings(json, "dtypes") else { return nil }
    for word in list where DType(rawValue: word) == nil {
      throw CaseError("'\(word)' is not a dtype; expected one of \(DType.allCases.map(\.rawValue))")
    }
    return Set(list)
  }
}

/// A name with `*` for any letters; an operation's name fits with and without its dialect.
struct Pattern: Sendable, Hashable, CustomStringConvertible {
  let description: String
  private let parts: [Substring]

  init(_ text: String) {
    description = text
    parts = text.split(separator: "*", omittingEmptySubsequences: false)
  }

  /// Whether `name`, or what follows its dialect, is of this form.
  func fits(_ name: String) -> Bool {
    if matches(name[...]) { return true }
    guard let dot = name.firstIndex(of: ".") else { return false }
    return matches(name[name.index(after: dot)...])
  }

  /// Whether the whole of `text` is of this form.
  func matches(_ text: Substring) -> Bool {
    guard let first = parts.first, let last = parts.last else { return text.isEmpty }
    if parts.count == 1 { return text == first }
    guard text.hasPrefix(first), text.count >= first.count + last.count, text.hasSuffix(last)
    else { return false }
    var rest = text.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}
