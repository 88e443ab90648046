import Foundation
import Testing
import Touchstone

@testable import Randomness

@Suite struct GammaDerivativeTests {
  private let alphas = Tensor([0.3, 1, 2.5, 20] as [Double])
  private func sum(_ key: Int) -> (Tensor) -> Tensor {
    { reduceSum(Random.gamma(Random.key(key), $0, dtype: .f64)) }
  }

  /// P(a, x), by its power series.
  private static func probability(_ a: Double, _ x: Double) -> Double {
    var (term, total, n) = (1.0, 1.0, a)
    while term > total * 0x1p-60 {
      n += 1
      term *= x / n
      total += term
    }
    return total * Foundation.exp(a * Foundation.log(x) - x - Foundation.lgamma(a + 1))
  }

  @Test(arguments: [
    (0.05, 0.001), (0.1, 0.5), (0.5, 0.3), (1, 1), (1, 3), (2.5, 1), (2.5, 6), (10, 8), (10, 14),
    (30, 25), (100, 115),
  ])
  func `the derivative of a sample holds its probability fixed`(
    _ alpha: Double, _ x: Double
  ) throws {
    func slope(_ h: Double) -> Double {
      (Self.probability(alpha + h, x) - Self.probability(alpha - h, x)) / (2 * h)
    }
    let h = alpha * 1e-2
    let byAlpha = (4 * slope(h / 2) - slope(h)) / 3
    let density = Foundation.exp((alpha - 1) * Foundation.log(x) - x - Foundation.lgamma(alpha))
    let derivative = try gammaSampleDerivative(Tensor(alpha), Tensor(x)).doubles[0]
    #expect(Swift.abs(derivative * density / byAlpha + 1) < 1e-6)
  }

  @Test func `the derivative is 0 for a sample of 0 and not a number outside the domain`() throws {
    let alpha = Tensor([1, -1, 0, 1, .nan, 1] as [Double])
    let x = Tensor([0, 1, 1, -1, 1, .nan] as [Double])
    let derivative = try gammaSampleDerivative(alpha, x).doubles
    #expect(derivative[0] == 0)
    #expect(derivative.dropFirst().allSatisfy { $0.isNaN })
  }

  @Test func `forward and reverse mode, jit and vmap agree`() throws {
    let gradient = try grad(sum(3))(alphas).doubles
    #expect(gradient.allSatisfy { $0 > 0 })
    let directions = Tensor([1, -2, 0.5, 3] as [Double])
    let (_, tangent) = jvp(sum(3), alphas, directions)
    let along = zip(gradient, [1, -2, 0.5, 3]).map { $0 * $1 }.reduce(0, +)
    #expect(try Swift.abs(tangent.doubles[0] - along) < 1e-12)
    #expect(try jit(grad(sum(3)))(alphas).doubles == gradient)
    #expect(try grad(jit(sum(3)))(alphas).doubles == gradient)
    func one(_ alpha: Tensor) -> Tensor { Random.gamma(Random.key(5), alpha, dtype: .f64) }
    let each = try (0..<4).map { i in
      try grad(one)(Tensor([0.3, 1, 2.5, 20][i])).doubles[0]
    }
    #expect(try vmap(grad(one))(alphas).doubles == each)
  }

  @Test func `the derivative of a logarithm is that of the sample over the sample`() throws {
    func logarithms(_ alpha: Tensor) -> Tensor {
      reduceSum(Random.loggamma(Random.key(3), alpha, dtype: .f64))
    }
    let samples = try Random.gamma(Random.key(3), alphas, dtype: .f64).doubles
    let ours = try grad(logarithms)(alphas).doubles
    for (i, slope) in try grad(sum(3))(alphas).doubles.enumerated() {
      #expect(Swift.abs(ours[i] * samples[i] / slope - 1) < 1e-12)
    }
  }
}
