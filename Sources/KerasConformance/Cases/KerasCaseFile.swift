import Foundation

/// A list of cases in a file of `Conformance/keras`.
public struct KerasCaseFile: Sendable {
  /// The file's name without `.json`; the results are stored under `keras-NAME`.
  public let name: String
  /// The cases in order.
  public let cases: [KerasCase]

  /// The file with these cases.
  init(_ name: String, _ cases: [KerasCase]) {
    (self.name, self.cases) = (name, cases)
  }

  /// Reads `url`, or says which case is wrong and how.
  public init(_ url: URL) throws {
    let file = url.lastPathComponent
    let text: String
    do { text = try SourceFiles.read(url.path) } catch {
      throw CaseError("cannot be read", place: file)
    }
    name = url.deletingPathExtension().lastPathComponent
    let json: JSON
    do { json = try JSON(text: text) } catch { throw CaseError("\(error)", place: file) }
    cases = try Self.cases(json, place: file)
  }

  /// The cases of `json`: those under `cases`, or the one that it is.
  public static func cases(_ json: JSON, place: String) throws -> [KerasCase] {
    guard let list = json["cases"] else { return [try KerasCase(json)] }
    guard let items = list.array else {
      throw CaseError("'cases' must be a list, got \(list.kind)", place: place)
    }
    var names: Set<String> = []
    return try items.enumerated().map { number, item in
      let one: KerasCase
      do { one = try KerasCase(item) } catch {
        let name = item["name"]?.string ?? "case \(number + 1)"
        throw CaseError("\(error)", place: "\(place): \(name)")
      }
      guard names.insert(one.name).inserted else {
        throw CaseError("two cases are called '\(one.name)'", place: place)
      }
      return one
    }
  }

  /// The text of the file: a case's fields stand on lines of their own.
  func text() throws -> String {
    let cases = try self.cases.map { one in
      let lines = try one.json().fields.map { "\(JSON.string($0.key).text()): \($0.value.text())" }
      return "    {" + lines.joined(separator: ",\n     ") + "}"
    }
    let note = "by tools/golden from Sources/KerasConformance/Recipes; a recipe is what to change"
    return """
      {
        "generated": \(JSON.string(note).text()),
        "cases": [
      \(cases.joined(separator: ",\n"))
        ]
      }

      """
  }

  /// The heading under which results are stored.
  public var heading: String { "keras-\(name)" }
}
