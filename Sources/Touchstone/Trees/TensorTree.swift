/// A value made of tensors, such as the parameters of a model.
///
/// A tensor is one, and so is every `Codable` type of them that says it is:
/// `struct Linear: TensorTree { var kernel, bias: Tensor; var depth = 2 }`. The compiler's coding
/// finds the tensors, the *leaves*; all else (numbers, strings, nil, counts, keys) is *structure*,
/// which must be the same wherever two trees meet and is part of what `jit` caches by.
///
/// Specification: `trees`.
public protocol TensorTree: Codable {}

extension Tensor: TensorTree {}
extension Array: TensorTree where Element: TensorTree {}
extension Optional: TensorTree where Wrapped: TensorTree {}
extension Dictionary: TensorTree where Key == String, Value: TensorTree {}
// Structure without leaves: settings given as arguments, numbers returned beside tensors.
extension Bool: TensorTree {}
extension Int: TensorTree {}
extension Float: TensorTree {}
extension Double: TensorTree {}
extension String: TensorTree {}
extension Never: TensorTree {}

/// The tree without leaves.
public struct EmptyTree: TensorTree, Hashable, Sendable {
  /// The only value.
  public init() {}
}

extension TensorTree {
  /// The tensors in this value, in a fixed order, and everything else about it.
  ///
  /// The order is that in which the type encodes itself: of properties as they are declared, of
  /// elements as they stand, of a dictionary's values by their sorted keys.
  public func flattened() throws(TensorError) -> (leaves: [Tensor], structure: TreeStructure) {
    if Self.self == Tensor.self { return ([unsafeBitCast(self, to: Tensor.self)], .leaf) }
    if Self.self == [Tensor].self {
      let leaves = unsafeBitCast(self, to: [Tensor].self)
      return (leaves, .list(of: leaves.count))
    }
    let writer = TreeWriter()
    do {
      try writer.write(self)
    } catch {
      throw TensorError(tree: "\(Self.self) cannot be taken apart", error)
    }
    if let failure = writer.failure { throw failure }
    return (writer.leaves, writer.structure)
  }

  /// The value of this structure with these tensors.
  ///
  /// Throws unless there is a tensor for each leaf and `Self` has this structure.
  public init(_ structure: TreeStructure, leaves: [Tensor]) throws(TensorError) {
    guard leaves.count == structure.leafCount else {
      throw TensorError(
        tree: "\(Self.self) has \(structure.leafCount) tensors, got \(leaves.count)")
    }
    if Self.self == Tensor.self, structure.tokens == [.leaf] {
      self = unsafeBitCast(leaves[0], to: Self.self)
      return
    }
    if Self.self == [Tensor].self, structure == .list(of: leaves.count) {
      self = unsafeBitCast(leaves, to: Self.self)
      return
    }
    do {
      self = try TreeReader(structure, leaves).read(Self.self, at: 0, leaf: 0)
    } catch {
      throw TensorError(tree: "\(Self.self) cannot be put together", error)
    }
  }

  /// The tensors of this value.
  public var leaves: [Tensor] {
    do { return try flattened().leaves } catch {
      ErrorScope.report(error)
      return []
    }
  }

  /// This value with each tensor replaced.
  public func mapTensors<E: Error>(_ transform: (Tensor) throws(E) -> Tensor) throws(E) -> Self {
    let parts: (leaves: [Tensor], structure: TreeStructure)
    do { parts = try flattened() } catch {
      ErrorScope.report(error)
      return self
    }
    var leaves: [Tensor] = []
    leaves.reserveCapacity(parts.leaves.count)
    for leaf in parts.leaves { leaves.append(try transform(leaf)) }
    return reporting(or: self) { () throws(TensorError) in try Self(parts.structure, leaves: leaves)
    }
  }

  /// The tree whose tensors are what `f` makes of the tensors at the same place in `a` and `b`.
  ///
  /// Both must have the same structure.
  public static func treeMap(_ f: (Tensor, Tensor) -> Tensor, _ a: Self, _ b: Self) -> Self {
    treeMap({ f($0[0], $0[1]) }, [a, b])
  }

  /// The tree whose tensors are what `f` makes of the tensors at the same place in three trees.
  ///
  /// All must have the same structure.
  public static func treeMap(
    _ f: (Tensor, Tensor, Tensor) -> Tensor, _ a: Self, _ b: Self, _ c: Self
  ) -> Self {
    treeMap({ f($0[0], $0[1], $0[2]) }, [a, b, c])
  }

  /// The tree whose tensors are what `f` makes of the tensors at the same place in `trees`.
  ///
  /// There must be at least one, and all must have the same structure.
  public static func treeMap(_ f: ([Tensor]) -> Tensor, _ trees: [Self]) -> Self {
    precondition(!trees.isEmpty, "treeMap needs a tree")
    return reporting(or: trees[0].invalidated) { () throws(TensorError) in
      let (first, structure) = try trees[0].flattened()
      var columns = first.map { [$0] }
      for (i, tree) in trees.enumerated().dropFirst() {
        let (leaves, other) = try tree.flattened()
        if let difference = other.difference(from: structure) {
          throw TensorError(tree: "tree \(i) differs from tree 0 \(difference)")
        }
        for (j, leaf) in leaves.enumerated() { columns[j].append(leaf) }
      }
      return try Self(structure, leaves: columns.map(f))
    }
  }

  /// This value with a stand-in for each tensor, as a rejected operation returns it.
  var invalidated: Self {
    guard let (leaves, structure) = try? flattened() else { return self }
    return (try? Self(structure, leaves: leaves.map { _ in .invalid })) ?? self
  }
}

/// What `body` returns; if it throws, the error is reported and `fallback` returned.
func reporting<R>(
  or fallback: @autoclosure () -> R, _ body: () throws(TensorError) -> R
) -> R {
  do { return try body() } catch {
    ErrorScope.report(error)
    return fallback()
  }
}

extension TensorError {
  /// An error about a tree of tensors.
  init(tree message: String) { self.init("tree", "", [], message) }

  /// `error`, met while a tree was taken apart or put together.
  init(tree message: String, _ error: any Error) {
    switch error {
    case let error as TensorError: self = error
    case EncodingError.invalidValue(_, let context): self.init(tree: message, context)
    case DecodingError.dataCorrupted(let context), DecodingError.keyNotFound(_, let context),
      DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      self.init(tree: message, context.debugDescription)
    default: self.init(tree: message, "\(error)")
    }
  }
  private init(tree message: String, _ context: EncodingError.Context) {
    self.init(tree: message, context.debugDescription)
  }
  private init(tree message: String, _ reason: String) { self.init(tree: "\(message): \(reason)") }
}
