// Functions of square matrices.

/// Each square matrix multiplied by itself `n` times; its inverse, if `n` is negative.
public func matrixPower(_ x: Tensor, _ n: Int) -> Tensor {
  call("matrixPower", x) { call in
    try requireSquare(call, x)
    var base = settled(n < 0 ? inv(x) : x)
    if n == 0 { return broadcastTo(eye(x.shape[x.rank - 1], dtype: x.dtype), x.shape) }
    var result: Tensor?
    var rest = n.magnitude
    while true {
      if rest & 1 == 1 { result = result.map { matmul($0, base) } ?? base }
      rest >>= 1
      guard rest > 0 else { return result ?? base }
      base = matmul(base, base)
    }
  }
}

/// The exponential of each square matrix, by a Padé approximation of order 13 of the matrix halved
/// often enough, and as many squarings, 16 at most.
///
/// A matrix whose 1-norm is beyond 5.37·2¹⁶ gives NaN. Source: N. J. Higham, The scaling and
/// squaring method for the matrix exponential revisited, 2005.
public func expm(_ x: Tensor) -> Tensor {
  call("expm", x) { call in
    try requireSquare(call, x)
    let x = settled(inexact(x))
    let most = 16
    let bound = x.dtype.realPart == .f64 ? 5.371920351148152 : 3.925724783138660
    let size = norm(x, ord: 1, axis: [-2, -1], keepdims: true)
    let halvings = clip(ceil(log2(maximum(size / bound, 1))), 0, Tensor(weak: Double(most)))
    let isTooLarge = greater(size / bound, Tensor(weak: Double(1 << most)))
    let unit = broadcastTo(eye(x.shape[x.rank - 1], dtype: x.dtype), x.shape)
    let scale = power(.full(halvings.type, 2), -halvings)
    var result = pade13(x * cast(scale, x.dtype), unit)
    for i in 0..<most {
      let isDue = less(Tensor(weak: Double(i)), halvings)
      // What is not due is squared as the unit, so that nothing overflows in its gradient.
      let factor = NumPy.where(isDue, result, unit)
      result = NumPy.where(isDue, matmul(factor, factor), result)
    }
    return NumPy.where(isTooLarge, Tensor(weak: Double.nan), result)
  }
}

private func pade13(_ a: Tensor, _ unit: Tensor) -> Tensor {
  let b: [Double] = [
    64_764_752_532_480_000, 32_382_376_266_240_000, 7_771_770_303_897_600,
    1_187_353_796_428_800, 129_060_195_264_000, 10_559_470_521_600, 670_442_572_800,
    33_522_128_640, 1_323_241_920, 40_840_800, 960_960, 16380, 182, 1,
  ]
  let a2 = matmul(a, a)
  let a4 = matmul(a2, a2)
  let a6 = matmul(a4, a2)
  /// The even part of the polynomial, or with `first` 1 the odd one over `a`, in two halves.
  func sums(_ first: Int) -> (high: Tensor, low: Tensor) {
    let high = a6 * b[first + 12] + a4 * b[first + 10] + a2 * b[first + 8]
    let low = a6 * b[first + 6] + a4 * b[first + 4] + a2 * b[first + 2]
    return (high, low + unit * b[first])
  }
  let (oddHigh, oddLow) = sums(1)
  let (evenHigh, evenLow) = sums(0)
  let u = matmul(a, matmul(a6, oddHigh) + oddLow)
  let v = matmul(a6, evenHigh) + evenLow
  return solve(v - u, u + v)
}
