import Foundation

/// Where equal elements are placed.
public enum SearchSide: String, Sendable {
  /// Before them.
  case left
  /// After them.
  case right
}

/// For each of `values` the place, as `i32`, at which it goes into the vector `sortedSequence`,
/// which ascends, so that the order is kept.
///
/// NaN counts as greater than everything. A search by halves, all values at once.
///
/// Specification: `numpy`.
public func searchsorted(
  _ sortedSequence: Tensor, _ values: Tensor, side: SearchSide = .left
) -> Tensor {
  call("searchsorted", sortedSequence, values) { call in
    try call.require(
      sortedSequence.rank == 1, "expected a vector to search, the shape is \(sortedSequence.shape)")
    let operands = promoteDTypes("searchsorted", [sortedSequence, values])
    let (sequence, sought) = (settled(operands[0]), settled(operands[1]))
    let size = sequence.shape[0]
    let type = TensorType(indexDType(size), values.shape)
    var (low, high) = (Tensor.full(type, 0), Tensor.full(type, size))
    if size == 0 { return low }
    // Each step leaves at most half of size + 1 places.
    for _ in 0..<(Int.bitWidth - size.leadingZeroBitCount) {
      let middle = rightShift(low + high, .full(type, 1))
      let element = take(sequence, middle, axis: 0, mode: .clip)
      let goesAfter =
        side == .left
        ? isLess(element, sought) : bitwiseNot(isLess(sought, element))
      let isOpen = less(low, high)
      (low, high) = (
        select(bitwiseAnd(isOpen, goesAfter), middle + 1, low),
        select(bitwiseAnd(isOpen, bitwiseNot(goesAfter)), middle, high)
      )
    }
    return low
  }
}

/// `x` < `y` where NaN is greater than everything else.
private func isLess(_ x: Tensor, _ y: Tensor) -> Tensor {
  guard x.dtype.isFloat else { return less(x, y) }
  return bitwiseOr(less(x, y), bitwiseAnd(isnan(y), bitwiseNot(isnan(x))))
}

/// Whether each element of `x1` occurs in `x2`; whether it does not if `invert`.
public func isin(
  _ x1: Tensor, _ x2: Tensor, assumeUnique: Bool = false, invert: Bool = false
) -> Tensor {
  let operands = promoteDTypes("isin", [x1, ravel(x2)])
  let found = any(equal(inserted(operands[0], x1.rank), operands[1]), axis: -1)
  return invert ? logicalNot(found) : found
}

/// The linear interpolation at `x` of the points (`xp`, `fp`), with `xp` ascending.
///
/// Before the first and after the last point it is `left` and `right`, by default these points'
/// values.
public func interp(
  _ x: Tensor, _ xp: Tensor, _ fp: Tensor, left: Tensor? = nil, right: Tensor? = nil
) -> Tensor {
  call("interp", x, xp, fp) { call in
    try call.require(
      xp.rank == 1 && fp.shape == xp.shape && xp.shape[0] > 0,
      "expected two vectors of one size, got \(xp.shape) and \(fp.shape)")
    let operands = promoteDTypes("interp", [x, xp, fp]).map { settled(inexact($0)) }
    let (sought, places, values) = (operands[0], operands[1], operands[2])
    let size = xp.shape[0]
    let after = clip(
      searchsorted(places, sought, side: .right), 1, Tensor(weak: size - 1))
    func at(_ x: Tensor, _ index: Tensor) -> Tensor { take(x, index, axis: 0, mode: .clip) }
    let rise = at(values, after) - at(values, after - 1)
    let width = at(places, after) - at(places, after - 1)
    let step = sought - at(places, after - 1)
    // Two points at one place: the later one counts.
    let isPoint = equal(width, 0)
    let slope = NumPy.where(isPoint, 0, rise / NumPy.where(isPoint, 1, width))
    var result = at(values, after - 1) + step * slope
    let (first, last) = (
      sliced(values, axis: 0, from: 0, to: 1), sliced(values, axis: 0, from: size - 1, to: size)
    )
    result = NumPy.where(
      less(sought, reshape(sliced(places, axis: 0, from: 0, to: 1), [])),
      left ?? reshape(first, []), result)
    return NumPy.where(
      greater(sought, reshape(sliced(places, axis: 0, from: size - 1, to: size), [])),
      right ?? reshape(last, []), result)
  }
}
