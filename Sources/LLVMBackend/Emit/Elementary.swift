// Elementary functions of f32 in vector arithmetic. Each is within 3 ulp of the true value over all
// of f32, the tests measure it; NaN, infinities, both zeros and subnormals come out as they should.

extension Lines {
  /// e to the x. Reduction by two parts of ln 2 (Cody and Waite), a polynomial on ±ln(2)/2 (the one
  /// of Cephes' expf), and the scale in two factors, so that results may be subnormal.
  mutating func exponential(_ x: Vector) -> Vector {
    let (power, r) = reducedExponent(x, from: -104, to: 89)
    let p = add(exponentialTail(r), single(1))
    return scaled(p, power)
  }

  /// `x` clamped, as a whole number of ln 2 and a rest.
  private mutating func reducedExponent(
    _ x: Vector, from low: Float, to high: Float
  ) -> (power: Vector, rest: Vector) {
    // Comparisons that fail for NaN keep it.
    let under = select(compare("ogt", x, single(high)), single(high), x)
    let clamped = select(compare("olt", under, single(low)), single(low), under)
    // Adding 1.5 * 2^23 leaves the whole number in the low bits: no conversion that NaN would break.
    let magic = single(12_582_912)
    let shifted = fma(clamped, single(1.442695041), magic)
    let power = subtract(bitcast(shifted, to: .i32), constant(0x4B40_0000, .i32))
    let whole = subtract(shifted, magic)
    let coarse = fma(whole, single(-0.693359375), clamped)
    return (power, fma(whole, single(2.12194440e-4), coarse))
  }

  /// e to the r, less 1, for small r.
  private mutating func exponentialTail(_ r: Vector) -> Vector {
    let p = polynomial(
      r,
      [1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 0.5])
    return fma(p, multiply(r, r), r)
  }

  /// `x` times 2 to the `power`, from -150 to 128.
  private mutating func scaled(_ x: Vector, _ power: Vector) -> Vector {
    let half = binary("ashr", power, constant(1, .i32))
    let rest = subtract(power, half)
    return multiply(multiply(x, powerOfTwo(half)), powerOfTwo(rest))
  }

  private mutating func powerOfTwo(_ power: Vector) -> Vector {
    let biased = add(power, constant(127, .i32))
    return bitcast(binary("shl", biased, constant(23, .i32)), to: .f32)
  }

  /// e to the x, less 1, as 2^n ((e^r - 1) + (1 - 2^-n)): nothing cancels near 0.
  mutating func exponentialMinusOne(_ x: Vector) -> Vector {
    let (power, r) = reducedExponent(x, from: -20, to: 89)
    let capped = intrinsic("smin", power, constant(30, .i32))
    let inverse = powerOfTwo(negate(capped))
    let kept = select(
      compare("sgt", power, constant(29, .i32)), single(0), inverse)
    let sum = add(exponentialTail(r), subtract(single(1), kept))
    let result = scaled(sum, power)
    return intrinsic("copysign", result, x)
  }

  /// The natural logarithm, after FreeBSD's e_logf.c: x = 2^k m with m from sqrt(1/2) to sqrt(2).
  mutating func logarithm(_ x: Vector) -> Vector {
    let isSmall = compare("olt", x, single(Float.leastNormalMagnitude))
    let lifted = select(isSmall, multiply(x, single(8_388_608)), x)
    let bias = select(isSmall, constant(-23 - 127, .i32), constant(-127, .i32))
    let bits = add(bitcast(lifted, to: .i32), constant(0x3f80_0000 - 0x3f35_04f3, .i32))
    let exponent = add(binary("lshr", bits, constant(23, .i32)), bias)
    let k = cast("sitofp", exponent, to: .f32)
    let fraction = add(
      binary("and", bits, constant(0x007f_ffff, .i32)), constant(0x3f35_04f3, .i32))
    let f = subtract(bitcast(fraction, to: .f32), single(1))
    let s = divide(f, add(f, single(2)))
    let z = multiply(s, s)
    let w = multiply(z, z)
    let odd = multiply(w, polynomial(w, [0.24279078841, 0.40000972152]))
    let even = multiply(z, polynomial(w, [0.28498786688, 0.66666662693]))
    let half = multiply(multiply(f, f), single(0.5))
    let tail = add(
      multiply(s, add(half, add(odd, even))), multiply(k, single(9.0580006145e-6)))
    let rest = add(subtract(tail, half), f)
    let value = add(rest, multiply(k, single(6.9313812256e-1)))
    // From here on what is no positive finite number.
    let infinity = single(Float.infinity)
    let upper = select(compare("oeq", x, infinity), infinity, value)
    let zero = single(0)
    let lower = select(compare("oeq", x, zero), single(-Float.infinity), upper)
    let isInvalid = compare("ult", x, zero)
    return select(isInvalid, single(Float.nan), lower)
  }

