import Foundation
import Testing

@testable import Touchstone

private func format(_ dtype: DType) -> FloatFormat {
  guard let format = dtype.floatFormat else { preconditionFailure("\(dtype) is a float dtype") }
  return format
}
private let isCorrectlyRounded = Exact.source.hasPrefix("MPFR")

@Test(.enabled(if: isCorrectlyRounded, "without MPFR last places may differ"))
func `functions are correctly rounded where that is hard`() throws {
  let (count, wrong) = try differences(edgeCases)
  #expect(count > 500)
  #expect(wrong == [:])
}

@Test func `special values are those of C99 and JAX`() throws {
  let (_, wrong) = try differences(specialCases)
  #expect(wrong == [:])
}

@Test func `complex special values are those of C17 Annex G`() throws {
  let (_, wrong) = try differences(complexSpecialCases)
  #expect(wrong == [:])
}

#if canImport(CMPFR)
  @Test(arguments: Exact.Unary.allCases)
  func `the fast way and the long way agree`(function: Exact.Unary) {
    for dtype in [DType.f16, .bf16] {
      let format = format(dtype)
      let isDense = [.sine, .lgamma, .exponential].contains(function) && dtype == .f16
      var wrong: [Double] = []
      for pattern in stride(from: UInt64(0), through: 0xffff, by: isDense ? 1 : 37) {
        let x = format.decode(pattern)
        let fast = Exact.value(function, x, format)
        let long = MultiPrecision.value(function, x, format)
        if fast.bitPattern != long.bitPattern && !(fast.isNaN && long.isNaN) { wrong.append(x) }
      }
      #expect(wrong == [])
    }
  }
#endif

/// Numbers where something ends: of the range, of the digits, of patience.
private let magnitudes: [Double] = [
  0, 0x1p-1074, 0x1p-1040, 1e-300, 1e-45, 1e-5, 0.5, 0x1.fffffffffffffp-1, 1,
  0x1.0000000000001p0, 1.5, 2, 33.5, 1e3, 1e10, 1000000000000000.5, 1e17, 1e100, 1e300,
  0x1.fffffffffffffp1023,
  Double.infinity, Double.nan,
]
private let extremes: [Double] = magnitudes + magnitudes.map { -$0 }

@Test(arguments: [DType.bf16, .f32, .f64])
func `every function ends for extreme operands`(dtype: DType) {
  let format = format(dtype)
  let numbers = extremes.map { format.decode(format.encode($0)) }
  func check(_ what: @autoclosure () -> String, _ value: () -> Double) {
    var x = 0.0
    let time = ContinuousClock().measure { x = value() }
    let isOfFormat = x.isNaN || format.decode(format.encode(x)) == x
    if !isOfFormat || time > .seconds(30) { Issue.record("\(what()) is \(x) after \(time)") }
  }
  for function in Exact.Unary.allCases {
    for x in numbers { check("\(function) \(x)") { Exact.value(function, x, format) } }
  }
  for function in Exact.Binary.allCases {
    for x in numbers {
      for y in numbers { check("\(function) \(x) \(y)") { Exact.value(function, x, y, format) } }
    }
  }
}

