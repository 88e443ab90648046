import NumPy
import Testing
import Touchstone

/// What functions give at the ends of what they take; expected values are those of `jax.numpy`.
@Suite struct LimitTests {
  private let inf = Double.infinity

  @Test func `floor division of floats by zero is infinite`() {
    let quotients = floorDivide(t([5, -5, 7, 0]), t([0, 0, -0.0, 0])).numbers
    #expect(quotients[0] == inf && quotients[1] == -inf && quotients[2] == -inf)
    #expect(quotients[3].isNaN)
    let (quotient, rest) = divmod(t([5, -5]), t([0, 0]))
    #expect(quotient.numbers == [inf, -inf] && rest.numbers.allSatisfy(\.isNaN))
  }

  @Test func `a variance of no degree of freedom is NaN`() {
    for ddof in [2, 3] {
      #expect(NumPy.var(t([1, 3]), ddof: ddof).numbers[0].isNaN)
      #expect(nanvar(t([1, 3, .nan]), ddof: ddof).numbers[0].isNaN)
    }
    #expect(nanvar(t([1, 3, .nan]), ddof: 1).numbers == [2])
    #expect(nanvar(t([1, .nan]), ddof: 2).numbers[0].isNaN)
  }

  @Test func `one point interpolates to itself, and to both sides of it`() {
    let point = interp(t([0, 1, 2]), t([1]), t([2]), left: Tensor(5.0), right: Tensor(7.0))
    #expect(point.numbers == [5, 2, 7])
    #expect(interp(Tensor(0.5), t([1]), t([2])).shape == [])
    #expect(interp(t([0, 3]), t([1]), t([2])).numbers == [2, 2])
  }

  @Test func `what stands before differences is not rounded`() {
    let whole = Tensor([1, 2, 4] as [Int32])
    #expect(diff(whole, prepend: Tensor(0.5)).numbers == [0.5, 1, 2])
    #expect(diff(whole, append: t([1.5])).numbers == [1, 2, -2.5])
    #expect(diff(whole, prepend: Tensor(0 as Int32)).dtype == .i32)
  }

  @Test func `ldexp reaches every number and rounds once`() throws {
    let x = ldexp(
      Tensor([0, 1e-300, 1e300, 3, .leastNonzeroMagnitude, .greatestFiniteMagnitude] as [Double]),
      Tensor([2000, 1100, -1100, 2, 2097, -2098] as [Int32]))
    #expect(
      x.numbers == [0, 1e-300.scaled(1100), 1e300.scaled(-1100), 12, 0x1p1023, 0x1p-1074])
    // Half of the smallest and a little more rounds up once, and would not twice.
    let halves = ldexp(
      Tensor([1.5, 0x1.0000000000001p0, 0x1.0000000000001p-20, 1] as [Double]),
      Tensor([-1075, -1075, -1055, -1075] as [Int32]))
    #expect(halves.numbers == [0x1p-1074, 0x1p-1074, 0x1p-1074, 0])
    let narrow = ldexp(
      cast(t([65504, 1, 6e-8]), dtype: .f16), Tensor([-40, -24, 38] as [Int32]))
    #expect(narrow.numbers == [0x1p-24, 0x1p-24, 16384])
    #expect(throws: TensorError.self) { try checking { ldexp(t([1]), t([1])) } }
  }

  @Test func `a range of an integer type is of integers`() {
    let whole = arange(0.0, 5.0, 1.0, dtype: .i32)
    #expect(whole.dtype == .i32 && whole.numbers == [0, 1, 2, 3, 4])
    #expect(arange(0.5, 5.0, 1.5, dtype: .i32).numbers == [0, 1, 2])
    #expect(arange(0.0, 2.5, 0.5, dtype: .i32).numbers == [0, 0, 0, 0, 0])
  }

  @Test func `tensors say what they hold`() {
    #expect("\(Tensor([1.5, -2] as [Float]))" == "f32[2] [1.5,  -2]")
    #expect("\(Tensor(true))" == "i1[] true")
    var seen = ""
    _ = jit { (x: Tensor) -> Tensor in
      seen = "\(x)"
      return x
    }(t([1, 2]))
    #expect(seen.hasPrefix("f64[2] traced by jit"))
  }
}

extension Double {
  /// This number times a power of two, rounded once.
  fileprivate func scaled(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: self)
  }
}
