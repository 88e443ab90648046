/// The different elements of a tensor, ascending, and how they lie in it.
public struct UniqueElements: Sendable {
  /// The different elements, ascending; NaN once, last.
  public let values: Tensor
  /// For each, the index of its first occurrence in the tensor as a vector.
  public let indices: Tensor
  /// For each element of the tensor, in its shape, the place of its value.
  public let inverse: Tensor
  /// For each, how often it occurs.
  public let counts: Tensor
}

/// The different elements of `x`, ascending.
///
/// The result has `size` elements: what is too many is left out, what is missing is `fillValue`, by
/// default the least element, with index 0 and count 0. Without `size` as many as there are, which
/// only a tensor with elements can tell, not a traced one.
///
/// Specification: `numpy`.
public func unique(_ x: Tensor, size: Int? = nil, fillValue: Tensor? = nil) -> Tensor {
  uniqueAll(x, size: size, fillValue: fillValue).values
}

/// The different elements of `x`, where they occur and how often; see `unique`.
public func uniqueAll(
  _ x: Tensor, size: Int? = nil, fillValue: Tensor? = nil
) -> UniqueElements {
  let invalid = UniqueElements(
    values: .invalid, indices: .invalid, inverse: .invalid, counts: .invalid)
  return call("unique", [x], else: invalid) { call in
    let flat = ravel(settled(x))
    let total = flat.shape[0]
    let indexType = TensorType(indexDType(total), [total])
    if total == 0 {
      return UniqueElements(
        values: broadcastTo(cast(fillValue ?? 0, x.dtype), [size ?? 0]),
        indices: zeros([size ?? 0], dtype: .i32), inverse: zeros(x.shape, dtype: .i32),
        counts: zeros([size ?? 0], dtype: .i32))
    }
    let ordered = sortedTogether([orderKeys(flat), flat, iota(indexType)], 0)
    let (values, origin) = (ordered[1], ordered[2])
    let (before, after) = (
      sliced(values, axis: 0, from: 0, to: total - 1), sliced(values, axis: 0, from: 1, to: total)
    )
    let differs = bitwiseAnd(
      notEqual(before, after), bitwiseNot(bitwiseAnd(isnan(before), isnan(after))))
    let isFirst = concatenate([ones([1], dtype: .i1), differs], axis: 0)
    let place = cumsum(cast(isFirst, indexType.dtype)) - 1
    var count = size
    if count == nil { count = try (known(call, place, "size").last ?? -1) + 1 }
    let number = count ?? 0
    // Only the first of equal elements is put down, so that no order of updates matters.
    let target = NumPy.where(isFirst, place, Tensor(weak: number))
    let fill =
      fillValue.map { cast($0, x.dtype) } ?? reshape(sliced(values, axis: 0, from: 0, to: 1), [])
    let found = broadcastTo(fill, [number]).at[target].set(values)
    let first = zeros([number], dtype: indexType.dtype).at[target].set(origin)
    let counts = segmentSum(ones([total], dtype: indexType.dtype), place, numSegments: number)
    let inverse = zeros([total], dtype: indexType.dtype).at[origin].set(place)
    return UniqueElements(
      values: found, indices: first, inverse: reshape(inverse, x.shape), counts: counts)
  }
}

/// The indices, one vector for each axis, of the elements of `x` that differ from zero, in row-major
/// order.
///
/// Each has `size` elements: what is too many is left out, what is missing is `fillValue`. Without
/// `size` as many as there are, which only a tensor with elements can tell, not a traced one.
///
/// Specification: `numpy`.
public func nonzero(_ x: Tensor, size: Int? = nil, fillValue: Int = 0) -> [Tensor] {
  call("nonzero", [x], else: [.invalid]) { call in
    let shape = x.rank == 0 ? [1] : x.shape
    let holds = ravel(truth(settled(x)))
    let total = holds.shape[0]
    let dtype = indexDType(total)
    let number = try size ?? known(call, sum(holds), "size")[0]
    let place = cumsum(cast(holds, dtype)) - 1
    let target = NumPy.where(holds, place, Tensor(weak: number))
    let flat = zeros([number], dtype: dtype).at[target].set(iota(TensorType(dtype, [total])))
    let count = sum(holds)
    let isFilled = greaterEqual(indices([number], axis: 0), count)
    return unravelIndex(flat, shape).map {
      NumPy.where(isFilled, Tensor(weak: fillValue), $0)
    }
  }
}

/// The indices of the elements of `x` that differ from zero, as rows; see `nonzero`.
public func argwhere(_ x: Tensor, size: Int? = nil, fillValue: Int = 0) -> Tensor {
  stack(nonzero(x, size: size, fillValue: fillValue), axis: 1)
}

/// The index into each axis of `shape` for indices into a tensor of that shape as a vector.
///
/// Negative ones count from the end, what lies outside is clipped.
public func unravelIndex(_ indices: Tensor, _ shape: [Int]) -> [Tensor] {
  call("unravelIndex", [indices], else: [.invalid]) { call in
    try call.require(indices.dtype.isInteger, "expected integers, got \(indices.dtype)")
    let total = shape.reduce(1, *)
    let places = settled(indices)
    var rest = clip(
      NumPy.where(less(places, 0), places + total, places), 0, Tensor(weak: Swift.max(total - 1, 0))
    )
    var result: [Tensor] = []
    for size in shape.reversed() {
      let step = Swift.max(size, 1)
      result.append(remainder(rest, .full(rest.type, step)))
      rest = rest / step
    }
    return result.reversed()
  }
}

/// Indices into a tensor of `shape` as a vector, from indices into each axis, which are clipped.
public func ravelMultiIndex(_ indices: [Tensor], _ shape: [Int]) -> Tensor {
  call("ravelMultiIndex", indices, else: .invalid) { call in
    try call.require(
      indices.count == shape.count && !shape.isEmpty,
      "expected \(shape.count) vectors of indices, got \(indices.count)")
    var result: Tensor = 0
    for (index, size) in zip(indices, shape) {
      result = result * size + clip(index, 0, Tensor(weak: size - 1))
    }
    return result
  }
}
