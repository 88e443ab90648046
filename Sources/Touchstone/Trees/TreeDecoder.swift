/// Puts trees together from a structure and tensors.
///
/// Types mostly read keys in the order they wrote them, so the place after the last value read is
/// tried first; any other order works too.
final class TreeReader {
  let tokens: [TreeStructure.Token]
  fileprivate let texts: [String]
  fileprivate let structure: TreeStructure
  let leaves: [Tensor]
  // One pass uses a reader, on one thread; the checks would cost a fifth of it.
  /// The record that `position` belongs to, by where it begins.
  @exclusivity(unchecked) fileprivate var owner = -1
  @exclusivity(unchecked) fileprivate var position = 0
  @exclusivity(unchecked) fileprivate var leaf = 0

  init(_ structure: TreeStructure, _ leaves: [Tensor]) {
    self.structure = structure
    tokens = structure.tokens
    texts = structure.texts
    self.leaves = leaves
  }

  @inline(__always)
  func read<T: Decodable>(_: T.Type, at position: Int, leaf: Int) throws -> T {
    if T.self == Tensor.self {
      guard case .leaf = tokens[position] else { throw unexpected("a tensor", position) }
      return unsafeBitCast(leaves[leaf], to: T.self)
    }
    if let scalar = try scalar(T.self, position) { return scalar }
    return try T(from: TreeDecoder(reader: self, position: position, leaf: leaf))
  }

  fileprivate func unexpected(_ wanted: String, _ position: Int) -> TensorError {
    TensorError(tree: "a type reads \(wanted) where \(structure.words(at: position)) was written")
  }

  @inline(__always)
  private func scalar<T>(_: T.Type, _ position: Int) throws -> T? {
    func bits(_ value: some Any) -> T { unsafeBitCast(value, to: T.self) }
    if T.self == Int.self { return bits(try integer(Int.self, position)) }
    if T.self == Bool.self {
      guard case .boolean(let value) = tokens[position] else {
        throw unexpected("a Bool", position)
      }
      return bits(value)
    }
    if T.self == String.self {
      guard case .string(let value) = tokens[position] else {
        throw unexpected("a String", position)
      }
      return bits(texts[Int(value)])
    }
    if T.self == Double.self {
      guard case .double(let value) = tokens[position] else {
        throw unexpected("a Double", position)
      }
      return bits(Double(bitPattern: value))
    }
    if T.self == Float.self {
      guard case .float(let value) = tokens[position] else {
        throw unexpected("a Float", position)
      }
      return bits(Float(bitPattern: value))
    }
    if T.self == Int64.self { return bits(try integer(Int64.self, position)) }
    if T.self == Int32.self { return bits(try integer(Int32.self, position)) }
    if T.self == Int16.self { return bits(try integer(Int16.self, position)) }
    if T.self == Int8.self { return bits(try integer(Int8.self, position)) }
    if T.self == UInt.self { return bits(try integer(UInt.self, position)) }
    if T.self == UInt64.self { return bits(try integer(UInt64.self, position)) }
    if T.self == UInt32.self { return bits(try integer(UInt32.self, position)) }
    if T.self == UInt16.self { return bits(try integer(UInt16.self, position)) }
    if T.self == UInt8.self { return bits(try integer(UInt8.self, position)) }
    return nil
  }

  private func integer<I: FixedWidthInteger>(_: I.Type, _ position: Int) throws -> I {
    let value: I? =
      switch tokens[position] {
      case .integer(let value): I(exactly: value)
      case .unsigned(let value): I(exactly: value)
      default: nil
      }
    guard let value else { throw unexpected("an \(I.self)", position) }
    return value
  }
}

/// The decoder of one value.
struct TreeDecoder: Decoder, SingleValueDecodingContainer {
  let reader: TreeReader
  let position: Int
  let leaf: Int
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<K: CodingKey>(keyedBy: K.Type) throws -> KeyedDecodingContainer<K> {
    KeyedDecodingContainer(try RecordDecoder(reader, position, leaf))
  }
  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try ListDecoder(reader, position, leaf)
  }
  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func decodeNil() -> Bool { reader.tokens[position] == .null }
  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    try reader.read(type, at: position, leaf: leaf)
  }
  /// The tensor or opaque value here.
  func tensor() throws -> Tensor { try reader.read(Tensor.self, at: position, leaf: leaf) }
  func opaque<T>(_: T.Type) throws -> T {
    guard case .opaque(let i) = reader.tokens[position],
      let value = reader.structure.opaques[Int(i)].value.base as? T
    else { throw reader.unexpected("a \(T.self)", position) }
    return value
  }
}

