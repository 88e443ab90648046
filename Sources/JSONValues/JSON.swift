/// A JSON value, with integers kept apart from other numbers, and objects in the order written.
///
/// Two objects with the same fields in another order are equal, and so are 1 and 1.0.
public indirect enum JSON: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object(JSONObject)
}

extension JSON {
  /// The value as a `Bool`, if it is one.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The value as a `String`, if it is one.
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The items of a list.
  public var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
  /// The fields of an object.
  public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
  /// Whether this is null.
  public var isNull: Bool { if case .null = self { true } else { false } }
  /// The value of a number without fraction.
  public var integer: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }
  /// The value of a number.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
  /// The field `key` of an object; `nil` where there is none.
  public subscript(key: String) -> JSON? { object?[key] }

  /// What this is, in the words of an error: `a string`, `a list of 3`.
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): "'\(value.prefix(80))'"
    case .array(let items): "a list of \(items.count)"
    case .object(let fields): "an object with \(fields.count) fields"
    }
  }
}

extension JSON: Hashable {
  /// Whether both are the same.
  public static func == (a: JSON, b: JSON) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let x), .bool(let y)): x == y
    case (.string(let x), .string(let y)): x == y
    case (.array(let x), .array(let y)): x == y
    case (.object(let x), .object(let y)): x == y
    case (.integer(let x), .integer(let y)): x == y
    case (.integer, .number), (.number, .integer), (.number, .number):
      a.number == b.number || (a.number?.isNaN ?? false) && (b.number?.isNaN ?? false)
    default: false
    }
  }
  /// Feeds what makes two values equal.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .string(let value): hasher.combine(value)
    case .array(let items): hasher.combine(items)
    case .object(let fields): hasher.combine(fields)
    case .integer, .number: if let number, !number.isNaN { hasher.combine(number) }
    }
  }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// The value that the literal writes.
  public init(nilLiteral: ()) { self = .null }
  /// The value that the literal writes.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// The value that the literal writes.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// The value that the literal writes.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// The value that the literal writes.
  public init(stringLiteral value: String) { self = .string(value) }
  /// The value that the literal writes.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// The value that the literal writes.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(JSONObject(elements))
  }
}

extension JSON: CustomStringConvertible {
  /// What to show a person.
  public var description: String { text() }
}
