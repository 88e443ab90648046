import JSONValues

/// The part of YAML that people write waivers in: mappings, lists and strings by indentation.
///
/// `key: value`, `- item`, `[a, b]`, quotes, comments. Every value is a string; there are no anchors,
/// tags, or blocks of text, and what is not understood is an error with its line.
enum SimpleYAML {
  private struct Line {
    let number: Int
    let indent: Int
    let text: Substring
  }

  /// The value that `text` writes.
  static func parse(_ text: String) throws -> JSON {
    var lines: [Line] = []
    for (i, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = withoutComment(raw)
      let content = line.drop { $0 == " " }
      if content.isEmpty || content == "---" { continue }
      if content.first == "\t" { throw CaseError("line \(i + 1): indentation must be of spaces") }
      lines.append(Line(number: i + 1, indent: line.count - content.count, text: content))
    }
    guard let first = lines.first else { return [:] }
    var rest = lines[...]
    let value = try block(&rest, indent: first.indent)
    if let line = rest.first { throw CaseError("line \(line.number): unexpected indentation") }
    return value
  }

  private static func withoutComment(_ line: Substring) -> Substring {
    var quote: Character?
    var before: Character = " "
    for i in line.indices {
      let character = line[i]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "#", before == " " {
        return trimmed(line[..<i])
      }
      before = character
    }
    return trimmed(line)
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  private static func block(_ lines: inout ArraySlice<Line>, indent: Int) throws -> JSON {
    guard let first = lines.first else { return .null }
    return first.text == "-" || first.text.hasPrefix("- ")
      ? try list(&lines, indent: indent) : try mapping(&lines, indent: indent)
  }

  private static func list(_ lines: inout ArraySlice<Line>, indent: Int) throws -> JSON {
    var items: [JSON] = []
    while let line = lines.first, line.indent == indent,
      line.text == "-" || line.text.hasPrefix("- ")
    {
      lines.removeFirst()
      let rest = line.text.dropFirst(1).drop { $0 == " " }
      if rest.isEmpty {
        guard let next = lines.first, next.indent > indent else {
          items.append(.null)
          continue
        }
        items.append(try block(&lines, indent: next.indent))
      } else if key(of: rest) != nil {
        // A mapping that begins beside the dash.
        let inner = indent + line.text.count - rest.count
        lines = [Line(number: line.number, indent: inner, text: rest)] + lines
        items.append(try mapping(&lines, indent: inner))
      } else {
        items.append(try scalar(rest, line.number))
      }
    }
    return .array(items)
  }

  private static func mapping(_ lines: inout ArraySlice<Line>, indent: Int) throws -> JSON {
    var fields: JSONObject = [:]
    while let line = lines.first, line.indent == indent {
      guard let (key, rest) = key(of: line.text) else {
        throw CaseError("line \(line.number): expected 'key: value', got '\(line.text.prefix(60))'")
      }
      lines.removeFirst()
      if !rest.isEmpty {
        fields[key] = try scalar(rest, line.number)
      } else if let next = lines.first,
        next.indent > indent || next.indent == indent && next.text.hasPrefix("-")
      {
        fields[key] = try block(&lines, indent: next.indent)
      } else {
        fields[key] = .null
      }
    }
    return .object(fields)
  }

  private static func key(of text: Substring) -> (String, Substring)? {
    guard let first = text.first, !"\"'[{".contains(first) else { return nil }
    guard
      let colon = text.indices.first(where: { i in
        text[i] == ":"
          && (text.index(after: i) == text.endIndex || text[text.index(after: i)] == " ")
      })
    else { return nil }
    return (String(text[..<colon]), text[text.index(after: colon)...].drop { $0 == " " })
  }

  private static func scalar(_ text: Substring, _ number: Int) throws -> JSON {
    if text.hasPrefix("[") {
      guard text.hasSuffix("]") else { throw CaseError("line \(number): a list does not end") }
      return .array(
        try split(text.dropFirst().dropLast(), number).map { try scalar($0, number) })
    }
    if let quote = text.first, quote == "\"" || quote == "'" {
      guard text.count > 1, text.last == quote else {
        throw CaseError("line \(number): a string does not end")
      }
      return .string(String(text.dropFirst().dropLast()))
    }
    if let first = text.first, "|>&*!{%@`".contains(first) {
      throw CaseError("line \(number): '\(first)' begins what is not read here; use quotes")
    }
    return .string(String(text))
  }

  private static func split(_ text: Substring, _ number: Int) throws -> [Substring] {
    var (parts, start, quote) = ([Substring](), text.startIndex, Character?.none)
    for i in text.indices {
      if let open = quote {
        if text[i] == open { quote = nil }
      } else if text[i] == "\"" || text[i] == "'" {
        quote = text[i]
      } else if text[i] == "," {
        parts.append(text[start..<i])
        start = text.index(after: i)
      }
    }
    guard quote == nil else { throw CaseError("line \(number): a string does not end") }
    parts.append(text[start...])
    return parts.map { trimmed($0.drop { $0.isWhitespace }) }.filter { !$0.isEmpty }
  }
}
