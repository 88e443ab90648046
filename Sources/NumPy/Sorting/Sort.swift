// Elements in order. NaN comes last, whatever its sign; -0 and 0 are equal and keep their order.

/// `x` sorted along `axis`, the least first; as a vector if `axis` is `nil`.
///
/// Specification: `numpy`.
public func sort(_ x: Tensor, axis: Int? = -1) -> Tensor {
  call("sort", x) { call in
    guard let named = axis else { return sort(ravel(x), axis: 0) }
    let x = settled(x)
    let axis = try call.axis(named, of: x.rank)
    if x.dtype.isInteger || x.dtype == .i1 { return sort(x, dimension: axis) }
    return sortedTogether([orderKeys(x), x], axis)[1]
  }
}

/// The indices, as `i32`, that bring `x` into order along `axis`: those of equal elements ascend.
///
/// Specification: `numpy`.
public func argsort(_ x: Tensor, axis: Int? = -1) -> Tensor {
  call("argsort", x) { call in
    guard let named = axis else { return argsort(ravel(x), axis: 0) }
    let x = settled(x)
    let axis = try call.axis(named, of: x.rank)
    return sortedTogether([orderKeys(x), indices(x.shape, axis: axis)], axis)[1]
  }
}

/// The indices that bring the last axis into the order of the last of `keys`, ties by the one
/// before, and so on.
public func lexsort(_ keys: [Tensor], axis: Int = -1) -> Tensor {
  call("lexsort", keys, else: .invalid) { call in
    guard let first = keys.first else { throw call.error("expected at least one key") }
    let axis = try call.axis(axis, of: first.rank)
    var order = indices(first.shape, axis: axis)
    for key in keys {
      let ordered = takeAlongAxis(orderKeys(settled(key)), order, axis: axis)
      order = sortedTogether([ordered, order], axis)[1]
    }
    return order
  }
}

/// `x` with the element along `axis` that sorting puts at `kth` there, lesser ones before it and
/// greater ones after.
///
/// The whole is sorted, which is one of the orders allowed.
public func partition(_ x: Tensor, _ kth: Int, axis: Int = -1) -> Tensor {
  call("partition", x) { call in
    try requirePlace(call, x, kth, axis)
    return sort(x, axis: axis)
  }
}

/// The indices of `partition`.
public func argpartition(_ x: Tensor, _ kth: Int, axis: Int = -1) -> Tensor {
  call("argpartition", x) { call in
    try requirePlace(call, x, kth, axis)
    return argsort(x, axis: axis)
  }
}

private func requirePlace(_ call: Call, _ x: Tensor, _ kth: Int, _ axis: Int) throws {
  let size = x.shape[try call.axis(axis, of: x.rank)]
  try call.require(
    -size..<size ~= kth, "kth \(kth) is no index of axis \(axis), whose size is \(size)")
}

/// The `k` greatest elements along the last axis and their indices: see `topK` of the core; in any
/// order unless `sorted`, which the descending one is.
public func topK(_ x: Tensor, _ k: Int, sorted: Bool) -> (values: Tensor, indices: Tensor) {
  topK(x, k)
}

/// Whether each of `targets` is the index of one of the `k` greatest `predictions` of its row.
///
/// A target that ties with the `k`-th counts. A target that is NaN, or an
/// index outside the row, gives `false`.
public func inTopK(_ targets: Tensor, _ predictions: Tensor, _ k: Int) -> Tensor {
  call("inTopK", targets, predictions) { call in
    try call.require(
      predictions.rank == 2 && targets.shape == [predictions.shape[0]],
      "expected a row of predictions for each target, got \(targets.shape) and \(predictions.shape)"
    )
    let score = takeAlongAxis(predictions, inserted(targets, 1), axis: 1)
    let better = sum(greater(predictions, score), axis: 1)
    let isNumber = logicalNot(isnan(removed(score, 1)))
    return bitwiseAnd(less(better, Tensor(weak: k)), isNumber)
  }
}

/// `x` sorted by the first of them.
func sortedTogether(_ x: [Tensor], _ axis: Int) -> [Tensor] {
  sort(x, dimension: axis, isStable: true) { pair in
    precedes(pair[0], pair[1])
  }
}

private func precedes(_ x: Tensor, _ y: Tensor) -> Tensor {
  x.dtype.isFloat ? lessInTotalOrder(x, y) : less(x, y)
}

/// Numbers that order as `x` does, with NaN last and one zero.
func orderKeys(_ x: Tensor) -> Tensor {
  guard x.dtype.isFloat else { return x }
  // The sum takes the sign off -0.
  let unsigned = select(equal(x, .full(0, like: x)), .full(0, like: x), x)
  return select(isnan(x), .full(.nan, like: x), unsigned)
}

/// `x` < `y` in the total order of IEEE 754: what kernels know as the order of sorting.
private func lessInTotalOrder(_ x: Tensor, _ y: Tensor) -> Tensor {
  bind(Compare(.less, .totalOrder), x, y)
}
