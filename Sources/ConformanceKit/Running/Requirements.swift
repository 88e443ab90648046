import Foundation
import JSONValues

/// What a release asks of a backend: its items, frozen. Items that came later run too, but do not count
/// against a claim of that release.
///
/// A file of `Conformance/requirements`, as `Conformance/schema/requirements-v1.schema.json` describes
/// it; `touchstone verify --requirements VERSION` holds to it.
///
/// Specification: `conformance`.
public struct Requirements: Sendable {
  /// The name of the form.
  public static let schema = "touchstone/requirements-v1"
  /// The release, as in `1.0`.
  public let version: String
  /// The names of the items under each kind and heading, `operations/abs`.
  private let names: [String: Set<String>]

  /// Those of `items`.
  public init(version: String, _ items: [Item]) {
    self.version = version
    names = Dictionary(grouping: items, by: Self.place).mapValues { Set($0.map(\.name)) }
  }

  /// Reads the file of the release `version` in `repository`.
  public init(version: String, in repository: Repository) throws {
    let folder = repository.root.appending(path: "Conformance/requirements")
    let path = folder.appending(path: "\(version).json").path
    guard FileManager.default.fileExists(atPath: path) else {
      throw CaseError(
        "there are no requirements of '\(version)'; there are those of "
          + Self.versions(in: repository).joined(separator: ", "))
    }
    let json = try JSON(text: SourceFiles.read(path))
    guard json["schema"]?.string == Self.schema, let items = json["items"]?.object else {
      throw CaseError("expected the schema \(Self.schema), and 'items'", place: path)
    }
    var names: [String: Set<String>] = [:]
    for (place, list) in items.fields {
      guard let list = list.strings else {
        throw CaseError("'\(place)' must be a list of names", place: path)
      }
      names[place] = Set(list)
    }
    (self.version, self.names) = (json["version"]?.string ?? version, names)
  }

  /// The releases whose requirements are in `repository`.
  public static func versions(in repository: Repository) -> [String] {
    let folder = repository.root.appending(path: "Conformance/requirements").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  private static func place(_ item: Item) -> String { "\(item.kind.rawValue)/\(item.heading)" }

  /// Whether `item` belongs to the release.
  public func contains(_ item: Item) -> Bool {
    names[Self.place(item)]?.contains(item.name) ?? false
  }

  /// The ids that are asked for, and that none of `items` has: a release's items stay for ever.
  public func missing(from items: [Item]) -> [String] {
    let there = Dictionary(grouping: items, by: Self.place).mapValues { Set($0.map(\.name)) }
    return names.keys.sorted().flatMap { place in
      names[place, default: []].subtracting(there[place] ?? []).sorted().map { "\(place)/\($0)" }
    }
  }

  /// The file's text.
  public var text: String {
    var items = JSONObject()
    for place in names.keys.sorted() {
      items[place] = .array(names[place, default: []].sorted().map { .string($0) })
    }
    let json: JSON = [
      "schema": .string(Self.schema), "version": .string(version), "items": .object(items),
    ]
    return json.text(indent: 1) + "\n"
  }
}
