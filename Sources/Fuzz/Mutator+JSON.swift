import JSONValues

extension Mutator {
  /// Values that settings are seldom tried with.
  private static let values: [JSON] = [
    .null, .bool(true), .bool(false), .integer(0), .integer(-1), .integer(1), .integer(3),
    .integer(1000), .integer(65_537), .integer(Int(Int32.max)), .integer(Int(Int32.max) + 1),
    .integer(Int.max), .integer(Int.min), .number(0.5), .number(-0.5), .number(1e308),
    .number(-1e308), .number(.nan), .number(.infinity), .number(.leastNonzeroMagnitude),
    .string(""),
    .string("same"), .string("valid"), .string("channels_first"), .string("relu"),
    .string("float16"), .string("mixed_bfloat16"), .string("int32"), .string("no such thing"),
    .string("a/b"), .string("\u{0}"), .array([]), .array([.integer(0)]),
    .array([.integer(-1), .integer(2)]), .array([.null, .integer(4)]),
    .array([.integer(Int.max), .integer(Int.max)]), .array([.array([.array([])])]), .object([:]),
  ]

  /// `json` after one change somewhere in it; `other` lends parts.
  mutating func changed(_ json: JSON, _ other: JSON) -> JSON {
    var place = below(json.size)
    return changed(json, at: &place, other)
  }

  private mutating func changed(_ json: JSON, at place: inout Int, _ other: JSON) -> JSON {
    if place == 0 {
      place = -1
      return replacement(of: json, other)
    }
    place -= 1
    switch json {
    case .array(var items):
      for i in items.indices where place >= 0 {
        if place < items[i].size {
          items[i] = changed(items[i], at: &place, other)
          place = -1
        } else {
          place -= items[i].size
        }
      }
      return .array(items)
    case .object(let object):
      var fields: [(String, JSON)] = object.fields.map { ($0.key, $0.value) }
      for i in fields.indices where place >= 0 {
        if place < fields[i].1.size {
          fields[i].1 = changed(fields[i].1, at: &place, other)
          place = -1
        } else {
          place -= fields[i].1.size
        }
      }
      return .object(JSONObject(fields))
    default: return json
    }
  }

  /// What comes in the place of `json`.
  private mutating func replacement(of json: JSON, _ other: JSON) -> JSON {
    switch (json, below(8)) {
    case (.array(var items), 0...3) where !items.isEmpty:
      let (i, k) = (below(items.count), below(items.count))
      switch below(3) {
      case 0: items.remove(at: i)
      case 1: items.insert(items[i], at: k)
      default: items.swapAt(i, k)
      }
      return .array(items)
    case (.object(let object), 0...3) where object.count > 0:
      var fields: [(String, JSON)] = object.fields.map { ($0.key, $0.value) }
      let (i, k) = (below(fields.count), below(fields.count))
      switch below(4) {
      case 0: fields.remove(at: i)
      case 1: (fields[i].1, fields[k].1) = (fields[k].1, fields[i].1)
      case 2: fields[i].1 = part(of: other)
      default: fields.append(("\(fields[i].0)s", fields[i].1))
      }
      return .object(JSONObject(fields))
    case (.integer(let value), 0...2):
      // Near what it was: one more, one less, the other sign, much more.
      return .integer([value &+ 1, value &- 1, 0 &- value, value &* 1000][below(4)])
    case (_, 4): return part(of: other)
    case (_, 5):
      var deep = json
      for _ in 0..<below(40) { deep = below(2) == 0 ? .array([deep]) : ["config": deep] }
      return deep
    default: return Self.values[below(Self.values.count)]
    }
  }

  /// A value somewhere in `json`.
  private mutating func part(of json: JSON) -> JSON {
    var part = json
    while below(5) > 0 {
      let inner = part.array ?? part.object?.fields.map(\.value) ?? []
      guard !inner.isEmpty else { break }
      part = inner[below(inner.count)]
    }
    return part
  }
}

extension JSON {
  /// How many values it holds, itself among them.
  fileprivate var size: Int {
    switch self {
    case .array(let items): items.reduce(1) { $0 + $1.size }
    case .object(let object): object.fields.reduce(1) { $0 + $1.value.size }
    default: 1
    }
  }
}
