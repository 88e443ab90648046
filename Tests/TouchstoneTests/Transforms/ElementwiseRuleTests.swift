import ConformanceKit
import Testing

@testable import Touchstone

private func vector(_ x: [Double]) -> Tensor { Tensor(x) }

@Suite struct ElementwiseRuleTests {
  @Test(arguments: [Binary.zeta, .polygamma])
  func `a derivative by the order is an error, not zero`(_ operation: Binary) throws {
    let error = #expect(throws: TensorError.self) {
      _ = try Flat.linearize({ bind(operation, $0) }, [vector([2]), vector([1.5])])
    }
    #expect(error?.message.contains("there is no rule for the derivative by") == true)
  }

  @Test func `a comparison that broadcasts is batched`() throws {
    let text = """
      func.func @main(%x: tensor<3x1xf64>, %y: tensor<2xf64>) -> tensor<3x2xi1> {
        %0 = "chlo.broadcast_compare"(%x, %y)
          {comparison_direction = #chlo<comparison_direction GT>}
          : (tensor<3x1xf64>, tensor<2xf64>) -> tensor<3x2xi1>
        return %0 : tensor<3x2xi1>
      }
      """
    let f = try #require(try Program(text: text).main).block.applied
    let x = [Tensor([1.5, 0.5, 2.25], shape: [3, 1]), vector([1.25, 0.75])]
    #expect(try Laws.vmapAgainstLoop(f, at: x, isExact: true) == [])
  }

  @Test func `bits are read in batches`() throws {
    let wide = Tensor([1.5, -2, 3], shape: [3])
    #expect(
      try Laws.vmapAgainstLoop({ [bitcastConvert($0[0], to: .ui8)] }, at: [wide], isExact: true)
        == [])
    let narrow = bitcastConvert(wide, to: .ui8)
    #expect(
      try Laws.vmapAgainstLoop({ [bitcastConvert($0[0], to: .f64)] }, at: [narrow], isExact: true)
        == [])
    #expect(
      try Laws.vmapAgainstLoop({ [bitcastConvert($0[0], to: .i64)] }, at: [wide], isExact: true)
        == [])
  }

  @Test func `a constant like its operand is the same for all members`() throws {
    let value = HostTensor(TensorType(.f32), doubles: [2.5])
    #expect(
      try Laws.vmapAgainstLoop(
        { [bind(ConstantLike(value), $0[0])] }, at: [vector([1, 2])], isExact: true) == [])
  }

  @Test func `bessel's function of order zero is differentiable everywhere`() throws {
    let x = [vector([-9.5, -8, -0.5, 0.25, 8, 8.5, 20])]
    let f: Flat.Function = { [besselI0e($0[0])] }
    let d = try gradient({ reduceSum(besselI0e($0)) }, at: x[0])
    let expected = besselI1e(x[0]) - sign(x[0]) * besselI0e(x[0])
    for (a, b) in try zip(d.host().doubles, expected.host().doubles) {
      #expect(abs(a - b) <= 1e-14)
    }
    #expect(try Laws.adjoint(f, at: x) == [])
    #expect(try gradient({ besselI0e($0) }, at: Tensor(0.0)).host().doubles == [0])
  }

  /// What JAX gives at points where there is no derivative, except where the design differs.
  @Test func `conventions at kinks, zeros and ends of domains`() throws {
    func slopes(_ x: [Double], _ f: @escaping (Tensor) -> Tensor) throws -> [Double] {
      try gradient({ reduceSum(f($0)) }, at: vector(x)).host().doubles
    }
    func partials(
      _ x: [Double], _ y: [Double], _ f: @escaping (Tensor, Tensor) -> Tensor
    ) throws -> [[Double]] {
      let point = [vector(x), vector(y)]
      let (values, map) = try Flat.linearize({ [f($0[0], $0[1])] }, point)
      return try map.transposed([.full(values[0].type, 1)]).map {
        try $0?.host().doubles ?? x.map { _ in 0 }
      }
    }
    // By design 0, where JAX has 1.
    #expect(try slopes([0, -0.0], abs) == [0, -0.0])
    #expect(try slopes([0], sqrt) == [.infinity])
    #expect(try slopes([0, 8, -8], cbrt) == [.infinity, 1 / 12.0, 1 / 12.0])
    #expect(try slopes([1, -1, 0]) { arcsin($0) + arctanh($0) } == [.infinity, .infinity, 2])
    #expect(try slopes([0]) { maximum($0, .full(0, like: $0)) } == [0.5])
    #expect(try slopes([1]) { minimum($0, .full(1, like: $0)) } == [0.5])
    let one = vector([1, 1, 1])
    #expect(try slopes([-1, 0, 1]) { clamp(-one, $0, one) } == [0, 1, 0])
    let power = try partials([0, 0, -1, 2, 0], [0, 2, 2, -1, 1], power)
    #expect(power[0][0].isNaN && Array(power[0].dropFirst()) == [0, -2, -0.25, 1])
    #expect(Array(power[1].prefix(2)) == [0, 0] && power[1][2].isNaN && power[1][4] == 0)
    let angle = try partials([0, 0, 1], [0, -1, 0], arctan2)
    #expect(angle[0][0].isNaN && Array(angle[0].dropFirst()) == [-1, 0])
    #expect(angle[1][0].isNaN && Array(angle[1].dropFirst()) == [0, -1])
    // Crossed bounds give the upper one.
    let crossed = try Flat.linearize(
      { [clamp($0[0], $0[1], $0[2])] }, [Tensor(2.0), Tensor(0.0), Tensor(1.0)])
    let back = try crossed.map.transposed([Tensor(1.0)]).map { try $0?.host().doubles ?? [0] }
    #expect(back == [[0], [0], [1]])
  }

  @Test func `random numbers move with the distribution they are drawn from`() throws {
    let shape = Tensor([Int64(5)])
    for distribution in [Rng.Distribution.uniform, .normal] {
      let rng = Rng(distribution: distribution, type: TensorType(.f64, [5]))
      let f: Flat.Function = { bind(rng, [$0[0], $0[1], shape]) }
      let x = [double(0.5), double(2)]
      #expect(try Laws.jvpAgainstDifferences(f, at: x) == [])
      #expect(try Laws.adjoint(f, at: x) == [])
      #expect(try Laws.vmapAgainstLoop(f, at: x, isExact: true) == [])
    }
  }

  @Test func `random bits of a batch of states are those of each state`() throws {
    let state = Tensor([UInt64(3), 8])
    for algorithm in RngAlgorithm.allCases {
      let rng = RngBitGenerator(algorithm: algorithm, output: TensorType(.ui32, [3]))
      #expect(
        try Laws.vmapAgainstLoop({ bind(rng, $0) }, at: [state], isExact: true) == [])
    }
  }
}
