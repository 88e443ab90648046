// Sums and products of the elements up to each one, in steps that double their reach: as many as
// the logarithm of the size, each on all elements at once.

/// The sum of the elements along `axis` up to each one; of `x` as a vector if no axis is given.
///
/// Booleans are summed as `i32`.
public func cumsum(_ x: Tensor, axis: Int? = nil, reverse: Bool = false, dtype: DType? = nil)
  -> Tensor
{
  cumulative("cumsum", cast(x.dtype == .i1 ? cast(x, .i32) : x, dtype), axis, reverse, 0) {
    $0 + $1
  }
}

/// The product of the elements along `axis` up to each one; of `x` as a vector if no axis is given.
///
/// Booleans are multiplied as `i32`.
public func cumprod(_ x: Tensor, axis: Int? = nil, reverse: Bool = false, dtype: DType? = nil)
  -> Tensor
{
  cumulative("cumprod", cast(x.dtype == .i1 ? cast(x, .i32) : x, dtype), axis, reverse, 1) {
    $0 * $1
  }
}

/// The greatest of the elements along `axis` up to each one, NaN from the first NaN on.
public func cummax(_ x: Tensor, axis: Int? = nil, reverse: Bool = false) -> Tensor {
  cumulative("cummax", x, axis, reverse, nil) { maximum($0, $1) }
}

/// The least of the elements along `axis` up to each one, NaN from the first NaN on.
public func cummin(_ x: Tensor, axis: Int? = nil, reverse: Bool = false) -> Tensor {
  cumulative("cummin", x, axis, reverse, nil) { minimum($0, $1) }
}

/// log(Σ exp(x)) of the elements along `axis` up to each one.
public func cumlogsumexp(_ x: Tensor, axis: Int? = nil, reverse: Bool = false) -> Tensor {
  cumulative("cumlogsumexp", inexact(x), axis, reverse, nil) { logaddexp($0, $1) }
}

/// Each element combined with all before it; `unit`, where given, stands before the first.
private func cumulative(
  _ name: String, _ x: Tensor, _ axis: Int?, _ isReverse: Bool, _ unit: Double?,
  _ combine: (Tensor, Tensor) -> Tensor
) -> Tensor {
  call(name, x) { call in
    guard let named = axis else { return cumulative(name, ravel(x), 0, isReverse, unit, combine) }
    let axis = try call.axis(named, of: x.rank)
    var result = settled(x)
    let size = x.shape[axis]
    var reach = 1
    while reach < size {
      // The first `reach` elements, or the last ones, are complete.
      let done = isReverse ? size - reach..<size : 0..<reach
      let open = isReverse ? 0..<size - reach : reach..<size
      let before = isReverse ? reach..<size : 0..<size - reach
      func part(_ range: Range<Int>) -> Tensor {
        sliced(result, axis: axis, from: range.lowerBound, to: range.upperBound)
      }
      let combined = combine(part(before), part(open))
      result = concatenate(
        isReverse ? [combined, part(done)] : [part(done), combined], axis: axis)
      reach *= 2
    }
    return result
  }
}
