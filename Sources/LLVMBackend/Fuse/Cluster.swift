import Touchstone

/// Operations that one generated loop does together.
///
/// The loop visits `count` positions in order. In a cluster of rows the positions are rows of
/// `inner` ones, over each of which reductions run, and values of one number a row take part; in a
/// cluster of columns reductions run over all rows, for each of the `inner` columns.
struct Cluster {
  /// More in one loop would take the compiler long and the processor's registers.
  static let mostMembers = 160

  enum Kind { case flat, rows, columns }
  enum Space { case full, row }

  /// One operation with what its operands are.
  struct Member {
    let equation: Int
    let result: Int
    let operation: any Primitive
    var operands: [Int]
    let operandDTypes: [DType]
    let dtype: DType
    var space: Space
    /// What is combined, where the operation is a reduction; `operands` are the input and the start.
    let reduction: Binary?
  }

  var stage: Int
  var kind = Kind.flat
  var count: Int
  var inner = 1
  /// How many positions lie between two steps of each dimension that operands tell apart.
  var borders: Set<Int> = []
  var members: [Member] = []

  var rows: Int { count / inner }

  /// Whether the borders cut the positions into dimensions.
  var isConsistent: Bool {
    var last = 1
    for border in borders.sorted() + [count] {
      guard border.isMultiple(of: last) else { return false }
      last = border
    }
    // A row is one dimension, whatever is loaded.
    return kind == .flat || borders.allSatisfy { $0.isMultiple(of: inner) }
  }

  /// The sizes of the dimensions, the last one fastest.
  var sizes: [Int] {
    var sizes: [Int] = []
    var last = 1
    for border in (kind == .flat ? borders : borders.union([inner])).sorted() + [count]
    where border != last {
      sizes.append(border / last)
      last = border
    }
    return sizes.isEmpty ? [1] : sizes.reversed()
  }

  /// This and another cluster of the same stage as one; `nil` if their loops differ.
  func merged(with other: Cluster) -> Cluster? {
    guard count == other.count else { return nil }
    var result = self
    switch (kind, other.kind) {
    case (_, .flat): break
    case (.flat, _):
      result.kind = other.kind
      result.inner = other.inner
    default: guard kind == other.kind, inner == other.inner else { return nil }
    }
    result.borders.formUnion(other.borders)
    result.members += other.members
    return result.isConsistent ? result : nil
  }

  /// This cluster with its positions seen as rows; `nil` if they are seen otherwise already.
  func shaped(_ kind: Kind, inner: Int) -> Cluster? {
    if self.kind != .flat { return self.kind == kind && self.inner == inner ? self : nil }
    var result = self
    result.kind = kind
    result.inner = inner
    return result.isConsistent ? result : nil
  }
}
