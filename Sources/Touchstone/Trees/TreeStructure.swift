/// What remains of a tree when its tensors are taken out; equal for trees of the same form.
///
/// Floats compare by their bits. Swift types do not count: two types that encode the same keys in
/// the same order have the same structure.
public struct TreeStructure: Hashable, Sendable {
  /// One pass over the tree. A record holds a key and a value for each field; a list its elements.
  /// Tokens are plain bits, cheap to copy and compare; texts stand in a table, by number.
  enum Token: Hashable, Sendable {
    case leaf, null
    case record(Extent), list(Extent)
    case key(Int32), string(Int32)
    case boolean(Bool), integer(Int64), unsigned(UInt64)
    case double(UInt64), float(UInt32)
    case opaque(Int32)
  }
  /// How much a record or list holds in all.
  struct Extent: Hashable, Sendable {
    var tokens: UInt32 = 0
    var leaves: UInt32 = 0
  }
  let tokens: [Token]
  /// Keys and texts in the order in which tokens name them.
  let texts: [String]
  /// What `Static` values hold, likewise.
  let opaques: [Opaque]
  /// The number of tensors taken out.
  public let leafCount: Int

  /// The structure of a tensor.
  static let leaf = TreeStructure(tokens: [.leaf], texts: [], opaques: [], leafCount: 1)

  /// The structure of a list of so many tensors.
  static func list(of count: Int) -> TreeStructure {
    count < shortLists.count ? shortLists[count] : makeList(of: count)
  }
  /// Made once: that two are equal is then seen without a look at their tokens.
  private static let shortLists = (0..<64).map(makeList)

  private static func makeList(of count: Int) -> TreeStructure {
    let list = Token.list(Extent(tokens: UInt32(count), leaves: UInt32(count)))
    return TreeStructure(
      tokens: [list] + [Token](repeating: .leaf, count: count), texts: [], opaques: [],
      leafCount: count)
  }

  init(tokens: [Token], texts: [String], opaques: [Opaque], leafCount: Int) {
    self.tokens = tokens
    self.texts = texts
    self.opaques = opaques
    self.leafCount = leafCount
  }

  /// Whether both have the same form.
  public static func == (x: TreeStructure, y: TreeStructure) -> Bool {
    x.tokens == y.tokens && x.texts == y.texts && x.opaques == y.opaques
  }
  /// Feeds what equality compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(tokens)
    hasher.combine(texts)
    hasher.combine(opaques)
  }
}

extension TreeStructure {
  /// A value that is structure because its `Hashable` conformance says so.
  struct Opaque: Hashable, @unchecked Sendable {
    // Sendable because only `Static`, whose values are, makes one.
    let value: AnyHashable
  }

  /// The list of `structures`: the form of several arguments together.
  init(listing structures: [TreeStructure]) {
    var tokens: [Token] = [.list(Extent())]
    tokens.reserveCapacity(structures.reduce(1) { $0 + $1.tokens.count })
    var texts: [String] = []
    var opaques: [Opaque] = []
    for structure in structures {
      for token in structure.tokens {
        switch token {
        case .key(let i): tokens.append(.key(i + Int32(texts.count)))
        case .string(let i): tokens.append(.string(i + Int32(texts.count)))
        case .opaque(let i): tokens.append(.opaque(i + Int32(opaques.count)))
        default: tokens.append(token)
        }
      }
      texts += structure.texts
      opaques += structure.opaques
    }
    leafCount = structures.reduce(0) { $0 + $1.leafCount }
    tokens[0] = .list(Extent(tokens: UInt32(tokens.count - 1), leaves: UInt32(leafCount)))
    self.tokens = tokens
    self.texts = texts
    self.opaques = opaques
  }
}

extension [TreeStructure.Token] {
  /// Where what follows the value at `position` begins, and how many leaves the value has.
  @inline(__always)
  func afterValue(at position: Int) -> (position: Int, leaves: Int) {
    switch self[position] {
    case .leaf: (position + 1, 1)
    case .record(let extent), .list(let extent):
      (position + 1 + Int(extent.tokens), Int(extent.leaves))
    default: (position + 1, 0)
    }
  }
}

