/// How the length of a vector or the size of a matrix is measured.
public enum NormOrder: Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  /// (Σ |x|ᵖ)^(1/p); of matrices with p = ±1 the extreme sum of a column, ±2 the extreme singular
  /// value.
  case p(Double)
  /// The greatest magnitude; of matrices the greatest sum of a row.
  case infinity
  /// The least magnitude; of matrices the least sum of a row.
  case minusInfinity
  /// The root of the sum of squares, of matrices.
  case frobenius
  /// The sum of the singular values, of matrices.
  case nuclear

  /// The order `value`.
  public init(integerLiteral value: Int) { self = .p(Double(value)) }
  /// The order `value`.
  public init(floatLiteral value: Double) { self = .p(value) }
}

/// The norm of `x` as a vector without `axis`, of the vectors along one axis, or of the matrices
/// along two.
///
/// Without `ord` it is the root of the sum of squares. The gradient at 0 is NaN, as JAX has it.
///
/// Specification: `numpy`.
public func norm(
  _ x: Tensor, ord: NormOrder? = nil, axis: (any AxisList)? = nil, keepdims: Bool = false
) -> Tensor {
  call("norm", x) { call in
    let x = settled(inexact(x))
    guard let ord else {
      return sqrt(sum(squaredMagnitude(x), axis: axis, keepdims: keepdims))
    }
    let axes = try call.axes(axis, of: x.rank)
    switch axes.count {
    case 1: return try vectorNorm(call, x, ord, axes[0], keepdims)
    case 2: return try matrixNorm(call, x, ord, axes, keepdims)
    default:
      throw call.error("a norm of this order takes one axis or two, not \(axes.count)")
    }
  }
}

private func vectorNorm(
  _ call: Call, _ x: Tensor, _ ord: NormOrder, _ axis: Int, _ keepdims: Bool
) throws -> Tensor {
  switch ord {
  case .infinity: return max(abs(x), axis: axis, keepdims: keepdims)
  case .minusInfinity: return min(abs(x), axis: axis, keepdims: keepdims)
  case .p(0): return cast(countNonzero(x, axis: axis, keepdims: keepdims), x.dtype.realPart)
  case .p(1): return sum(abs(x), axis: axis, keepdims: keepdims)
  case .p(2): return sqrt(sum(squaredMagnitude(x), axis: axis, keepdims: keepdims))
  case .p(let p):
    let powers = sum(power(abs(x), Tensor(weak: p)), axis: axis, keepdims: keepdims)
    return power(powers, Tensor(weak: 1 / p))
  case .frobenius, .nuclear: throw call.error("this order is for matrices: give two axes")
  }
}

private func matrixNorm(
  _ call: Call, _ x: Tensor, _ ord: NormOrder, _ axes: [Int], _ keepdims: Bool
) throws -> Tensor {
  let matrices = moveaxis(x, axes, [-2, -1])
  let result: Tensor
  switch ord {
  case .frobenius: result = sqrt(sum(squaredMagnitude(matrices), axis: [-2, -1]))
  case .nuclear: result = sum(singularValues(matrices), axis: -1)
  case .infinity: result = max(sum(abs(matrices), axis: -1), axis: -1)
  case .minusInfinity: result = min(sum(abs(matrices), axis: -1), axis: -1)
  case .p(1): result = max(sum(abs(matrices), axis: -2), axis: -1)
  case .p(-1): result = min(sum(abs(matrices), axis: -2), axis: -1)
  case .p(2): result = max(singularValues(matrices), axis: -1)
  case .p(-2): result = min(singularValues(matrices), axis: -1)
  case .p(let p): throw call.error("matrices have no norm of order \(p)")
  }
  return keepdims ? reshape(result, keptShape(x, axes)) : result
}

/// `x` divided by its norm along `axis`, or by `epsilon` where the norm is less.
public func normalize(
  _ x: Tensor, axis: (any AxisList)? = -1, order: NormOrder = 2, epsilon: Double? = nil
) -> Tensor {
  let x = settled(inexact(x))
  let least = epsilon ?? 1e-7
  if case .p(2) = order {
    let squares = sum(squaredMagnitude(x), axis: axis, keepdims: true)
    return x * rsqrt(maximum(squares, Tensor(weak: least * least)))
  }
  return x / maximum(norm(x, ord: order, axis: axis, keepdims: true), Tensor(weak: least))
}

/// The distances of each row of `x` to each row of `y`.
public func cdist(_ x: Tensor, _ y: Tensor) -> Tensor {
  call("cdist", x, y) { call in
    try call.require(
      x.rank >= 2 && y.rank >= 2 && x.shape.last == y.shape.last,
      "expected rows of one size, got \(x.shape) and \(y.shape)")
    let operands = promoteDTypes("cdist", [x, y]).map { settled(inexact($0)) }
    let difference =
      inserted(operands[0], x.rank - 1) - inserted(operands[1], y.rank - 2)
    return sqrt(sum(square(difference), axis: -1))
  }
}
