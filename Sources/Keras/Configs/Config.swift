import Synchronization

/// What describes an object of Keras in a file: Keras's `get_config`.
///
/// It remembers which of its fields were read, so that one that nobody reads is found: most often
/// its name is misspelt.
public struct Config: Sendable {
  private var content: JSONObject
  private let reads = Reads()
  /// The class described, for messages.
  public let owner: String

  /// The description of an object of class `owner`.
  public init(_ fields: JSONObject, of owner: String) {
    content = fields
    self.owner = owner
  }

  /// The fields under Keras's names; whoever takes them all has read them all.
  public var fields: JSONObject {
    get {
      reads.names.withLock { $0.formUnion(content.keys) }
      return content
    }
    set { content = newValue }
  }

  /// The field `key`; `nil` where there is none.
  public subscript(key: String) -> JSON? {
    get {
      reads.names.withLock { _ = $0.insert(key) }
      return content[key]
    }
    set { content[key] = newValue }
  }

  /// Throws where a field has not been read and is none of `others`, nor of those that the object
  /// itself writes: it has no such setting.
  func refuseUnread(
    except others: Set<String> = [], written: () -> [String] = { [] }
  ) throws {
    var known = reads.names.withLock { $0 }
    func unread() -> String? {
      content.keys.first { !known.contains($0) && !others.contains($0) }
    }
    guard unread() != nil else { return }
    known.formUnion(written())
    guard let key = unread() else { return }
    let name = content["name"]?.string.map { " '\($0)'" } ?? ""
    throw ConfigError(
      "\(owner)\(name) has no setting '\(key)'\(NearNames.hint(key, among: known))")
  }

  /// The names that were asked for; copies of a config share them.
  private final class Reads: Sendable {
    let names = Mutex<Set<String>>([])
  }

  /// The value of `key`, which must be there.
  public func get<Value: ConfigValue>(_ key: String, as _: Value.Type = Value.self) throws -> Value
  {
    guard let json = self[key] else {
      if let absent = Value.absent { return absent }
      throw ConfigError("the config of \(owner) has no '\(key)'")
    }
    guard let value = Value(config: json) else { throw unexpected(key, Value.expectation, json) }
    return value
  }

  /// The value of `key`, or `fallback` where it is not there.
  public func get<Value: ConfigValue>(_ key: String, _ fallback: Value) throws -> Value {
    self[key] == nil ? fallback : try get(key)
  }

  /// The object under `key`: by its serialized form or its identifier; `nil` for null.
  public func object<T: KerasObject>(_ key: String, _ type: T.Type = T.self) throws -> T? {
    guard let json = self[key], !json.isNull else { return nil }
    do { return try deserialize(json, as: T.self) } catch let error as ConfigError {
      throw error.within("'\(key)' of \(owner)")
    }
  }

  /// That `key` holds something else than `expectation`.
  public func unexpected(_ key: String, _ expectation: String, _ json: JSON) -> ConfigError {
    ConfigError("'\(key)' of \(owner) must be \(expectation), got \(json.kind)")
  }
}

/// What is wrong with the description of an object.
public struct ConfigError: Error, Hashable, CustomStringConvertible {
  /// What was expected and what came.
  public let description: String
  /// The error that says `message`.
  public init(_ message: String) { description = message }
  /// The same, said of a part.
  public func within(_ place: String) -> ConfigError { ConfigError("\(place): \(description)") }
}

/// A value that a field of a config can hold.
public protocol ConfigValue {
  /// The value that `json` stands for; `nil` if it stands for none.
  init?(config json: JSON)
  /// What `json` must be: `an integer`.
  static var expectation: String { get }
  /// The value of a field that is not there, for optional ones.
  static var absent: Self? { get }
  /// What the field holds.
  var json: JSON { get }
}

extension ConfigValue {
  /// The value of a field that is not there.
  public static var absent: Self? { nil }
}

extension Int: ConfigValue {
  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) {
    guard let value = json.integer else { return nil }
    self = value
  }
  /// What the field must be.
  public static var expectation: String { "an integer" }
  /// What the field holds.
  public var json: JSON { .integer(self) }
}
extension Double: ConfigValue {
  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) {
    guard let value = json.number else { return nil }
    self = value
  }
  /// What the field must be.
  public static var expectation: String { "a number" }
  /// What the field holds.
  public var json: JSON { .number(self) }
}
extension Bool: ConfigValue {
  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) {
    guard let value = json.bool else { return nil }
    self = value
  }
  /// What the field must be.
  public static var expectation: String { "true or false" }
  /// What the field holds.
  public var json: JSON { .bool(self) }
}
extension String: ConfigValue {
  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) {
    guard let value = json.string else { return nil }
    self = value
  }
  /// What the field must be.
  public static var expectation: String { "a string" }
  /// What the field holds.
  public var json: JSON { .string(self) }
}
extension JSON: ConfigValue {
  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) { self = json }
  /// What the field must be.
  public static var expectation: String { "a value" }
  /// The value of a field that is not there.
  public static var absent: JSON? { .null }
  /// What the field holds.
  public var json: JSON { self }
}
extension Array: ConfigValue where Element: ConfigValue {
  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) {
    guard let items = json.array else { return nil }
    let values = items.compactMap { Element(config: $0) }
    guard values.count == items.count else { return nil }
    self = values
  }
  /// What the field must be.
  public static var expectation: String { "a list, each item \(Element.expectation)" }
  /// What the field holds.
  public var json: JSON { .array(map(\.json)) }
}
extension Optional: ConfigValue where Wrapped: ConfigValue {
  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) {
    if json.isNull {
      self = .none
    } else if let value = Wrapped(config: json) {
      self = value
    } else {
      return nil
    }
  }
  /// What the field must be.
  public static var expectation: String { "\(Wrapped.expectation) or null" }
  /// The value of a field that is not there.
  public static var absent: Wrapped?? { .some(nil) }
  /// What the field holds.
  public var json: JSON { self?.json ?? .null }
}

extension ConfigValue where Self: RawRepresentable, RawValue == String, Self: CaseIterable {
  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) {
    guard let name = json.string, let value = Self(rawValue: name) else { return nil }
    self = value
  }
  /// What the field must be.
  public static var expectation: String {
    "one of " + allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
  }
  /// What the field holds.
  public var json: JSON { .string(rawValue) }
}
