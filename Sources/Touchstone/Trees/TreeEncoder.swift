/// Takes trees apart: what the coders write goes straight to a list of tokens and one of tensors.
final class TreeWriter {
  typealias Token = TreeStructure.Token
  // One pass uses a writer, on one thread; the checks would cost a fifth of it.
  @exclusivity(unchecked) private(set) var tokens: [Token] = []
  @exclusivity(unchecked) private(set) var texts: [String] = []
  private(set) var opaques: [TreeStructure.Opaque] = []
  @exclusivity(unchecked) private(set) var leaves: [Tensor] = []
  /// The first mistake in a place that cannot throw.
  private(set) var failure: TensorError?
  /// Records and lists being written, the innermost last. Where its token stands names each.
  @exclusivity(unchecked) private var open: [(start: Int, leaf: Int, isRecord: Bool)] = []
  /// Deeper nesting is taken for a cycle of references.
  private static let maximumDepth = 400

  init() {
    tokens.reserveCapacity(64)
    texts.reserveCapacity(32)
    leaves.reserveCapacity(16)
  }

  var structure: TreeStructure {
    TreeStructure(tokens: tokens, texts: texts, opaques: opaques, leafCount: leaves.count)
  }

  func fail(_ message: String) { failure = failure ?? TensorError(tree: message) }

  func append(_ leaf: Tensor) {
    tokens.append(.leaf)
    leaves.append(leaf)
  }
  func appendNil() { tokens.append(.null) }
  func append(_ opaque: TreeStructure.Opaque) {
    tokens.append(.opaque(Int32(opaques.count)))
    opaques.append(opaque)
  }
  @inline(__always)
  func appendKey(_ key: String) {
    tokens.append(.key(Int32(texts.count)))
    texts.append(key)
  }

  @inline(__always)
  func write<T: Encodable>(_ value: T) throws {
    // Comparing metatypes costs next to nothing; casts would dominate the whole pass.
    if T.self == Tensor.self { return append(unsafeBitCast(value, to: Tensor.self)) }
    if T.self == String.self {
      tokens.append(.string(Int32(texts.count)))
      return texts.append(unsafeBitCast(value, to: String.self))
    }
    if let token = Self.scalar(value) { return tokens.append(token) }
    try writeNested(value)
  }

  @inline(__always)
  private static func scalar<T>(_ value: T) -> Token? {
    func bits<U>(_: U.Type) -> U { unsafeBitCast(value, to: U.self) }
    if T.self == Int.self { return .integer(Int64(bits(Int.self))) }
    if T.self == Bool.self { return .boolean(bits(Bool.self)) }
    if T.self == Double.self { return .double(bits(Double.self).bitPattern) }
    if T.self == Float.self { return .float(bits(Float.self).bitPattern) }
    if T.self == Int64.self { return .integer(bits(Int64.self)) }
    if T.self == Int32.self { return .integer(Int64(bits(Int32.self))) }
    if T.self == Int16.self { return .integer(Int64(bits(Int16.self))) }
    if T.self == Int8.self { return .integer(Int64(bits(Int8.self))) }
    if T.self == UInt.self { return .unsigned(UInt64(bits(UInt.self))) }
    if T.self == UInt64.self { return .unsigned(bits(UInt64.self)) }
    if T.self == UInt32.self { return .unsigned(UInt64(bits(UInt32.self))) }
    if T.self == UInt16.self { return .unsigned(UInt64(bits(UInt16.self))) }
    if T.self == UInt8.self { return .unsigned(UInt64(bits(UInt8.self))) }
    return nil
  }

