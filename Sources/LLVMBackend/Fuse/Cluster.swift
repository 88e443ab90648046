import Touchstone

/// Operations that one generated loop does together.
///
/// The loop visits `count` positions in order. In a cluster of rows the positions are rows of
/// `inner` ones, over each of which reductions run, and values of one number a row take part; in a
/// cluster of columns reductions run over all rows, for each of the `inner` columns, or of those of
/// each of `outer` tables that lie one after the other.
struct Cluster {
  /// More in one loop would take the compiler long and the processor's registers.
  static let mostMembers = 160

  /// Loops down columns with no more operations take several vectors of columns at once.
  static let mostWideMembers = 12

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
  var outer = 1
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
      result.outer = other.outer
    default:
      guard kind == other.kind, inner == other.inner, outer == other.outer else { return nil }
    }
    result.borders.formUnion(other.borders)
    result.members += other.members
    return result.isConsistent ? result : nil
  }

  /// This cluster with its positions seen as rows; `nil` if they are seen otherwise already.
  func shaped(like reduction: ReductionShape) -> Cluster? {
    let (kind, inner, outer) = (reduction.kind, reduction.inner, reduction.outer)
    if self.kind != .flat {
      return self.kind == kind && self.inner == inner && self.outer == outer ? self : nil
    }
    var result = self
    result.kind = kind
    result.inner = inner
    result.outer = outer
    return result.isConsistent ? result : nil
  }

  /// How positions see a value of one number a row.
  var spread: Layout {
    Layout(dimensions: [
      Layout.Dimension(size: rows, stride: 1), Layout.Dimension(size: inner, stride: 0),
    ]).normalized
  }
}
