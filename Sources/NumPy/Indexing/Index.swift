/// What may stand in a subscript of a tensor: `x[0, 1..<3, newAxis, ellipsis, indices]`.
///
/// - An integer takes one slice and the axis away; negative ones count from the end.
/// - A range takes the slices in it; bounds may be negative and reach beyond the ends, as in Python.
/// - `Steps(from:to:by:)` takes every so many, backwards if negative.
/// - `newAxis` adds an axis of size one, `ellipsis` stands for all axes not named, `everything` for
///   one axis.
/// - A tensor of integers takes the slices it names, as NumPy's advanced indexing has it. Indices
///   outside are clipped when reading and left out when writing.
///
/// Specification: `numpy`.
public protocol TensorIndex: Sendable {
  /// The index in one form.
  var component: IndexComponent { get }
}

/// One component of a subscript.
public enum IndexComponent: Sendable {
  /// One slice, whose axis goes.
  case integer(Int)
  /// The slices from one index to another in steps, as Python's `from:to:by`.
  case steps(from: Int?, to: Int?, by: Int)
  /// A new axis of size one.
  case newAxis
  /// All axes not named.
  case ellipsis
  /// The slices that a tensor names.
  case tensor(Tensor)
}

/// The slices from one index to another in steps, as Python's `from:to:by`.
public struct Steps: TensorIndex {
  /// The index in one form.
  public let component: IndexComponent

  /// The slices from `from`, by default the first (the last if `by` is negative), to `to`, which is
  /// left out, by default beyond the other end.
  public init(from: Int? = nil, to: Int? = nil, by: Int) {
    component = .steps(from: from, to: to, by: by)
  }
  init(_ from: Int?, _ to: Int?) { component = .steps(from: from, to: to, by: 1) }
}

/// A component without parameters: `newAxis`, `ellipsis`, `everything`.
public struct IndexMark: TensorIndex {
  /// The index in one form.
  public let component: IndexComponent
}

/// In a subscript: a new axis of size one.
public let newAxis = IndexMark(component: .newAxis)
/// In a subscript: all axes not named.
public let ellipsis = IndexMark(component: .ellipsis)
/// In a subscript: one axis as it is.
public let everything = IndexMark(component: .steps(from: nil, to: nil, by: 1))

extension Int: TensorIndex {
  /// One slice.
  public var component: IndexComponent { .integer(self) }
}
extension Range<Int>: TensorIndex {
  /// The slices from the lower bound up to the upper one.
  public var component: IndexComponent { .steps(from: lowerBound, to: upperBound, by: 1) }
}
extension ClosedRange<Int>: TensorIndex {
  /// The slices from the lower to the upper bound.
  public var component: IndexComponent {
    .steps(from: lowerBound, to: upperBound.pastLast, by: 1)
  }
}
extension PartialRangeFrom<Int>: TensorIndex {
  /// The slices from the bound on.
  public var component: IndexComponent { .steps(from: lowerBound, to: nil, by: 1) }
}
extension PartialRangeUpTo<Int>: TensorIndex {
  /// The slices before the bound.
  public var component: IndexComponent { .steps(from: nil, to: upperBound, by: 1) }
}
extension PartialRangeThrough<Int>: TensorIndex {
  /// The slices up to the bound.
  public var component: IndexComponent {
    .steps(from: nil, to: upperBound.pastLast, by: 1)
  }
}
extension Tensor: TensorIndex {
  /// The slices the tensor names.
  public var component: IndexComponent { .tensor(self) }
}

extension Tensor {
  /// The part of the tensor that `indices` name; see `TensorIndex`.
  public subscript(_ indices: any TensorIndex...) -> Tensor { getItem(self, indices) }
}

/// The part of `x` that `key` names: `x[key…]`.
public func getItem(_ x: Tensor, _ key: [any TensorIndex]) -> Tensor {
  call("getItem", x) { call in
    try Selection(key.map(\.component), x.shape, call).read(settled(x))
  }
}

extension Int {
  /// Where a range ends that has this index as its last; `nil` at the end of the dimension.
  fileprivate var pastLast: Int? { self == -1 || self == .max ? nil : self + 1 }
}
