import Foundation
import JSONValues
import Touchstone

/// One statement of the specification made checkable: an operation or a program, its inputs, and
/// what must come of it.
///
/// Specification: `conformance`.
public struct Case: Sendable {
  /// A short fact, as in `swaps two axes`.
  public let name: String
  /// The heading in SPEC.md it belongs to, which is also its file's name.
  public let heading: String
  /// The labels of clauses it shows, besides the one it violates.
  public let clauses: [String]
  /// What runs.
  public let subject: Subject
  /// What is made of it before it runs; `nil` runs it as it is.
  public let transform: CaseTransform?
  /// The arguments; with a transform also the directions it asks for.
  public let operands: [HostTensor]
  /// The types the operation's results are declared to have; empty where nothing declares them.
  public let resultTypes: [TensorType]
  /// What must come of it.
  public let expectation: Expectation

  /// What runs.
  public enum Subject: Sendable {
    /// One operation, named with its dialect.
    case operation(String, [NamedAttribute])
    /// StableHLO text.
    case program(String)
  }
  /// What must come of a case.
  public enum Expectation: Sendable {
    /// These results.
    case results([HostTensor])
    /// The results stored in `Golden/`.
    case golden
    /// An error that names this constraint.
    case violation(String)
  }
}

/// The cases of one heading.
public struct CaseFile: Sendable {
  /// Where it was read.
  public let url: URL
  /// The heading in SPEC.md: the file's name without `.json`.
  public let heading: String
  /// The cases in order.
  public let cases: [Case]

  /// Reads `url`, or says which case is wrong and how.
  public init(_ url: URL) throws {
    let file = url.lastPathComponent
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw CaseError("cannot be read", place: file)
    }
    let parsed: JSON
    do { parsed = try JSON(utf8: data) } catch {
      throw CaseError("is not a JSON list of cases: \(error)", place: file)
    }
    guard let items = parsed.array else {
      throw CaseError("is not a JSON list of cases but \(parsed.kind)", place: file)
    }
    let heading = url.deletingPathExtension().lastPathComponent
    self.url = url
    self.heading = heading
    var names: Set<String> = []
    var cases: [Case] = []
    for (number, item) in items.enumerated() {
      let name = item.object?["name"]?.string
      let place = "\(file): \(name ?? "case \(number + 1)")"
      do {
        let one = try Case(item, heading: heading)
        guard names.insert(one.name).inserted else {
          throw CaseError("another case of this file has the same name")
        }
        cases.append(one)
      } catch let error as CaseError { throw error.at(place) }
    }
    self.cases = cases
  }

  /// The files of `folder` that end in `.json`, in alphabetical order.
  public static func files(in folder: URL) throws -> [URL] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      throw CaseError("there is no folder of cases at \(folder.path)")
    }
    return names.filter { $0.hasSuffix(".json") }.sorted().map { folder.appending(path: $0) }
  }
}

extension Case {
  private static let keys: Set = [
    "name", "clauses", "operation", "attributes", "operands", "result", "results", "golden",
    "violates", "program", "resultTypes", "note", "transform",
  ]

  /// The case that `json` describes.
  init(_ json: JSON, heading: String) throws(CaseError) {
    guard let fields = json.object else { throw CaseError("a case is a JSON object") }
    for key in fields.keys.sorted() where !Self.keys.contains(key) {
      throw CaseError("unknown key '\(key)'; expected one of \(Self.keys.sorted())")
    }
    func strings(_ key: String) throws(CaseError) -> [String]? {
      guard let value = fields[key] else { return nil }
      guard let list = value.strings else { throw CaseError("'\(key)' must be a list of strings") }
      return list
    }
    guard let name = fields["name"]?.string, !name.isEmpty else {
      throw CaseError("'name' is missing")
    }
    self.name = name
    self.heading = heading
    clauses = try strings("clauses") ?? []

    switch (fields["operation"], fields["program"]) {
    case (let operation?, nil):
      guard let short = operation.string else { throw CaseError("'operation' must be a string") }
      guard let attributes = (fields["attributes"] ?? .object([:])).object else {
        throw CaseError("'attributes' must be an object")
      }
      let full = short.contains(".") ? short : "stablehlo.\(short)"
      subject = .operation(full, try JSON.attributes(attributes))
    case (nil, .some):
      guard let lines = try strings("program") else { throw CaseError("'program' is empty") }
      guard fields["attributes"] == nil else {
        throw CaseError("'attributes' belong to 'operation', not to 'program'")
      }
      subject = .program(lines.joined(separator: "\n"))
    default: throw CaseError("expected either 'operation' or 'program'")
    }

    if let transform = fields["transform"] {
      guard let word = transform.string, let known = CaseTransform(rawValue: word) else {
        throw CaseError(
          "'transform' must be one of \(CaseTransform.allCases.map(\.rawValue))")
      }
      self.transform = known
    } else {
      transform = nil
    }

    var operands: [HostTensor] = []
    for text in try strings("operands") ?? [] { operands.append(try Literal.parse(text)) }
    self.operands = operands

    let written: [String]?
    switch (fields["result"], try strings("results")) {
    case (let result?, nil):
      guard let text = result.string else { throw CaseError("'result' must be a string") }
      written = [text]
    case (nil, let list): written = list
    default: throw CaseError("expected 'result' or 'results', not both")
    }
    let golden = fields["golden"] == .bool(true)
    switch (written, golden, fields["violates"]) {
    case (let written?, false, nil):
      var results: [HostTensor] = []
      for text in written { results.append(try Literal.parse(text)) }
      expectation = .results(results)
    case (nil, true, nil): expectation = .golden
    case (nil, false, let label?):
      guard let label = label.string, !label.isEmpty else {
        throw CaseError("'violates' must be the label of a constraint")
      }
      expectation = .violation(label)
    default:
      throw CaseError("expected exactly one of 'result', 'results', 'golden': true, 'violates'")
    }

    var types: [TensorType] = []
    if let declared = try strings("resultTypes") {
      for text in declared { types.append(try Literal.type(of: text)) }
    } else if case .results(let results) = expectation, transform == nil {
      types = results.map(\.type)
    }
    resultTypes = types
  }
}

extension Case: CustomStringConvertible {
  /// Heading and name.
  public var description: String { "\(heading): \(name)" }
}