// MARK: In words

extension TreeStructure {
  /// The values directly inside the one at `position`, by key or by number.
  func children(at position: Int) -> [(label: String, position: Int)] {
    let end = tokens.afterValue(at: position).position
    var children: [(label: String, position: Int)] = []
    var next = position + 1
    while next < end {
      var label = String(children.count)
      if case .key(let key) = tokens[next] {
        label = texts[Int(key)]
        next += 1
      }
      children.append((label, next))
      next = tokens.afterValue(at: next).position
    }
    return children
  }

  /// The place of each tensor, as in `layers/0/kernel`; empty for a tree that is a tensor.
  public var leafPaths: [String] {
    var paths: [String] = []
    func visit(_ position: Int, _ path: String) {
      if case .leaf = tokens[position] { paths.append(path) }
      for (label, child) in children(at: position) {
        visit(child, path.isEmpty ? label : "\(path)/\(label)")
      }
    }
    visit(0, "")
    return paths
  }

  /// Where this structure first differs from `expected`, in a sentence; `nil` if it does not.
  ///
  /// The sentence continues one like "the gradient differs from the parameters".
  public func difference(from expected: TreeStructure) -> String? {
    if self == expected { return nil }
    func place(_ path: String) -> String { path.isEmpty ? "as a whole" : "at \(path)" }
    func visit(_ mine: Int, _ theirs: Int, _ path: String) -> String? {
      let found = describe(mine, nested: false)
      let wanted = expected.describe(theirs, nested: false)
      let mines = children(at: mine)
      let others = expected.children(at: theirs)
      switch (tokens[mine], expected.tokens[theirs]) {
      case (.record, .record):
        if let missing = others.first(where: { other in !mines.contains { $0.label == other.label }
        }) {
          return "\(place(path)): the key \(missing.label) is missing"
        }
        if let extra = mines.first(where: { mine in !others.contains { $0.label == mine.label } }) {
          return "\(place(path)): the key \(extra.label) is not expected"
        }
        if mines.map(\.label) != others.map(\.label) {
          return "\(place(path)): the keys stand in another order"
        }
      case (.list, .list) where mines.count == others.count: break
      case _ where found == wanted: return nil
      default: return "\(place(path)): expected \(wanted), got \(found)"
      }
      for (x, y) in zip(mines, others) {
        let inner = path.isEmpty ? x.label : "\(path)/\(x.label)"
        if let difference = visit(x.position, y.position, inner) { return difference }
      }
      return nil
    }
    return visit(0, 0, "")
  }

  /// The value at `position` in a few words: `a list of 2`.
  func words(at position: Int) -> String { describe(position, nested: false) }

  private func describe(_ position: Int, nested: Bool = true) -> String {
    let inner = children(at: position)
    switch tokens[position] {
    case .leaf: return nested ? "*" : "a tensor"
    case .null: return "nil"
    case .record:
      if !nested { return "a record of \(inner.map(\.label).joined(separator: ", "))" }
      return "{\(inner.map { "\($0.label): \(describe($0.position))" }.joined(separator: ", "))}"
    case .list:
      if !nested { return "a list of \(inner.count)" }
      return "[\(inner.map { describe($0.position) }.joined(separator: ", "))]"
    case .key(let i): return texts[Int(i)]
    case .string(let i): return "\"\(texts[Int(i)])\""
    case .boolean(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    case .unsigned(let value): return "\(value)"
    case .double(let bits): return "\(Double(bitPattern: bits))"
    case .float(let bits): return "\(Float(bitPattern: bits))"
    case .opaque(let i): return "\(opaques[Int(i)].value)"
    }
  }
}

extension TreeStructure: CustomStringConvertible {
  /// The form in short, a star for each tensor: `{kernel: *, bias: nil, depth: 2}`.
  public var description: String { describe(0) }
}
