// Tensors put together and taken apart.

/// Tensors of one shape along a new axis `axis`.
public func stack(_ x: [Tensor], axis: Int = 0) -> Tensor {
  call("stack", x, else: .invalid) { call in
    guard let first = x.first else { throw call.error("expected at least one tensor") }
    try call.require(
      x.allSatisfy { $0.shape == first.shape }, "the shapes \(x.map(\.shape)) differ")
    let axis = try call.axis(axis, of: first.rank + 1)
    return concatenate(x.map { inserted(settled($0), axis) }, axis: axis)
  }
}

/// The slices of `x` along `axis`, without that axis.
public func unstack(_ x: Tensor, num: Int? = nil, axis: Int = 0) -> [Tensor] {
  call("unstack", [x], else: [.invalid]) { call in
    let axis = try call.axis(axis, of: x.rank)
    try call.require(
      num == nil || num == x.shape[axis],
      "axis \(axis) has \(x.shape[axis]) slices, not \(num ?? 0)")
    return (0..<x.shape[axis]).map { removed(sliced(x, axis: axis, from: $0, to: $0 + 1), axis) }
  }
}

/// Where an axis is cut: into equal parts, or before these indices.
public enum Sections: Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// Into this many parts.
  case parts(Int)
  /// Before each of these indices.
  case at([Int])
  /// This many parts.
  public init(integerLiteral value: Int) { self = .parts(value) }
  /// Before these indices.
  public init(arrayLiteral elements: Int...) { self = .at(elements) }
}

/// `x` cut along `axis` into equal parts, or before the indices given.
///
/// Indices beyond the end give empty parts.
public func split(_ x: Tensor, _ indicesOrSections: Sections, axis: Int = 0) -> [Tensor] {
  call("split", [x], else: [.invalid]) { call in
    let axis = try call.axis(axis, of: x.rank)
    if case .parts(let parts) = indicesOrSections {
      try call.require(
        parts > 0 && x.shape[axis].isMultiple(of: parts),
        "the size \(x.shape[axis]) of axis \(axis) does not divide into \(parts) equal parts")
    }
    return arraySplit(x, indicesOrSections, axis: axis)
  }
}

/// As `split`, but parts need not be equal: the first ones have one more.
public func arraySplit(_ x: Tensor, _ indicesOrSections: Sections, axis: Int = 0) -> [Tensor] {
  call("arraySplit", [x], else: [.invalid]) { call in
    let axis = try call.axis(axis, of: x.rank)
    let size = x.shape[axis]
    var cuts: [Int]
    switch indicesOrSections {
    case .parts(let parts):
      try call.require(parts > 0, "expected at least one part, got \(parts)")
      cuts = (1..<Swift.max(parts, 1)).map { $0 * (size / parts) + Swift.min($0, size % parts) }
    case .at(let places):
      cuts = places.map { $0 < 0 ? Swift.max($0 + size, 0) : Swift.min($0, size) }
    }
    cuts = [0] + cuts + [size]
    return zip(cuts, cuts.dropFirst()).map { sliced(x, axis: axis, from: $0, to: $1) }
  }
}

/// `split` along the first axis.
public func vsplit(_ x: Tensor, _ indicesOrSections: Sections) -> [Tensor] {
  split(x, indicesOrSections, axis: 0)
}

/// `split` along the second axis; of a vector along its only one.
public func hsplit(_ x: Tensor, _ indicesOrSections: Sections) -> [Tensor] {
  split(x, indicesOrSections, axis: x.rank == 1 ? 0 : 1)
}

/// `split` along the third axis.
public func dsplit(_ x: Tensor, _ indicesOrSections: Sections) -> [Tensor] {
  split(x, indicesOrSections, axis: 2)
}

/// Tensors one below the other; vectors are rows.
public func vstack(_ x: [Tensor]) -> Tensor { concatenate(x.map(atleast2d), axis: 0) }

/// Tensors side by side: along the second axis, vectors along their only one.
public func hstack(_ x: [Tensor]) -> Tensor {
  let x = x.map(atleast1d)
  return concatenate(x, axis: x.first?.rank == 1 ? 0 : 1)
}

/// Tensors one behind the other, along the third axis.
public func dstack(_ x: [Tensor]) -> Tensor { concatenate(x.map(atleast3d), axis: 2) }

/// Vectors as the columns of a matrix.
public func columnStack(_ x: [Tensor]) -> Tensor {
  concatenate(x.map { $0.rank <= 1 ? reshape($0, [$0.type.count, 1]) : $0 }, axis: 1)
}

/// `x2` after `x1` along `axis`; both as vectors if no axis is given.
public func append(_ x1: Tensor, _ x2: Tensor, axis: Int? = nil) -> Tensor {
  axis.map { concatenate([x1, x2], axis: $0) } ?? concatenate([ravel(x1), ravel(x2)], axis: 0)
}

/// `x` repeated as a whole `repeats[i]` times along axis i; missing numbers are 1.
public func tile(_ x: Tensor, _ repeats: any AxisList) -> Tensor {
  call("tile", x) { call in
    let list = repeats.axisList
    try call.require(list.allSatisfy { $0 >= 0 }, "repeats \(list) must not be negative")
    let rank = Swift.max(x.rank, list.count)
    let shape = [Int](repeating: 1, count: rank - x.rank) + x.shape
    let counts = [Int](repeating: 1, count: rank - list.count) + list
    let between = zip(counts, shape).flatMap { [$0, $1] }
    let wide = broadcast(
      settled(x), to: between, axes: (0..<x.rank).map { 2 * ($0 + rank - x.rank) + 1 })
    return reshape(wide, zip(counts, shape).map { $0 * $1 })
  }
}

/// `x` with each element along `axis` repeated `repeats` times; as a vector if no axis is given.
public func `repeat`(_ x: Tensor, _ repeats: any AxisList, axis: Int? = nil) -> Tensor {
  call("repeat", x) { call in
    guard let named = axis else { return NumPy.repeat(ravel(x), repeats, axis: 0) }
    let axis = try call.axis(named, of: x.rank)
    let counts = repeats.axisList
    try call.require(
      counts.allSatisfy { $0 >= 0 } && (counts.count == 1 || counts.count == x.shape[axis]),
      "expected one count that is not negative, or \(x.shape[axis]) of them, got \(counts)")
    var shape = x.shape
    if counts.count == 1 {
      shape.insert(counts[0], at: axis + 1)
      let axes = (0..<x.rank).map { $0 <= axis ? $0 : $0 + 1 }
      let wide = broadcast(settled(x), to: shape, axes: axes)
      shape.remove(at: axis + 1)
      shape[axis] *= counts[0]
      return reshape(wide, shape)
    }
    let places = counts.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1) }
    return take(x, Tensor(places), axis: axis)
  }
}