  private func writeNested<T: Encodable>(_ value: T) throws {
    let traits = TypeTraits.of(value)
    if let base = traits.superclass {
      throw TensorError(
        tree: "\(type(of: value)) inherits from \(base), and the compiler's coding of a subclass "
          + "leaves its own properties out; use a struct, or a class without superclass")
    }
    let depth = open.count
    let start = tokens.count
    let leaf = leaves.count
    guard depth < Self.maximumDepth else {
      throw TensorError(tree: "\(T.self) is nested deeper than \(depth), or refers to itself")
    }
    try value.encode(to: TreeEncoder(writer: self, depth: depth, start: start))
    while open.count > depth { close() }
    if tokens.count == start { tokens.append(.record(.init())) }
    if let group = traits.group { sort(start, leaf, by: group) }
  }

  // MARK: Records and lists

  fileprivate func beginContainer(isRecord: Bool) -> Int {
    open.append((tokens.count, leaves.count, isRecord))
    // Its extent is known when it is closed.
    tokens.append(isRecord ? .record(.init()) : .list(.init()))
    return tokens.count - 1
  }

  private func close() {
    let (start, leaf, isRecord) = open.removeLast()
    let extent = TreeStructure.Extent(
      tokens: UInt32(tokens.count - start - 1), leaves: UInt32(leaves.count - leaf))
    tokens[start] = isRecord ? .record(extent) : .list(extent)
  }

  /// Goes on with the container that begins at `start`, and so ends those inside it.
  @inline(__always)
  fileprivate func resume(_ start: Int) {
    if open.last?.start != start { closeInside(start) }
  }
  private func closeInside(_ start: Int) {
    guard open.contains(where: { $0.start == start }) else {
      fail("a type goes back to a container after it wrote to another; write one after the other")
      return
    }
    while open.last?.start != start { close() }
  }

  /// The container a value at this depth has begun already, if it is of this kind.
  fileprivate func begun(depth: Int, isRecord: Bool) -> Int? {
    guard open.count > depth, open[depth].isRecord == isRecord else { return nil }
    return open[depth].start
  }

  // MARK: Order

  /// Sorts the fields of the record at `start`, or groups of elements of the list there.
  private func sort(_ start: Int, _ leaf: Int, by group: Int) {
    var parts: [(tokens: [Token], leaves: [Tensor], order: String)] = []
    var position = start + 1
    var leafPosition = leaf
    var size = group
    if case .record = tokens[start] { size = 1 }
    while position < tokens.count {
      let first = position
      let firstLeaf = leafPosition
      for _ in 0..<size where position < tokens.count {
        if case .key = tokens[position] { position += 1 }
        let next = tokens.afterValue(at: position)
        position = next.position
        leafPosition += next.leaves
      }
      let order =
        if case .key(let i) = tokens[first] { texts[Int(i)] } else {
          words(tokens[first..<position])
        }
      parts.append(
        (Array(tokens[first..<position]), Array(leaves[firstLeaf..<leafPosition]), order))
    }
    parts.sort { $0.order < $1.order }
    tokens.replaceSubrange((start + 1)..., with: parts.flatMap(\.tokens))
    leaves.replaceSubrange(leaf..., with: parts.flatMap(\.leaves))
    renumber(from: start)
  }

  /// Puts the texts that tokens from `start` on name in the order of those tokens.
  private func renumber(from start: Int) {
    var firstText: Int32?
    var firstOpaque: Int32?
    for token in tokens[start...] {
      switch token {
      case .key(let i), .string(let i): firstText = min(firstText ?? i, i)
      case .opaque(let i): firstOpaque = min(firstOpaque ?? i, i)
      default: break
      }
    }
    let oldTexts = texts
    let oldOpaques = opaques
    var text = firstText ?? 0
    var opaque = firstOpaque ?? 0
    for position in start..<tokens.count {
      switch tokens[position] {
      case .key(let i):
        texts[Int(text)] = oldTexts[Int(i)]
        tokens[position] = .key(text)
        text += 1
      case .string(let i):
        texts[Int(text)] = oldTexts[Int(i)]
        tokens[position] = .string(text)
        text += 1
      case .opaque(let i):
        opaques[Int(opaque)] = oldOpaques[Int(i)]
        tokens[position] = .opaque(opaque)
        opaque += 1
      default: break
      }
    }
  }