@Test(arguments: ExactComplex.Unary.allCases)
func `every complex function ends for extreme operands`(function: ExactComplex.Unary) {
  let format = format(.f64)
  for x in extremes {
    for y in extremes {
      var z = WideComplex(0)
      let time = ContinuousClock().measure {
        z = ExactComplex.value(function, WideComplex(x, y), format)
      }
      if time > .seconds(30) { Issue.record("\(function) \(x) \(y) is \(z) after \(time)") }
      if x.isNaN && y.isNaN { #expect(z.real.isNaN || z.imaginary.isNaN) }
    }
  }
}

@Test func `conjugates and opposites keep the signs of zero`() {
  let format = format(.f64)
  for function in ExactComplex.Unary.allCases {
    for x in extremes where x.isFinite && abs(x) < 1e9 {
      for y in extremes where y.isFinite && abs(y) < 1e9 {
        let z = ExactComplex.value(function, WideComplex(x, y), format)
        let w = ExactComplex.value(function, WideComplex(x, -y), format)
        if z.real.isNaN || z.imaginary.isNaN { continue }
        #expect(z.real == w.real && z.imaginary == -w.imaginary, "\(function) \(x) \(y)")
        #expect(z.imaginary.sign != w.imaginary.sign, "\(function) \(x) \(y)")
      }
    }
  }
}

@Test func `threads do not disturb each other`() async {
  let format = format(.f64)
  let x = (1...50).map { Double($0) / 7 }
  let alone = x.map { Exact.lgamma($0, format) + Exact.besselI0e($0, format) }
  await withTaskGroup(of: [Double].self) { group in
    for _ in 0..<8 {
      group.addTask { x.map { Exact.lgamma($0, format) + Exact.besselI0e($0, format) } }
    }
    for await result in group { #expect(result == alone) }
  }
}

@Test func `sums of products are as if in twice the precision`() {
  var sum = DotAccumulator()
  sum.add(1e16, times: 1)
  for _ in 0..<10 { sum.add(0.1, times: 0.1) }
  sum.add(-1e16, times: 1)
  #expect(abs(sum.value - 0.1) < 1e-16)
  var product = DotAccumulator()
  product.add(1 + 0x1p-30, times: 1 - 0x1p-30)
  product.add(-1)
  #expect(product.value == -0x1p-60)
  var infinite = DotAccumulator()
  infinite.add(.infinity, times: 2)
  infinite.add(1, times: 3)
  #expect(infinite.value == .infinity)
  infinite.add(-.infinity)
  #expect(infinite.value.isNaN)
  var huge = DotAccumulator()
  huge.add(1e200, times: 1e200)
  #expect(huge.value == .infinity)
  var negativeZero = DotAccumulator(-0.0)
  negativeZero.add(-0.0)
  #expect(negativeZero.value.sign == .minus)
}

private let specialCases = """
  real sine f32 -0.0 -0.0
  real sine f32 inf nan
  real cosine f64 -inf nan
  real tan f64 inf nan
  real tan f32 -0.0 -0.0
  real tanh f64 inf 1
  real tanh f32 -inf -1
  real exponential f32 -inf 0
  real exponential f32 inf inf
  real exponential f32 89 inf
  real exponential f64 710 inf
  real exponential f64 -746 0
  real exponential f16 12 inf
  real exponentialMinusOne f32 -inf -1
  real exponentialMinusOne f64 -0.0 -0.0
  real exponentialMinusOne f64 -800 -1
  real log f32 -0.0 -inf
  real log f32 0 -inf
  real log f32 -1 nan
  real log f64 inf inf
  real logPlusOne f64 -1 -inf
  real logPlusOne f64 -2 nan
  real logPlusOne f64 -0.0 -0.0
  real logistic f32 -inf 0
  real logistic f64 inf 1
  real logistic f64 -800 0
  real logistic f16 0 0.5
  real sqrt f64 -0.0 -0.0
  real sqrt f32 -1 nan
  real sqrt f32 inf inf
  real rsqrt f32 0 inf
  real rsqrt f64 -0.0 -inf
  real rsqrt f32 inf 0
  real rsqrt f32 -1 nan
  real cbrt f32 -inf -inf
  real cbrt f64 -0.0 -0.0
  real acos f64 1 0
  real acos f64 1.5 nan
  real acosh f64 0.5 nan
  real acosh f32 inf inf
  real asin f64 -2 nan
  real asin f32 -0.0 -0.0
  real asinh f32 -inf -inf
  real atan f64 -0.0 -0.0
  real atanh f64 1 inf
  real atanh f64 -1 -inf
  real atanh f64 1.1 nan
  real sinh f64 -0.0 -0.0
  real sinh f32 -inf -inf
  real cosh f32 -inf inf
  real erf f32 inf 1
  real erf f64 -0.0 -0.0
  real erfc f64 -inf 2
  real erfc f64 inf 0
  real erfInv f64 1 inf
  real erfInv f64 -1 -inf
  real erfInv f32 1.5 nan
  real erfInv f32 -0.0 -0.0
  real lgamma f64 0 inf
  real lgamma f64 -0.0 inf
  real lgamma f64 -3 inf
  real lgamma f64 -inf inf
  real lgamma f64 inf inf
  real lgamma f64 1 0
  real lgamma f64 2 0
  real digamma f64 0 nan
  real digamma f64 -2 nan
  real digamma f64 inf inf
  real digamma f64 -inf nan
  real besselI0e f64 0 1
  real besselI0e f64 -inf 0
  real besselI1e f64 -0.0 -0.0
  real besselI1e f64 -inf -0.0
  real square f64 -inf inf
  real square f64 -0.0 0
  real power f64 0 0 1
  real power f64 nan 0 1
  real power f64 1 nan 1
  real power f64 -1 inf 1
  real power f64 -8 0.5 nan
  real power f64 -2 3 -8
  real power f64 -0.0 3 -0.0
  real power f64 -0.0 -1 -inf
  real power f64 0 -2 inf
  real power f64 -inf 3 -inf
  real power f64 0.5 -inf inf
  real power f64 2 -inf 0
  real atan2 f64 0 -0.0 3.141592653589793
  real atan2 f64 -0.0 -0.0 -3.141592653589793
  real atan2 f64 -0.0 1 -0.0
  real atan2 f64 inf -inf 2.356194490192345
  real atan2 f64 1 inf 0
  real hypot f64 inf nan inf
  real hypot f64 -0.0 -0.0 0
  real divide f64 1 -0.0 -inf
  real divide f64 0 0 nan
  real remainder f64 -6 3 -0.0
  real remainder f64 1 0 nan
  real remainder f64 inf 2 nan
  real remainder f64 2 -inf 2
  real zeta f64 1 3 inf
  real zeta f64 0.5 3 nan
  real zeta f64 2 0 inf
  real zeta f64 3 0 nan
  real zeta f64 2 -1 inf
  real zeta f64 2.5 -0.5 nan
  real zeta f64 2 inf 0
  real zeta f64 inf 2 0
  real zeta f64 inf 1 1
  real polygamma f64 -1 2 nan
  real polygamma f64 1.5 2 nan
  real polygamma f64 1 0 inf
  real polygamma f64 2 0 nan
  real polygamma f64 0 0 nan
  real polygamma f64 1 inf 0
  real igamma f64 2 0 0
  real igamma f64 2 inf 1
  real igammac f64 2 0 1
  real igammac f64 -1 2 nan
  real igamma f64 2 -1 nan
  """

private let complexSpecialCases = """
  complex exponential f64 -inf 2 -0.0 0
  complex exponential f64 inf 0 inf 0
  complex exponential f64 inf inf inf nan
  complex exponential f64 nan 0 nan 0
  complex exponential f64 1 inf nan nan
  complex log f64 0 0 -inf 0
  complex log f64 -0.0 -0.0 -inf -3.141592653589793
  complex log f64 -1 -0.0 0 -3.141592653589793
  complex log f64 -inf inf inf 2.356194490192345
  complex log f64 nan inf inf nan
  complex logPlusOne f64 -1 0 -inf 0
  complex logPlusOne f64 inf 0 inf 0
  complex sqrt f64 nan -inf inf -inf
  complex sqrt f64 -inf 1 0 inf
  complex sqrt f64 -0.0 -0.0 0 -0.0
  complex sqrt f64 -4 -0.0 0 -2
  complex sqrt f64 3 4 2 1
  complex sinh f64 inf -2 -inf -inf
  complex sinh f64 0 inf 0 nan
  complex cosh f64 0 0 1 0
  complex cosh f64 -inf 0 inf -0.0
  complex tanh f64 inf 2 1 -0.0
  complex tanh f64 -inf nan -1 0
  complex tanh f64 1e300 2 1 -0.0
  complex asinh f64 1 inf inf 1.5707963267948966
  complex asinh f64 nan 0 nan 0
  complex acos f64 -inf inf 2.356194490192345 -inf
  complex acos f64 0 nan 1.5707963267948966 nan
  complex acosh f64 -inf 2 inf 3.141592653589793
  complex atanh f64 1 0 inf 0
  complex atanh f64 -1 -0.0 -inf -0.0
  complex atanh f64 1 inf 0 1.5707963267948966
  complex sign f64 0 -0.0 0 -0.0
  complex sign f64 3 4 0.6 0.8
  complex sign f64 nan 1 nan nan
  complex rsqrt f64 0 0 inf nan
  complex rsqrt f64 4 -0.0 0.5 0
  complex divide f64 1 0 0 0 inf nan
  complex divide f64 1 1 inf 0 0 0
  complex divide f64 inf 0 1 1 inf -inf
  complex power f64 0 0 0 0 1 0
  complex power f64 0 0 2 1 0 0
  complex power f64 1 1 2 0 0 2
  complex power f64 0 1 2 0 -1 0
  complex logistic f64 0 0 0.5 0
  complex logistic f64 1e300 0 1 0
  complex cbrt f64 8 0 2 0
  """
