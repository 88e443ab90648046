// Bit operations under the names Keras gives them besides the core's.

/// The bits of each integer inverted: another name of `bitwiseNot`.
public func bitwiseInvert(_ x: Tensor) -> Tensor { bitwiseNot(x) }

/// The bits of each integer inverted: another name of `bitwiseNot`.
public func invert(_ x: Tensor) -> Tensor { bitwiseNot(x) }

/// The bits of `x` moved up by `y` places: another name of `leftShift`.
public func bitwiseLeftShift(_ x: Tensor, _ y: Tensor) -> Tensor { leftShift(x, y) }

/// The bits of `x` moved down by `y` places, copies of the sign moving in, zeros for unsigned ones.
public func bitwiseRightShift(_ x: Tensor, _ y: Tensor) -> Tensor {
  let (x, y) = met("bitwiseRightShift", x, y)
  return x.dtype.family == .unsigned ? rightShiftLogical(x, y) : rightShift(x, y)
}

/// How many bits of the magnitude of each integer are one.
public func bitwiseCount(_ x: Tensor) -> Tensor { populationCount(absolute(x)) }

/// The greatest integer that divides both; of two zeros 0.
///
/// Euclid's algorithm in as many steps as the dtype may need, so that it can be traced.
public func gcd(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  call("gcd", x1, x2) { call in
    let (x, y) = met("gcd", x1, x2)
    try call.require(x.dtype.isInteger, "expected integers, got \(x.dtype)")
    var (a, b) = (absolute(x), absolute(y))
    // Two steps at least halve the greater number.
    for _ in 0..<(2 * x.dtype.bitWidth) {
      let isDone = equal(b, 0)
      (a, b) = (
        NumPy.where(isDone, a, b), NumPy.where(isDone, b, remainder(a, NumPy.where(isDone, 1, b)))
      )
    }
    return a
  }
}

/// The least integer that both divide; 0 where one of them is.
public func lcm(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (x, y) = met("lcm", x1, x2)
  let divisor = gcd(x, y)
  let isZero = equal(divisor, 0)
  return NumPy.where(
    isZero, 0, absolute(x) / NumPy.where(isZero, 1, divisor) * absolute(y))
}
