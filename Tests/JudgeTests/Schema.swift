import Foundation
import JSONValues

/// The part of JSON Schema that the schemas of Conformance use.
struct Schema {
  private let root: JSON

  init(named name: String) throws {
    let url = repository.root.appending(path: "Conformance/schema/\(name).schema.json")
    root = try JSON(text: String(contentsOf: url, encoding: .utf8))
  }

  /// Where `value` is not of the schema; nothing if it is.
  func problems(_ value: JSON) -> [String] { problems(value, root, "$") }

  private func problems(_ value: JSON, _ schema: JSON, _ place: String) -> [String] {
    var found: [String] = []
    func fail(_ what: String) { found.append("\(place): \(what), got \(value.text().prefix(80))") }
    for (key, rule) in schema.object?.fields ?? [] {
      switch key {
      case "$schema", "title", "description", "$defs": break
      case "$ref": found += problems(value, resolved(rule), place)
      case "type":
        let types = rule.array?.compactMap(\.string) ?? [rule.string ?? ""]
        if !types.contains(where: { has(value, $0) }) { fail("must be \(types)") }
      case "enum": if !(rule.array ?? []).contains(value) { fail("must be one of \(rule)") }
      case "const": if value != rule { fail("must be \(rule)") }
      case "required":
        for name in rule.array ?? [] where value.object != nil && value[name.string ?? ""] == nil {
          fail("must have \(name)")
        }
      case "properties":
        for (name, inner) in rule.object?.fields ?? [] {
          if let field = value[name] { found += problems(field, inner, "\(place).\(name)") }
        }
      case "additionalProperties":
        let known = schema["properties"]?.object?.keys ?? []
        for name in value.object?.keys ?? [] where !known.contains(name) {
          fail("must not have '\(name)'")
        }
      case "items":
        for (i, item) in (value.array ?? []).enumerated() {
          found += problems(item, rule, "\(place)[\(i)]")
        }
      case "minItems":
        if let list = value.array, list.count < rule.integer ?? 0 { fail("is too short") }
      case "minLength":
        if let text = value.string, text.count < rule.integer ?? 0 { fail("is too short") }
      case "minimum":
        if let number = value.number, number < rule.number ?? 0 { fail("is too small") }
      case "pattern":
        if let text = value.string, let expression = try? Regex(rule.string ?? ""),
          text.firstMatch(of: expression) == nil
        {
          fail("must be of the form \(rule)")
        }
      case "allOf": for part in rule.array ?? [] { found += problems(value, part, place) }
      case "anyOf", "oneOf":
        let results = (rule.array ?? []).map { problems(value, $0, place) }
        let fitting = results.count(where: \.isEmpty)
        if fitting == 0 {
          found.append(
            "\(place): fits none of \(results.count): \(results.min { $0.count < $1.count } ?? [])")
        } else if key == "oneOf", fitting > 1 {
          fail("fits \(fitting) of the alternatives")
        }
      default: found.append("the schema has '\(key)', which is not checked")
      }
    }
    return found
  }

  private func resolved(_ reference: JSON) -> JSON {
    var place = root
    for part in (reference.string ?? "").split(separator: "/").dropFirst() {
      place = place[String(part)] ?? .bool(false)
    }
    return place
  }

  private func has(_ value: JSON, _ type: String) -> Bool {
    switch type {
    case "object": value.object != nil
    case "array": value.array != nil
    case "string": value.string != nil
    case "integer": value.integer != nil
    case "number": value.number != nil
    case "boolean": value.bool != nil
    case "null": value.isNull
    default: false
    }
  }
}
