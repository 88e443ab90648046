// Arithmetic under NumPy's names. Operands are promoted and broadcast.

/// The sum of each pair of elements.
public func add(_ x1: Tensor, _ x2: Tensor) -> Tensor { x1 + x2 }

/// The difference of each pair of elements.
public func subtract(_ x1: Tensor, _ x2: Tensor) -> Tensor { x1 - x2 }

/// The product of each pair of elements.
public func multiply(_ x1: Tensor, _ x2: Tensor) -> Tensor { x1 * x2 }

/// Each element with the opposite sign.
public func negative(_ x: Tensor) -> Tensor { -x }

/// Each element itself.
public func positive(_ x: Tensor) -> Tensor { x }

/// The quotient of each pair of elements, a float also for integers.
///
/// Specification: `numpy`.
public func trueDivide(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let operands = promoteDTypes("trueDivide", [x1, x2])
  return inexact(operands[0]) / inexact(operands[1])
}

/// The quotient of each pair of elements, a float also for integers: another name of `trueDivide`.
public func divide(_ x1: Tensor, _ x2: Tensor) -> Tensor { trueDivide(x1, x2) }

/// The quotient of each pair of elements, rounded down to a whole number.
///
/// Of integers by zero: -1 and what rounding down makes of it, as `divide` says; of floats an infinity,
/// or NaN for zero by zero.
///
/// Specification: `numpy`.
public func floorDivide(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (x, y) = met("floorDivide", x1, x2)
  if x.dtype.family == .unsigned { return x / y }
  if x.dtype.isInteger {
    let isShort = bitwiseAnd(notEqual(sign(x), sign(y)), notEqual(remainder(x, y), 0))
    return NumPy.where(isShort, x / y - 1, x / y)
  }
  return divmod(x, y).quotient
}

/// What is left after `floorDivide`, with the sign of `x2`.
///
/// Specification: `numpy`.
public func mod(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (x, y) = met("mod", x1, x2)
  let rest = remainder(x, y)
  if x.dtype.family == .unsigned { return rest }
  let isOther = bitwiseAnd(notEqual(less(rest, 0), less(y, 0)), notEqual(rest, 0))
  return NumPy.where(isOther, rest + y, rest)
}

/// What is left after division toward zero, with the sign of `x1`.
///
/// Specification: `remainder`.
public func fmod(_ x1: Tensor, _ x2: Tensor) -> Tensor { remainder(x1, x2) }

/// `floorDivide` and `mod` at once.
///
/// Specification: `numpy`.
public func divmod(_ x1: Tensor, _ x2: Tensor) -> (quotient: Tensor, rest: Tensor) {
  let (x, y) = met("divmod", x1, x2)
  guard x.dtype.isFloat else { return (floorDivide(x, y), mod(x, y)) }
  let rest = remainder(x, y)
  // By zero nothing is left that could be taken away: the quotient is an infinity of its sign.
  let quotient = NumPy.where(equal(y, 0), x, x - rest) / y
  let isOther = bitwiseAnd(notEqual(rest, 0), notEqual(sign(y), sign(rest)))
  return (
    round(NumPy.where(isOther, quotient - 1, quotient)), NumPy.where(isOther, rest + y, rest)
  )
}

/// The quotient of each pair of elements, and 0 where the divisor is 0.
///
/// The gradient there is 0 too.
public func divideNoNan(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let operands = promoteDTypes("divideNoNan", [x1, x2])
  let (x, y) = (inexact(operands[0]), inexact(operands[1]))
  let isZero = equal(y, 0)
  return NumPy.where(isZero, 0, x / NumPy.where(isZero, 1, y))
}

/// One over each element.
public func reciprocal(_ x: Tensor) -> Tensor { 1 / inexact(x) }

/// The magnitude of each element: another name of `abs`.
public func absolute(_ x: Tensor) -> Tensor { abs(x) }

/// The magnitude of each element as a float.
public func fabs(_ x: Tensor) -> Tensor { abs(inexact(x)) }

/// Each element brought into the range from `xMin` to `xMax`.
///
/// It is `minimum(maximum(x, xMin), xMax)`: NaN stays, crossed bounds give `xMax`, and on a bound
/// half of the gradient passes.
///
/// Specification: `numpy`.
public func clip(_ x: Tensor, _ xMin: Tensor? = nil, _ xMax: Tensor? = nil) -> Tensor {
  var result = x
  if let xMin { result = maximum(result, xMin) }
  if let xMax { result = minimum(result, xMax) }
  return result
}

/// The greater of each pair; where one of them is NaN, the other.
public func fmax(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (x, y) = met("fmax", x1, x2)
  return NumPy.where(bitwiseOr(greater(x, y), isnan(y)), x, y)
}

/// The lesser of each pair; where one of them is NaN, the other.
public func fmin(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (x, y) = met("fmin", x1, x2)
  return NumPy.where(bitwiseOr(less(x, y), isnan(y)), x, y)
}

/// `x` and `y` promoted to one dtype and broadcast to one shape.
func met(_ name: String, _ x: Tensor, _ y: Tensor) -> (Tensor, Tensor) {
  let all = broadcastArrays(name, promoteDTypes(name, [x, y]))
  return (all[0], all[1])
}

/// `x` broadcast to their common shape.
func broadcastArrays(_ name: String, _ x: [Tensor]) -> [Tensor] {
  call(name, x, else: x.map { _ in .invalid }) { call in
    guard let shape = broadcastShapes(x.map(\.shape)) else {
      throw call.error(
        "the shapes \(x.map { "\($0.shape)" }.joined(separator: " and ")) do not broadcast: "
          + "aligned at the last axis, sizes must be equal or 1")
    }
    return x.map { $0.shape == shape ? $0 : broadcastTo($0, shape) }
  }
}