private struct RecordDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let reader: TreeReader
  let start: Int
  let leafStart: Int
  let end: Int
  var codingPath: [any CodingKey] { [] }

  init(_ reader: TreeReader, _ start: Int, _ leaf: Int) throws {
    guard case .record(let extent) = reader.tokens[start] else {
      throw reader.unexpected("a record", start)
    }
    self.reader = reader
    self.start = start
    leafStart = leaf
    end = start + 1 + Int(extent.tokens)
    goTo(start + 1, leaf)
  }

  @inline(__always)
  private func goTo(_ position: Int, _ leaf: Int) {
    reader.owner = start
    reader.position = position
    reader.leaf = leaf
  }

  /// Moves to the key, if it is there.
  @inline(__always)
  private func find(_ key: String) -> Bool {
    if reader.owner == start, reader.position < end,
      case .key(let next) = reader.tokens[reader.position], reader.texts[Int(next)] == key
    {
      return true
    }
    return search(key)
  }
  private func search(_ key: String) -> Bool {
    var position = start + 1
    var leaf = leafStart
    while position < end {
      if case .key(let next) = reader.tokens[position], reader.texts[Int(next)] == key {
        goTo(position, leaf)
        return true
      }
      let next = reader.tokens.afterValue(at: position + 1)
      position = next.position
      leaf += next.leaves
    }
    return false
  }

  /// The place of the value for `key`; the next key is expected after it.
  @inline(__always)
  private func value(_ key: Key) throws -> (position: Int, leaf: Int) {
    guard find(key.stringValue) else {
      throw TensorError(tree: "a type reads the key \(key.stringValue), which was not written")
    }
    return (reader.position + 1, reader.leaf)
  }
  @inline(__always)
  private func pass(_ place: (position: Int, leaf: Int)) {
    let next = reader.tokens.afterValue(at: place.position)
    goTo(next.position, place.leaf + next.leaves)
  }

  var allKeys: [Key] {
    var keys: [Key] = []
    var position = start + 1
    while position < end {
      if case .key(let name) = reader.tokens[position],
        let key = Key(stringValue: reader.texts[Int(name)])
      {
        keys.append(key)
      }
      position = reader.tokens.afterValue(at: position + 1).position
    }
    return keys
  }
  func contains(_ key: Key) -> Bool { find(key.stringValue) }
  func decodeNil(forKey key: Key) throws -> Bool {
    reader.tokens[try value(key).position] == .null
  }
  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    let place = try value(key)
    let result = try reader.read(type, at: place.position, leaf: place.leaf)
    pass(place)
    return result
  }
  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    guard find(key.stringValue) else { return nil }
    if reader.tokens[reader.position + 1] == .null {
      pass((reader.position + 1, reader.leaf))
      return nil
    }
    return try decode(type, forKey: key)
  }
  func nestedContainer<N: CodingKey>(
    keyedBy: N.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<N> {
    let place = try value(key)
    return KeyedDecodingContainer(try RecordDecoder<N>(reader, place.position, place.leaf))
  }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    let place = try value(key)
    return try ListDecoder(reader, place.position, place.leaf)
  }
  func superDecoder() throws -> any Decoder { throw reader.superclassError }
  func superDecoder(forKey: Key) throws -> any Decoder { throw reader.superclassError }
}

private struct ListDecoder: UnkeyedDecodingContainer {
  let reader: TreeReader
  private var position: Int
  private var leaf: Int
  private let end: Int
  private(set) var currentIndex = 0
  var codingPath: [any CodingKey] { [] }

  init(_ reader: TreeReader, _ start: Int, _ leaf: Int) throws {
    guard case .list(let extent) = reader.tokens[start] else {
      throw reader.unexpected("a list", start)
    }
    self.reader = reader
    self.leaf = leaf
    position = start + 1
    end = start + 1 + Int(extent.tokens)
  }

  var count: Int? {
    var count = 0
    var next = position
    while next < end {
      next = reader.tokens.afterValue(at: next).position
      count += 1
    }
    return currentIndex + count
  }
  var isAtEnd: Bool { position >= end }

  @inline(__always)
  private mutating func next() throws -> (position: Int, leaf: Int) {
    if isAtEnd { throw TensorError(tree: "a type reads more elements than were written") }
    let place = (position, leaf)
    let next = reader.tokens.afterValue(at: position)
    position = next.position
    leaf += next.leaves
    currentIndex += 1
    return place
  }
  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, reader.tokens[position] == .null else { return false }
    _ = try next()
    return true
  }
  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let place = try next()
    return try reader.read(type, at: place.position, leaf: place.leaf)
  }
  mutating func nestedContainer<N: CodingKey>(
    keyedBy: N.Type
  ) throws -> KeyedDecodingContainer<N> {
    let place = try next()
    return KeyedDecodingContainer(try RecordDecoder<N>(reader, place.position, place.leaf))
  }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let place = try next()
    return try ListDecoder(reader, place.position, place.leaf)
  }
  func superDecoder() throws -> any Decoder { throw reader.superclassError }
}

extension TreeReader {
  fileprivate var superclassError: TensorError {
    TensorError(tree: "a type decodes a superclass, which a tree of tensors has not")
  }
}
