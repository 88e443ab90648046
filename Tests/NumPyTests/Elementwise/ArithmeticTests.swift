import NumPy
import Testing

private let inf = Double.infinity
private let nan = Double.nan

@Suite struct ArithmeticTests {
  @Test func `the two divisions of integers are a float and a rounded one`() {
    #expect(trueDivide(i([7, -7]), i([2, 2])).dtype == .f32)
    #expect(trueDivide(i([7, -7]), i([2, 2])).numbers == [3.5, -3.5])
    #expect(floorDivide(i([7, -7, 7, -7]), i([2, 2, -2, -2])).integers == [3, -4, -4, 3])
    #expect(mod(i([7, -7, 7, -7]), i([2, 2, -2, -2])).integers == [1, 1, -1, -1])
    #expect(fmod(i([7, -7, 7, -7]), i([2, 2, -2, -2])).integers == [1, -1, 1, -1])
    #expect((i([7, -7]) / i([2, 2])).integers == [3, -3])
    #expect(floorDivide(i([5]), i([0])).integers == [-2])
    #expect(mod(i([5]), i([0])).integers == [5])
  }

  @Test func `floats are divided down and keep the sign of the divisor`() {
    #expect(floorDivide(t([7.5, -7.5]), t([2, 2])).numbers == [3, -4])
    #expect(near(mod(t([7.5, -7.5, 7.5]), t([2, 2, -2])).numbers, [1.5, 0.5, -0.5]))
    let (q, r) = divmod(t([-7.5]), t([2]))
    #expect(q.numbers == [-4])
    #expect(r.numbers == [0.5])
    #expect(divideNoNan(t([1, 1]), t([0, 2])).numbers == [0, 0.5])
  }

  @Test func `what is not NaN wins in fmax and fmin, and loses in maximum`() {
    #expect(fmax(t([nan, 1, nan]), t([2, nan, nan])).numbers.prefix(2) == [2, 1])
    #expect(fmin(t([3, 1]), t([2, nan])).numbers == [2, 1])
    #expect(maximum(t([nan]), t([2])).numbers[0].isNaN)
    #expect(clip(t([-2, nan, 5]), 0, 1).numbers[0] == 0)
    #expect(clip(t([0.5]), 3, 1).numbers == [1])
  }

  @Test func `logarithms of sums keep infinities`() {
    #expect(
      near(
        logaddexp(t([-inf, -inf, inf, 1000]), t([-inf, 0, inf, 1000])).numbers,
        [-inf, 0, inf, 1000 + 0.6931471805599453]))
    #expect(near(logaddexp2(t([3]), t([3])).numbers, [4]))
    #expect(
      near(
        hypot(t([3, 0, inf, 1e300]), t([4, 0, nan, 1e300])).numbers,
        [5, 0, inf, 1.4142135623730951e300]))
  }

  @Test func `questions of NaN, infinities and signs`() {
    let x = t([0, -0.0, inf, -inf, nan])
    #expect(isfinite(x).answers == [true, true, false, false, false])
    #expect(isinf(x).answers == [false, false, true, true, false])
    #expect(isposinf(x).answers == [false, false, true, false, false])
    #expect(isneginf(x).answers == [false, false, false, true, false])
    #expect(isnan(x).answers == [false, false, false, false, true])
    #expect(signbit(x).answers.prefix(4) == [false, true, false, true])
    #expect(isinf(i([1])).answers == [false])
    #expect(isfinite(i([1])).answers == [true])
    #expect(
      nanToNum(x, nan: 7).numbers
        == [0, 0, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 7])
    #expect(logicalXor(i([0, 2, 2]), i([0, 0, 5])).answers == [false, true, false])
  }

  @Test func `closeness counts NaN only when asked`() {
    #expect(isclose(t([1, nan, inf]), t([1 + 1e-9, nan, inf])).answers == [true, false, true])
    #expect(isclose(t([nan]), t([nan]), equalNan: true).answers == [true])
    #expect(allclose(t([1, 2]), t([1, 2.1])).answers == [false])
    #expect(arrayEqual(t([1]), t([1, 1])).answers == [false])
  }

  @Test func `greatest common divisors and least common multiples`() {
    #expect(gcd(i([12, -18, 0, 0]), i([18, 12, 5, 0])).integers == [6, 6, 5, 0])
    #expect(lcm(i([4, -6, 0]), i([6, 4, 3])).integers == [12, 12, 0])
  }

  @Test func `numbers are rounded, cut and stepped`() {
    #expect(round(t([0.125, 2.675]), decimals: 2).numbers == [0.12, 2.68])
    #expect(trunc(t([-1.7, 1.7])).numbers == [-1, 1])
    #expect(heaviside(t([-1, 0, 2, nan]), t([9, 9, 9, 9])).numbers.prefix(3) == [0, 9, 1])
    #expect(near(sinc(t([0, 0.5, 1])).numbers, [1, 2 / Double.pi, 0], 1e-15))
    #expect(near(exp2(t([3])).numbers, [8]))
    #expect(near(log2(t([8])).numbers, [3]))
    #expect(near(ldexp(t([1.5]), i([4])).numbers, [24]))
    #expect(saturateCast(i([300, -5]), .ui8).integers == [255, 0])
  }

  @Test func `complex numbers have an angle and two parts`() {
    let z = complex(t([0, -1]), t([1, 0]))
    #expect(near(angle(z).numbers, [.pi / 2, .pi]))
    #expect(near(angle(t([-2, 3])).numbers, [.pi, 0]))
    #expect(viewAsReal(z).shape == [2, 2])
    #expect(viewAsComplex(viewAsReal(z)).numbers == z.numbers)
    #expect(near(polar(t([2]), t([.pi / 2])).numbers, [0, 2], 1e-15))
    #expect(isreal(z).answers == [false, true])
  }

  @Test func `bits are seen as another dtype`() {
    let x = Tensor([1, 2] as [Float])
    #expect(view(x, dtype: .i32).integers == [0x3F80_0000, 0x4000_0000])
    #expect(view(x, dtype: .ui8).shape == [8])
    #expect(view(view(x, dtype: .ui8), dtype: .f32).numbers == [1, 2])
  }

  @Test func `choices are made by the first condition that holds`() {
    let x = i([0, 1, 2])
    let chosen = select([less(x, 1), less(x, 2)], [x + 10, x + 20], -1)
    #expect(chosen.integers == [10, 21, -1])
    #expect(NumPy.where(Tensor([true, false]), t([1, 2]), 0).numbers == [1, 0])
    #expect(NumPy.where(Tensor([true, false]), 1, 0).dtype == .i32)
    #expect(NumPy.where(i([2, 0]), i([1, 1]), 0.5).dtype == .f32)
  }
}