  /// What tells the elements of a set or dictionary apart when they are put in order.
  private func words(_ tokens: ArraySlice<Token>) -> String {
    tokens.map { token in
      switch token {
      case .key(let i), .string(let i): texts[Int(i)]
      case .opaque(let i): "\(opaques[Int(i)].value)"
      default: "\(token)"
      }
    }.joined(separator: " ")
  }
}

/// The encoder of one value.
struct TreeEncoder: Encoder, SingleValueEncodingContainer {
  let writer: TreeWriter
  let depth: Int
  let start: Int
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  private func begin(isRecord: Bool) -> Int {
    if writer.tokens.count > start {
      if let begun = writer.begun(depth: depth, isRecord: isRecord) { return begun }
      writer.fail("a type encodes itself in two ways at once")
    }
    return writer.beginContainer(isRecord: isRecord)
  }
  func container<K: CodingKey>(keyedBy: K.Type) -> KeyedEncodingContainer<K> {
    KeyedEncodingContainer(RecordEncoder(writer: writer, start: begin(isRecord: true)))
  }
  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    ListEncoder(writer: writer, start: begin(isRecord: false))
  }
  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  private func requireEmpty() {
    if writer.tokens.count > start { writer.fail("a type encodes itself in two ways at once") }
  }
  func encodeNil() {
    requireEmpty()
    writer.appendNil()
  }
  func encode<T: Encodable>(_ value: T) throws {
    requireEmpty()
    try writer.write(value)
  }
}

private struct RecordEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let writer: TreeWriter
  let start: Int
  var codingPath: [any CodingKey] { [] }

  @inline(__always)
  private func begin(_ key: Key) {
    writer.resume(start)
    writer.appendKey(key.stringValue)
  }
  func encodeNil(forKey key: Key) {
    begin(key)
    writer.appendNil()
  }
  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    begin(key)
    try writer.write(value)
  }
  func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
    if let value { try encode(value, forKey: key) } else { encodeNil(forKey: key) }
  }
  func nestedContainer<N: CodingKey>(keyedBy: N.Type, forKey key: Key) -> KeyedEncodingContainer<N>
  {
    begin(key)
    let inner = writer.beginContainer(isRecord: true)
    return KeyedEncodingContainer(RecordEncoder<N>(writer: writer, start: inner))
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    begin(key)
    return ListEncoder(writer: writer, start: writer.beginContainer(isRecord: false))
  }
  func superEncoder() -> any Encoder { writer.encoderOfSuperclass }
  func superEncoder(forKey: Key) -> any Encoder { writer.encoderOfSuperclass }
}

private struct ListEncoder: UnkeyedEncodingContainer {
  let writer: TreeWriter
  let start: Int
  var count = 0
  var codingPath: [any CodingKey] { [] }

  @inline(__always)
  private mutating func begin() {
    writer.resume(start)
    count += 1
  }
  mutating func encodeNil() {
    begin()
    writer.appendNil()
  }
  mutating func encode<T: Encodable>(_ value: T) throws {
    begin()
    try writer.write(value)
  }
  mutating func nestedContainer<N: CodingKey>(keyedBy: N.Type) -> KeyedEncodingContainer<N> {
    begin()
    let inner = writer.beginContainer(isRecord: true)
    return KeyedEncodingContainer(RecordEncoder<N>(writer: writer, start: inner))
  }
  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    begin()
    return ListEncoder(writer: writer, start: writer.beginContainer(isRecord: false))
  }
  func superEncoder() -> any Encoder { writer.encoderOfSuperclass }
}

extension TreeWriter {
  /// Notes that a superclass wants to be encoded; what it writes is thrown away with the rest.
  fileprivate var encoderOfSuperclass: TreeEncoder {
    fail("a type encodes a superclass, which a tree of tensors has not")
    return TreeEncoder(writer: self, depth: open.count, start: tokens.count)
  }
}
