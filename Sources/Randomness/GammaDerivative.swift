import Touchstone

/// The derivative by `alpha` of a sample `x` of the gamma distribution whose probability P(alpha, x)
/// is held fixed: -(∂P/∂alpha) / (∂P/∂x), with P the regularized lower incomplete gamma function
/// (Figurnov, Mohamed, Mnih, "Implicit reparameterization gradients", 2018).
///
/// Numerator and denominator have the factor xᵃ·e⁻ˣ/Γ(a) in common, so neither over- nor underflows.
/// Relative errors are some tens of units in the last place of the dtype where alpha is moderate, and
/// grow with √alpha beyond, as terms of that size cancel.
func gammaSampleDerivative(_ alpha: Tensor, _ x: Tensor) -> Tensor {
  if x.dtype != .f64, x.dtype != .f32 {
    let wide = gammaSampleDerivative(convert(alpha, to: .f32), convert(x, to: .f32))
    return convert(wide, to: x.dtype)
  }
  let zero = Tensor.full(0, like: x)
  let isZero = equal(x, zero)
  let isOutside = bitwiseOr(less(x, zero), lessEqual(alpha, zero))
  let isNaN = bitwiseOr(notEqual(x, x), notEqual(alpha, alpha))
  let isDefined = bitwiseNot(bitwiseOr(isZero, bitwiseOr(isOutside, isNaN)))
  let isTail = bitwiseAnd(isDefined, bitwiseAnd(greater(x, zero + 1), greater(x, alpha)))
  let isBulk = bitwiseAnd(isDefined, bitwiseNot(isTail))
  // Neither way is gone with operands that are the other's.
  let safe = (alpha: zero + 1, x: zero + 0.5)
  let series = bySeries(
    select(isBulk, alpha, safe.alpha), select(isBulk, x, safe.x), isPending: isBulk)
  let fraction = byFraction(
    select(isTail, alpha, safe.alpha), select(isTail, x, zero + 2), isPending: isTail)
  let inside = select(isTail, fraction, select(isBulk, series, zero))
  return select(bitwiseOr(isOutside, isNaN), .full(.nan, like: x), inside)
}

private func epsilon(_ dtype: DType) -> Double { dtype == .f64 ? 0x1p-52 : 0x1p-23 }

/// By the power series P = xᵃ·e⁻ˣ/Γ(a+1) · Σ xⁿ/((a+1)…(a+n)) and its derivative, term by term.
private func bySeries(_ a: Tensor, _ x: Tensor, isPending: Tensor) -> Tensor {
  let (zero, one) = (Tensor.full(0, like: x), Tensor.full(1, like: x))
  // Pending, a + n, term, its derivative, both sums.
  let result = whileLoop(
    {
      reduceMax($0[0])
    },
    { carry in
      let (isPending, x) = (carry[0], carry[6])
      let r = carry[1] + 1
      let ratio = x / r
      let slope = carry[3] * ratio - carry[2] * x / (r * r)
      let term = carry[2] * ratio
      let (sum, slopes) = (carry[4] + term, carry[5] + slope)
      let isLarge = greater(abs(slope), abs(slopes) * epsilon(x.dtype))
      let new = [r, term, slope, sum, slopes]
      return [bitwiseAnd(isPending, isLarge)]
        + zip(new, carry[1...5]).map { select(isPending, $0, $1) } + [x]
    }, [isPending, a, one, zero, one, zero, x])
  let (sum, slopes) = (result[4], result[5])
  return -(slopes + sum * (log(x) - digamma(a + 1))) * x / a
}

/// By the continued fraction of 1 - P (Legendre's, as in Cephes) and its derivative.
private func byFraction(_ a: Tensor, _ x: Tensor, isPending: Tensor) -> Tensor {
  let (zero, one) = (Tensor.full(0, like: x), Tensor.full(1, like: x))
  let limit = epsilon(x.dtype)
  let z = x - a + 2
  let (p, q) = (x + 1, z * x)
  let value = p / q
  let slope = value * x / q
  // Pending, steps, y, z, two numerators and denominators with their derivatives, value, slope.
  let start = [
    isPending, zero, 1 - a, z, p, q, one, x, zero, -x, zero, zero, value, slope,
  ]
  let result = whileLoop(
    {
      reduceMax($0[0])
    },
    { v in
      let isPending = v[0]
      let (c, y, z) = (v[1] + 1, v[2] + 1, v[3] + 2)
      let yc = y * c
      let (p1, q1, p2, q2, dp1, dq1, dp2, dq2) = (v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11])
      let p = p1 * z - p2 * yc
      let q = q1 * z - q2 * yc
      let dp = dp1 * z - p1 - dp2 * yc + p2 * c
      let dq = dq1 * z - q1 - dq2 * yc + q2 * c
      let isZero = equal(q, .full(0, like: q))
      let divisor = select(isZero, .full(1, like: q), q)
      let value = select(isZero, v[12], p / divisor)
      let slope = select(isZero, v[13], (dp - value * dq) / divisor)
      let isMoving = bitwiseOr(isZero, greater(abs(slope - v[13]), .full(limit, like: q)))
      let hasTime = less(c, .full(2000, like: c))
      // Numerators and denominators grow alike and are made smaller together.
      let scale = select(
        greater(abs(p), .full(1 / limit, like: p)), .full(limit, like: p), .full(1, like: p))
      let scaled = [p, q, p1, q1, dp, dq, dp1, dq1].map { $0 * scale }
      let new = [c, y, z] + scaled + [value, slope]
      return [bitwiseAnd(isPending, bitwiseAnd(isMoving, hasTime))]
        + zip(new, v[1...]).map { select(isPending, $0, $1) }
    }, start)
  return (result[13] + result[12] * (log(x) - digamma(a))) * x
}
