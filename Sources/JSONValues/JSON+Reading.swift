import Foundation

/// What is wrong with a JSON text, and where.
public struct JSONError: Error, CustomStringConvertible, Hashable {
  /// The line, counted from 1.
  public let line: Int
  /// What was expected and what came.
  public let message: String
  /// What to show a person.
  public var description: String { "line \(line): \(message)" }
}

extension JSON {
  /// The value that `text` writes; Python's NaN, Infinity and -Infinity are numbers too.
  ///
  /// Throws `JSONError`. Values nested more than 512 deep are refused.
  public init(text: String) throws(JSONError) { try self.init(utf8: Array(text.utf8)) }

  /// The value that these bytes of UTF-8 write.
  public init(utf8 bytes: some Sequence<UInt8>) throws(JSONError) {
    var reader = Reader(bytes: Array(bytes))
    self = try reader.document()
  }
}

/// Reads one JSON text. Foundation's reader loses the order of fields.
private struct Reader {
  let bytes: [UInt8]
  var at = 0
  var depth = 0

  func failure(_ message: String) -> JSONError {
    JSONError(
      line: 1 + bytes[..<Swift.min(at, bytes.count)].count { $0 == UInt8(ascii: "\n") },
      message: message)
  }
  var next: UInt8? { at < bytes.count ? bytes[at] : nil }
  var found: String {
    next.map { "'\(Character(UnicodeScalar($0)))'" } ?? "the end of the text"
  }

  mutating func skipSpace() {
    while let byte = next, byte == 32 || byte == 9 || byte == 10 || byte == 13 { at += 1 }
  }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value()
    skipSpace()
    guard next == nil else { throw failure("expected the end of the text, got \(found)") }
    return value
  }

  mutating func value() throws(JSONError) -> JSON {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try nested { (reader) throws(JSONError) in try reader.object() }
    case UInt8(ascii: "["): return try nested { (reader) throws(JSONError) in try reader.array() }
    case UInt8(ascii: "\""): return .string(try string())
    default: return try word()
    }
  }

  mutating func nested(
    _ read: (inout Reader) throws(JSONError) -> JSON
  ) throws(JSONError) -> JSON {
    guard depth < 512 else { throw failure("values are nested more than 512 deep") }
    depth += 1
    at += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  mutating func take(_ byte: Character) -> Bool {
    skipSpace()
    guard next == byte.asciiValue else { return false }
    at += 1
    return true
  }

  mutating func object() throws(JSONError) -> JSON {
    var object = JSONObject()
    if take("}") { return .object(object) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else {
        throw failure("expected the name of a field in quotes, got \(found)")
      }
      let key = try string()
      if object[key] != nil { throw failure("\"\(key)\" stands twice in one object") }
      guard take(":") else { throw failure("expected ':' after \"\(key)\", got \(found)") }
      object[key] = try value()
    } while take(",")
    guard take("}") else { throw failure("expected ',' or '}', got \(found)") }
    return .object(object)
  }

  mutating func array() throws(JSONError) -> JSON {
    var items: [JSON] = []
    if take("]") { return .array(items) }
    repeat { items.append(try value()) } while take(",")
    guard take("]") else { throw failure("expected ',' or ']', got \(found)") }
    return .array(items)
  }

  mutating func word() throws(JSONError) -> JSON {
    let start = at
    while let byte = next, !" \t\r\n,:]}[{\"".utf8.contains(byte) { at += 1 }
    let word = String(decoding: bytes[start..<at], as: UTF8.self)
    switch word {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "NaN": return .number(.nan)
    case "Infinity": return .number(.infinity)
    case "-Infinity": return .number(-.infinity)
    default:
      if let first = word.utf8.first, first == UInt8(ascii: "-") || (48...57).contains(first) {
        if let value = Int(word) { return .integer(value) }
        if word.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let value = Double(word) {
          return .number(value)
        }
      }
      at = start
      throw failure("expected a value, got \(word.isEmpty ? found : "'\(word.prefix(40))'")")
    }
  }

  mutating func string() throws(JSONError) -> String {
    at += 1
    var result: [UInt8] = []
    while let byte = next {
      at += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: result, as: UTF8.self) else {
          throw failure("a string is no valid UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): try escape(&result)
      case 0..<32: throw failure("a string holds a control character that is not escaped")
      default: result.append(byte)
      }
    }
    throw failure("a string does not end")
  }

  mutating func escape(_ result: inout [UInt8]) throws(JSONError) {
    guard let byte = next else { throw failure("a string does not end") }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
    case UInt8(ascii: "b"): result.append(8)
    case UInt8(ascii: "f"): result.append(12)
    case UInt8(ascii: "n"): result.append(10)
    case UInt8(ascii: "r"): result.append(13)
    case UInt8(ascii: "t"): result.append(9)
    case UInt8(ascii: "u"):
      var code = try hex()
      if (0xD800..<0xDC00).contains(code), next == UInt8(ascii: "\\"), at + 1 < bytes.count,
        bytes[at + 1] == UInt8(ascii: "u")
      {
        at += 2
        let low = try hex()
        guard (0xDC00..<0xE000).contains(low) else { throw failure("half a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = UnicodeScalar(code) else { throw failure("half a surrogate pair") }
      result.append(contentsOf: Character(scalar).utf8)
    default: throw failure("unknown escape '\\\(Character(UnicodeScalar(byte)))'")
    }
  }

  mutating func hex() throws(JSONError) -> UInt32 {
    guard at + 4 <= bytes.count,
      let value = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
    else { throw failure("expected four hexadecimal digits after \\u") }
    at += 4
    return value
  }
}
