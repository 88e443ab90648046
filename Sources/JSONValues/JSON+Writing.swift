extension JSON {
  /// The text of this value as Python's `json.dumps` writes it, on one line, or with `indent`
  /// spaces a level on many.
  public func text(indent: Int? = nil) -> String {
    var result = ""
    write(into: &result, indent, 0)
    return result
  }

  private func write(into text: inout String, _ indent: Int?, _ level: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += "\(value)"
    case .number(let value):
      text +=
        value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-" : "") + "Infinity" : "\(value)"
    case .string(let value): JSON.write(value, into: &text)
    case .array(let items):
      JSON.list("[", items, "]", into: &text, indent, level) {
        $1.write(into: &$0, indent, level + 1)
      }
    case .object(let object):
      JSON.list("{", object.fields, "}", into: &text, indent, level) { text, field in
        JSON.write(field.key, into: &text)
        text += ": "
        field.value.write(into: &text, indent, level + 1)
      }
    }
  }

  private static func list<Item>(
    _ open: String, _ items: [Item], _ close: String, into text: inout String, _ indent: Int?,
    _ level: Int, _ write: (inout String, Item) -> Void
  ) {
    text += open
    for (i, item) in items.enumerated() {
      if i > 0 { text += indent == nil ? ", " : "," }
      if let indent { text += "\n" + String(repeating: " ", count: indent * (level + 1)) }
      write(&text, item)
    }
    if let indent, !items.isEmpty { text += "\n" + String(repeating: " ", count: indent * level) }
    text += close
  }

  private static func write(_ string: String, into text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
