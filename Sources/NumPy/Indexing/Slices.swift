// Slices and updates as Keras names them.

/// A box of `shape` elements of `x` that begins at the indices `startIndices`, one for each axis.
///
/// A start from which the box would not fit is moved to the nearest one from which it does.
public func slice(_ x: Tensor, _ startIndices: Tensor, _ shape: [Int]) -> Tensor {
  call("slice", x, startIndices) { call in
    let starts = try scalars(call, startIndices, x.rank)
    return dynamicSlice(settled(x), at: starts, sizes: zip(shape, x.shape).map { $0 < 0 ? $1 : $0 })
  }
}

/// A box of `shape` elements of `x` that begins at `startIndices`; see the form with a tensor.
public func slice(_ x: Tensor, _ startIndices: [Int], _ shape: [Int]) -> Tensor {
  slice(x, Tensor(startIndices.map { Int32($0) }), shape)
}

/// `x` with `updates` in place of its elements from `startIndices` on.
///
/// A start from which they would not fit is moved to the nearest one from which they do.
public func sliceUpdate(_ x: Tensor, _ startIndices: Tensor, _ updates: Tensor) -> Tensor {
  call("sliceUpdate", x, startIndices, updates) { call in
    let starts = try scalars(call, startIndices, x.rank)
    return dynamicUpdateSlice(settled(x), settled(cast(updates, x.dtype)), at: starts)
  }
}

/// `x` with `updates` in place of its elements from `startIndices` on; see the form with a tensor.
public func sliceUpdate(_ x: Tensor, _ startIndices: [Int], _ updates: Tensor) -> Tensor {
  sliceUpdate(x, Tensor(startIndices.map { Int32($0) }), updates)
}

private func scalars(_ call: Call, _ starts: Tensor, _ rank: Int) throws -> [Tensor] {
  try call.require(
    starts.shape == [rank], "expected \(rank) start indices, got the shape \(starts.shape)")
  return (0..<rank).map { reshape(sliced(settled(starts), axis: 0, from: $0, to: $0 + 1), []) }
}

/// A tensor of `shape` with `values` added up at the places that the rows of `indices` name, and 0
/// elsewhere.
///
/// Indices outside are left out.
public func scatter(_ indices: Tensor, _ values: Tensor, _ shape: [Int]) -> Tensor {
  scatterUpdate(zeros(shape, dtype: values.dtype), indices, values, reduction: .add)
}

/// How `scatterUpdate` combines what is there with the updates.
public enum ScatterReduction: String, Sendable {
  /// The sum.
  case add
  /// The greater.
  case max
  /// The lesser.
  case min
  /// The product.
  case mul
}

/// `x` with `updates` worked in at the places that the rows of `indices` name; replaced unless
/// there is a `reduction`.
///
/// Indices outside are left out. Updates of one place are worked in one after the other.
///
/// Shape: `indices` has its last axis for the axes of `x` that it names, the first ones; `updates`
/// its other axes, then those of `x` not named.
public func scatterUpdate(
  _ x: Tensor, _ indices: Tensor, _ updates: Tensor, reduction: ScatterReduction? = nil
) -> Tensor {
  call("scatterUpdate", x, indices, updates) { call in
    guard let depth = indices.shape.last, depth <= x.rank else {
      throw call.error(
        "the last axis of the indices, \(indices.shape), must have at most \(x.rank) components")
    }
    let named = Array(0..<depth)
    let batch = indices.rank - 1
    let dimensions = ScatterDimensionNumbers(
      updateWindowDims: Array(batch..<batch + x.rank - depth), insertedWindowDims: named,
      scatterDimsToOperandDims: named, indexVectorDim: batch)
    let target = Array(indices.shape.dropLast()) + x.shape.dropFirst(depth)
    let values = broadcastTo(settled(cast(updates, x.dtype)), target)
    return scatter(settled(x), settled(indices), values, dimensions) { old, new in
      switch reduction {
      case .add: old + new
      case .max: maximum(old, new)
      case .min: minimum(old, new)
      case .mul: old * new
      case nil: new
      }
    }
  }
}
