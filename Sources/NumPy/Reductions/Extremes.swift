// Where the greatest and the least elements are.

/// The index, as `i32`, of the greatest element along `axis`, the first of equal ones; of the first
/// NaN if there is one. Without `axis` the index into `x` as a vector.
///
/// Specification: `numpy`.
public func argmax(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
  extremeIndex("argmax", x, axis, keepdims) { max($0, axis: $1, keepdims: true) }
}

/// The index, as `i32`, of the least element along `axis`, the first of equal ones; of the first
/// NaN if there is one. Without `axis` the index into `x` as a vector.
///
/// Specification: `numpy`.
public func argmin(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
  extremeIndex("argmin", x, axis, keepdims) { min($0, axis: $1, keepdims: true) }
}

private func extremeIndex(
  _ name: String, _ x: Tensor, _ axis: Int?, _ keepdims: Bool,
  _ extreme: (Tensor, Int) -> Tensor
) -> Tensor {
  call(name, x) { call in
    guard let named = axis else {
      let index = extremeIndex(name, ravel(x), 0, false, extreme)
      return keepdims ? reshape(index, x.shape.map { _ in 1 }) : index
    }
    let axis = try call.axis(named, of: x.rank)
    let size = x.shape[axis]
    try call.require(size > 0, "axis \(axis) of the shape \(x.shape) has no elements")
    let x = settled(x)
    let best = equal(x, extreme(x, axis))
    // Beside a NaN nothing is equal to the extreme, which then is NaN too.
    let isChosen = x.dtype.isFloat ? bitwiseOr(best, isnan(x)) : best
    let places = indices(x.shape, axis: axis)
    let index = min(
      select(isChosen, places, .full(Double(size), like: places)), axis: axis, keepdims: keepdims)
    return index
  }
}
