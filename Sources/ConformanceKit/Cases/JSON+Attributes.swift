import JSONValues
import Touchstone

extension JSON {
  /// The strings of a list of strings.
  var strings: [String]? {
    guard let array else { return nil }
    let strings = array.compactMap(\.string)
    return strings.count == array.count ? strings : nil
  }

  /// The attribute this value stands for.
  ///
  /// Integers, booleans, strings and lists of these are what they look like; nested lists are
  /// matrices; an object is a structure; a string that is a literal (`f32[2] 1 2`) holds elements,
  /// and `"type f32[2]"` a type.
  func attribute() throws(CaseError) -> Attribute {
    switch self {
    case .null: return .unit
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(Int64(value))
    case .number(let value): return .float(value)
    case .string(let value):
      if value.hasPrefix("type ") { return .type(try Literal.type(of: String(value.dropFirst(5)))) }
      if value.hasPrefix("@") { return .symbol(String(value.dropFirst())) }
      return Literal.isLiteral(value) ? .elements(try Literal.parse(value)) : .string(value)
    case .object(let fields): return .dictionary(try JSON.attributes(fields))
    case .array(let items):
      var integers: [Int] = []
      var flags: [Int] = []
      for item in items {
        if case .integer(let value) = item { integers.append(value) }
        if case .bool(let value) = item { flags.append(value ? 1 : 0) }
      }
      if integers.count == items.count { return .integers(integers, .i64) }
      if flags.count == items.count { return .integers(flags, .i1) }
      var attributes: [Attribute] = []
      for item in items { attributes.append(try item.attribute()) }
      return .array(attributes)
    }
  }

  /// The fields in alphabetical order.
  static func attributes(_ fields: JSONObject) throws(CaseError) -> [NamedAttribute] {
    var result: [NamedAttribute] = []
    for (name, value) in fields.fields.sorted(by: { $0.key < $1.key }) {
      result.append(NamedAttribute(name, try value.attribute()))
    }
    return result
  }
}
