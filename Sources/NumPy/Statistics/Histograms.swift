// Elements counted by value.

/// How often each of the numbers 0, 1, … occurs in the vector `x`; with `weights` the sum of these.
///
/// The result has `length` elements. Without it as many as the greatest number needs, but at least
/// `minlength`, which only a tensor with elements can tell, not a traced one. Numbers outside are
/// left out, negative ones count as 0.
///
/// Specification: `numpy`.
public func bincount(
  _ x: Tensor, weights: Tensor? = nil, minlength: Int = 0, length: Int? = nil
) -> Tensor {
  call("bincount", x) { call in
    try call.require(
      x.dtype.isInteger || x.dtype == .i1, "expected integers, got \(x.dtype)")
    let counted = x.dtype == .i1 ? cast(x, .i32) : settled(x)
    var length = length
    if length == nil {
      let values = try known(call, counted, "length")
      length = Swift.max(minlength, (values.max() ?? -1) + 1)
    }
    let places = clip(ravel(counted), 0, nil)
    let amounts = weights.map { ravel(settled($0)) } ?? ones(places.shape, dtype: .i32)
    return segmentSum(amounts, places, numSegments: length)
  }
}

/// How many elements of `x` lie between each two neighbours of `bins` + 1 edges at equal distances.
///
/// The edges span `range`, or from the least to the greatest element. Each bin has its lower edge,
/// the last one both.
public func histogram(
  _ x: Tensor, bins: Int = 10, range: (Double, Double)? = nil
) -> (counts: Tensor, edges: Tensor) {
  call("histogram", [x], else: (.invalid, .invalid)) { call in
    try call.require(bins > 0, "expected at least one bin, got \(bins)")
    let values = ravel(settled(inexact(x)))
    var (low, high): (Tensor, Tensor)
    if let range {
      (low, high) = (scalar(range.0, values.dtype), scalar(range.1, values.dtype))
    } else if values.shape == [0] {
      (low, high) = (scalar(0, values.dtype), scalar(1, values.dtype))
    } else {
      (low, high) = (min(values), max(values))
    }
    // Where all elements are equal, the edges lie half a unit off.
    let isPoint = equal(low, high)
    (low, high) = (NumPy.where(isPoint, low - 0.5, low), NumPy.where(isPoint, high + 0.5, high))
    let edges = linspace(low, high, num: bins + 1)
    return (histogram(values, edges: edges), edges)
  }
}

/// How many elements of `x` lie between each two neighbours of `edges`, which ascend.
public func histogram(_ x: Tensor, edges: Tensor) -> Tensor {
  call("histogram", x, edges) { call in
    try call.require(
      edges.rank == 1 && edges.shape[0] >= 2, "expected a vector of at least 2 edges")
    let operands = promoteDTypes("histogram", [ravel(x), edges])
    let (values, borders) = (inexact(operands[0]), inexact(operands[1]))
    let bins = edges.shape[0] - 1
    let place = searchsorted(borders, values, side: .right)
    let isLast = equal(values, sliced(borders, axis: 0, from: bins, to: bins + 1))
    // What lies below, above or nowhere goes to a bin past the end, which is left out.
    let bin = NumPy.where(isLast, Tensor(weak: bins - 1), place - 1)
    let isOutside = bitwiseOr(less(bin, 0), isnan(values))
    return segmentSum(
      ones(values.shape, dtype: .i32), NumPy.where(isOutside, Tensor(weak: bins), bin),
      numSegments: bins)
  }
}

/// For each element of `x` the number of edges in `bins`, which ascend, at or below it.
public func digitize(_ x: Tensor, _ bins: Tensor, right: Bool = false) -> Tensor {
  searchsorted(bins, x, side: right ? .left : .right)
}

/// The elements of `x` as integers; `name` is what the caller must say instead if it is traced.
func known(_ call: Call, _ x: Tensor, _ name: String) throws -> [Int] {
  guard x.buffer != nil else {
    throw call.error(
      "the size of the result depends on elements, which a traced tensor has not yet: "
        + "give \(name)")
  }
  return try x.host().converted(to: .i64).withElements(of: Int64.self) { $0.map { Int($0) } }
}
