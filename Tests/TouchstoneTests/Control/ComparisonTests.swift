import Testing

@testable import Touchstone

@Suite struct ComparisonTests {
  func floats(_ values: Float...) -> HostTensor {
    HostTensor(TensorType(.f32, [values.count]), doubles: values.map(Double.init))
  }
  func up(_ x: Float, _ steps: Int) -> Float {
    (0..<steps).reduce(x) { y, _ in y.nextUp }
  }

  @Test(arguments: [1, -1, 0, .leastNonzeroMagnitude, 3e38, -.leastNormalMagnitude] as [Float])
  func `three steps are close, four are not`(_ x: Float) {
    #expect(Comparison(floats(x), floats(up(x, 3)), .ulps(0...3)).passed)
    let four = Comparison(floats(x), floats(up(x, 4)), .ulps(0...3))
    #expect(!four.passed)
    #expect(four.worstULPs == 4)
    #expect(four.firstMismatch == [0])
  }

  @Test func `steps are counted through zero`() {
    let least = Float.leastNonzeroMagnitude
    #expect(Comparison(floats(-least), floats(least), .ulps(0...2)).worstULPs == 2)
    #expect(Comparison(floats(-0.0), floats(0.0), .ulps(0...0)).passed)
  }

  @Test func `NaN agrees with NaN alone`() {
    let rules: [Comparison.Rule] = [.equal, .absolute(.infinity), .ulps(0...UInt64.max - 1)]
    for rule in rules {
      #expect(Comparison(floats(.nan), floats(-.nan), rule).passed)
      #expect(Comparison(floats(.nan), floats(-.nan), rule).worstULPs == 0)
    }
    #expect(!Comparison(floats(.nan), floats(1), .absolute(1e30)).passed)
    #expect(!Comparison(floats(1), floats(.nan), .ulps(0...UInt64.max - 1)).passed)
  }

  @Test func `an infinity agrees with itself alone`() {
    #expect(Comparison(floats(.infinity), floats(.infinity), .ulps(0...0)).passed)
    let greatest = Float.greatestFiniteMagnitude
    #expect(!Comparison(floats(.infinity), floats(greatest), .ulps(0...3)).passed)
    #expect(!Comparison(floats(.infinity), floats(-.infinity), .absolute(1)).passed)
    #expect(!Comparison(floats(.infinity), floats(greatest), .absolute(1e30)).passed)
  }

  @Test func `complex numbers are compared by their parts`() {
    let type = TensorType(.complex64, [2])
    let x = HostTensor(type, complexes: [.init(1, .nan), .init(1, 2)])
    let y = HostTensor(type, complexes: [.init(1, .nan), .init(1, Double(Float(2).nextUp.nextUp))])
    let comparison = Comparison(x, y, .ulps(0...1))
    #expect(comparison.worstULPs == 2)
    #expect(comparison.firstMismatch == [1])
    #expect(comparison.mismatchCount == 1)
  }

  @Test func `integers agree only if they are equal`() {
    let type = TensorType(.i64, [2])
    let x = HostTensor(type, signed: [.min, 5])
    let y = HostTensor(type, signed: [.max, 5])
    let comparison = Comparison(x, y, .absolute(.infinity))
    #expect(comparison.worstULPs == .max)
    #expect(comparison.mismatchCount == 1)
    #expect(Comparison(y, y, .equal).passed)
  }

  @Test(arguments: [DType.f8E4M3FN, .f8E5M2, .f8E4M3FNUZ, .f4E2M1FN, .f8E8M0FNU, .bf16, .f16])
  func `neighbours of narrow formats are one step apart`(_ dtype: DType) throws {
    let format = try #require(dtype.floatFormat)
    let type = TensorType(dtype)
    func tensor(_ bits: UInt64) -> HostTensor {
      HostTensor(type) { bytes in
        for i in bytes.indices { bytes[i] = UInt8(truncatingIfNeeded: bits >> UInt64(8 * i)) }
      }
    }
    let comparison = Comparison(
      tensor(format.greatestFinite), tensor(format.greatestFinite - 1), .ulps(0...0))
    #expect(comparison.worstULPs == 1)
    #expect(!comparison.passed)
  }

  @Test func `the place and the values of the first difference are told`() {
    let type = TensorType(.f32, [2, 2])
    let x = HostTensor(type, doubles: [1, 2, 3, 4])
    let y = HostTensor(type, doubles: [1, 2, 3.5, 5])
    let comparison = Comparison(x, y, .equal)
    #expect(comparison.firstMismatch == [1, 0])
    #expect(comparison.firstValues?.actual == "3.0")
    #expect(comparison.firstValues?.expected == "3.5")
    #expect(
      comparison.sentence == "2 elements differ, first at [1, 0]: expected 3.5, got 3.0; worst "
        + "difference 2097152 ulp, 1.0 absolute")
  }

  @Test func `types must be the same`() {
    let x = HostTensor(TensorType(.f32), doubles: [1])
    let y = HostTensor(TensorType(.f64), doubles: [1])
    let comparison = Comparison(x, y, .equal)
    #expect(!comparison.passed)
    #expect(comparison.sentence == "expected f64[], got f32[]")
  }
}
