/// The fields of a JSON object in the order they were written.
public struct JSONObject: Sendable {
  /// The fields; each key occurs once.
  public private(set) var fields: [(key: String, value: JSON)] = []
  private var places: [String: Int] = [:]

  /// The object with these fields; of two with one key the later counts.
  public init(_ fields: some Sequence<(String, JSON)> = []) {
    for (key, value) in fields { self[key] = value }
  }

  /// How many fields there are.
  public var count: Int { fields.count }
  /// The names of the fields.
  public var keys: [String] { fields.map(\.key) }

  /// The value of a field; `nil` where there is none, and set to `nil` the field is gone.
  public subscript(key: String) -> JSON? {
    get { places[key].map { fields[$0].value } }
    set {
      if let place = places[key] {
        if let newValue {
          fields[place].value = newValue
        } else {
          fields.remove(at: place)
          places = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1.key, $0) })
        }
      } else if let newValue {
        places[key] = fields.count
        fields.append((key, newValue))
      }
    }
  }

  /// These fields, then those of `other`, whose values count for keys of both.
  public func merging(_ other: JSONObject) -> JSONObject {
    var result = self
    for (key, value) in other.fields { result[key] = value }
    return result
  }
}

extension JSONObject: Hashable {
  /// Whether both are the same.
  public static func == (a: JSONObject, b: JSONObject) -> Bool {
    a.count == b.count && a.fields.allSatisfy { b[$0.key] == $0.value }
  }
  /// Feeds what makes two values equal.
  public func hash(into hasher: inout Hasher) {
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
      hasher.combine(key)
      hasher.combine(value)
    }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// The value that the literal writes.
  public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