  /// The logarithm of 1 + x: that of the rounded sum, and what the rounding left.
  mutating func logarithmPlusOne(_ x: Vector) -> Vector {
    let one = single(1)
    let sum = add(x, one)
    let log = logarithm(sum)
    let correction = divide(subtract(x, subtract(sum, one)), sum)
    let isRegular = binary(
      "and", compare("ogt", sum, single(0)),
      compare("olt", sum, single(Float.infinity)))
    let value = select(isRegular, add(log, correction), log)
    return select(compare("oeq", sum, one), x, value)
  }

  /// 1 / (1 + e^-x), by e^-|x| on both sides, so that small results keep their digits.
  mutating func logistic(_ x: Vector) -> Vector {
    let e = exponential(negate(abs(x)))
    let one = single(1)
    let numerator = select(compare("olt", x, single(0)), e, one)
    return divide(numerator, add(e, one))
  }

  /// The hyperbolic tangent: for small x an odd polynomial (Cephes' tanhf), else 1 - 2/(e^2|x| + 1).
  mutating func hyperbolicTangent(_ x: Vector) -> Vector {
    let size = abs(x)
    let square = multiply(x, x)
    let p = polynomial(
      square,
      [
        -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1,
        -3.33332819422e-1,
      ])
    let small = fma(multiply(p, square), x, x)
    let e = exponential(add(size, size))
    let one = single(1)
    let quotient = divide(single(2), add(e, one))
    // The polynomial makes 0 of -0.
    let value = select(compare("olt", size, single(0.625)), small, subtract(one, quotient))
    return intrinsic("copysign", value, x)
  }

  /// The error function as a quotient of polynomials (coefficients of Eigen's and XLA's erf).
  mutating func errorFunction(_ x: Vector) -> Vector {
    let limit: Float = 3.832506856900711
    let under = select(compare("ogt", x, single(limit)), single(limit), x)
    let clamped = select(compare("olt", under, single(-limit)), single(-limit), under)
    let square = multiply(clamped, clamped)
    let numerator = polynomial(
      square,
      [
        0.00022905065861350646, 0.0034082910107109506, 0.050955695062380861,
        0.18520832239976145, 1.128379143519084,
      ])
    let denominator = polynomial(
      square,
      [
        -1.1791602954361697e-7, 0.000023547966471313185, 0.0010179625278914885,
        0.014070470171167667, 0.11098505178285362, 0.49746925110067538, 1,
      ])
    return divide(multiply(clamped, numerator), denominator)
  }

  /// 1 less the error function, small results with all their digits.
  ///
  /// For |x| the scaled function e^(x²) erfc(x) (1 + 2x) as a polynomial in (x - 2) / (x + 2), a form
  /// of Shepherd and Laframboise (1981); the coefficients were fitted to it. x² is taken in two parts.
  mutating func complementaryErrorFunction(_ x: Vector) -> Vector {
    let size = abs(x)
    // Beyond this the result is no number but 0, or 2. A comparison that fails for NaN keeps it.
    let a = select(compare("ogt", size, single(10.1)), single(10.1), size)
    let two = single(2)
    let t = divide(subtract(a, two), add(a, two))
    let p = polynomial(
      t,
      [
        -4.0058130980469286e-4, -1.2299332302063704e-3, 1.3135269982740283e-3,
        8.631686680018902e-3, -8.059876970946789e-3, -5.42043000459671e-2, 1.6405534744262695e-1,
        -1.6603142023086548e-1, -9.27639827132225e-2, 1.2769783735275269,
      ])
    let quotient = divide(p, fma(a, two, 1))
    let square = multiply(a, a)
    let rest = fma(a, a, negate(square))
    let e = exponential(negate(square))
    let result = multiply(e, fma(quotient, negate(rest), quotient))
    return select(compare("olt", x, single(0)), subtract(two, result), result)
  }
}
