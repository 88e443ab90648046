import Foundation
import Randomness
import Testing
import Touchstone

private let infinity = Double.infinity

/// A distribution with the mean and variance it has by definition.
struct Distribution: Sendable, CustomTestStringConvertible {
  let name: String
  let mean: Double
  let variance: Double
  /// The interval in which all samples lie.
  let range: ClosedRange<Double>
  let draw: @Sendable (_ key: Tensor, _ shape: [Int]) -> Tensor
  var testDescription: String { name }

  init(
    _ name: String, _ mean: Double, _ variance: Double, in range: ClosedRange<Double>,
    _ draw: @escaping @Sendable (_ key: Tensor, _ shape: [Int]) -> Tensor
  ) {
    (self.name, self.mean, self.variance, self.range) = (name, mean, variance, range)
    self.draw = draw
  }

  static let euler = 0.5772156649015329
  static let all: [Distribution] = [
    Distribution("uniform", 0.5, 1 / 12.0, in: 0...1) { Random.uniform($0, $1) },
    Distribution("uniform between bounds", 1, 3, in: -2...4) {
      Random.uniform($0, $1, dtype: .bf16, minval: -2, maxval: 4)
    },
    Distribution("normal", 0, 1, in: -10...10) { Random.normal($0, $1) },
    Distribution("normal of f16", 0, 1, in: -10...10) { Random.normal($0, $1, dtype: .f16) },
    Distribution("real part of complex normal", 0, 0.5, in: -10...10) {
      real(Random.normal($0, $1, dtype: .complex64))
    },
    Distribution("truncatedNormal", 0.459862, 0.0796, in: 0...1) {
      Random.truncatedNormal($0, 0, 1, $1)
    },
    Distribution("lognormal", exp(0.125), (exp(0.25) - 1) * exp(0.25), in: 0...infinity) {
      Random.lognormal($0, 0.5, $1)
    },
    Distribution("bernoulli", 0.3, 0.21, in: 0...1) {
      convert(Random.bernoulli($0, 0.3, $1), to: .f32)
    },
    Distribution("bernoulli, high", 0.3, 0.21, in: 0...1) {
      convert(Random.bernoulli($0, 0.3, $1, mode: .high), to: .f32)
    },
    Distribution("rademacher", 0, 1, in: -1...1) { Random.rademacher($0, $1) },
    Distribution("randint", 4.5, 8.25, in: 0...9) { Random.randint($0, $1, 0, 10) },
    Distribution("geometric", 4, 12, in: 1...infinity) { Random.geometric($0, 0.25, $1) },
    Distribution("exponential", 1, 1, in: 0...infinity) { Random.exponential($0, $1) },
    Distribution("gumbel", euler, .pi * .pi / 6, in: -10...infinity) { Random.gumbel($0, $1) },
    Distribution("gumbel, high", euler, .pi * .pi / 6, in: -10...infinity) {
      Random.gumbel($0, $1, mode: .high)
    },
    Distribution("gumbel, highest", euler, .pi * .pi / 6, in: -10...infinity) {
      Random.gumbel($0, $1, mode: .highest)
    },
    Distribution("laplace", 0, 2, in: -infinity...infinity) { Random.laplace($0, $1) },
    Distribution("logistic", 0, .pi * .pi / 3, in: -infinity...infinity) {
      Random.logistic($0, $1)
    },
    Distribution("pareto", 1.2, 0.06, in: 1...infinity) { Random.pareto($0, 6, $1) },
    Distribution("rayleigh", 2 * (.pi / 2.0).squareRoot(), 8 - 2 * .pi, in: 0...infinity) {
      Random.rayleigh($0, 2, $1)
    },
    Distribution(
      "weibullMin", 3 * tgamma(1.5), 9 * (1 - tgamma(1.5) * tgamma(1.5)), in: 0...infinity
    ) { Random.weibullMin($0, 3, 2, $1) },
    Distribution("triangular", 1, 7 / 6.0, in: -1...4) { Random.triangular($0, -1, 0, 4, $1) },
    Distribution("maxwell", 2 * (2 / .pi).squareRoot(), 3 - 8 / .pi, in: 0...infinity) {
      Random.maxwell($0, $1)
    },
    Distribution("doubleSidedMaxwell", 1, 12, in: -infinity...infinity) {
      Random.doubleSidedMaxwell($0, 1, 2, $1)
    },
    Distribution("wald", 0.5, 0.125, in: 0...infinity) { Random.wald($0, 0.5, $1) },
    Distribution("gamma below 1", 0.3, 0.3, in: 0...infinity) { Random.gamma($0, 0.3, $1) },
    Distribution("gamma", 4, 4, in: 0...infinity) { Random.gamma($0, 4, $1) },
    Distribution("loggamma", -euler, .pi * .pi / 6, in: -infinity...infinity) {
      Random.loggamma($0, 1, $1)
    },
    Distribution("chisquare", 3, 6, in: 0...infinity) { Random.chisquare($0, 3, $1) },
    Distribution("f", 20 / 18.0, 2 * 400.0 * 28 / (10 * 324.0 * 16), in: 0...infinity) {
      Random.f($0, 10, 20, $1)
    },
    Distribution("t", 0, 1.25, in: -infinity...infinity) { Random.t($0, 10, $1) },
    Distribution("beta", 2 / 5.0, 6 / 150.0, in: 0...1) { Random.beta($0, 2, 3, $1) },
    Distribution("generalizedNormal", 0, 0.5, in: -10...10) {
      Random.generalizedNormal($0, 2, $1)
    },
    Distribution("poisson", 3, 3, in: 0...infinity) { Random.poisson($0, 3, $1) },
    Distribution("poisson, large", 40, 40, in: 0...infinity) { Random.poisson($0, 40, $1) },
    Distribution("binomial", 2, 1.6, in: 0...10) { Random.binomial($0, 10, 0.2, $1) },
    Distribution("binomial, large", 70, 21, in: 0...100) { Random.binomial($0, 100, 0.7, $1) },
  ]
}

@Suite struct StatisticsTests {
  @Test(arguments: Distribution.all)
  func `mean and variance lie within five standard errors`(_ d: Distribution) throws {
    let drawn = try on("openblas") { try d.draw(Random.key(2024), [40, 50]).host() }
    let x = drawn.dtype.isFloat ? drawn.doubles : drawn.integers.map(Double.init)
    #expect(x.count == 2000)
    #expect(x.allSatisfy(d.range.contains))
    let n = Double(x.count)
    let mean = x.reduce(0, +) / n
    #expect(abs(mean - d.mean) <= 5 * (d.variance / n).squareRoot(), "mean \(mean)")
    let squares = x.map { ($0 - d.mean) * ($0 - d.mean) }
    let variance = squares.reduce(0, +) / n
    let spread = squares.map { ($0 - variance) * ($0 - variance) }.reduce(0, +) / n
    // Of two values the variance is known exactly, so a little is granted for rounding.
    #expect(
      abs(variance - d.variance) <= 5 * (spread / n).squareRoot() + 2e-3 * d.variance,
      "variance \(variance)")
  }

  /// The sum of squared differences from what was expected, in units of its own expectation.
  private func checkCounts(_ x: [Int], _ probabilities: [Double]) {
    let n = Double(x.count)
    var chi = 0.0
    for (i, p) in probabilities.enumerated() {
      let difference = Double(x.count { $0 == i }) - n * p
      chi += difference * difference / (n * p)
    }
    let freedom = Double(probabilities.count - 1)
    #expect(x.allSatisfy(probabilities.indices.contains))
    #expect(chi < freedom + 5 * (2 * freedom).squareRoot(), "chi-squared \(chi) of \(freedom)")
  }

  @Test func `choices come as often as their probabilities say`() throws {
    try on("openblas") {
      let key = Random.key(5)
      let p: [Double] = [0.1, 0.2, 0.3, 0.4]
      let tensor = Tensor(p.map(Float.init))
      func even(_ count: Int) -> [Double] { .init(repeating: 1 / Double(count), count: count) }
      checkCounts(try Random.randint(key, [4000], 0, 7, dtype: .i8).integers, even(7))
      checkCounts(try Random.choice(key, 5, [4000]).integers, even(5))
      checkCounts(try Random.choice(key, 4, [4000], p: tensor).integers, p)
      checkCounts(try Random.categorical(key, log(tensor), [4000]).integers, p)
      let bytes = try Random.bits(key, [8000], dtype: .ui8).integers
      checkCounts(bytes.map { $0 / 16 }, even(16))
      let counts = try Random.poisson(key, 1, [4000]).integers.map { min($0, 4) }
      let e = Foundation.exp(-1.0)
      checkCounts(counts, [e, e, e / 2, e / 6, 1 - e * 8 / 3])
    }
  }

  @Test func `half of all samples of cauchy lie within one of zero`() throws {
    let x = try on("openblas") { try Random.cauchy(Random.key(9), [4000]).doubles }
    #expect(abs(Double(x.count { Swift.abs($0) < 1 }) - 2000) <= 5 * 31.7)
    #expect(abs(Double(x.count { $0 < 0 }) - 2000) <= 5 * 31.7)
  }

  @Test func `vectors have the sums, lengths and angles they must have`() throws {
    try on("openblas") {
      let key = Random.key(8)
      let alpha = Tensor([0.5, 1, 2.5] as [Float])
      let shares = Random.dirichlet(key, alpha, [500])
      #expect(try reduceSum(shares, [1]).doubles.allSatisfy { Swift.abs($0 - 1) < 1e-6 })
      let mean = try (reduceSum(shares, [0]) / 500).doubles
      for (x, y) in zip(mean, [0.125, 0.25, 0.625]) { #expect(Swift.abs(x - y) < 0.05) }

      let points = Random.ball(key, 3, 2, [1000])
      let lengths = try sqrt(reduceSum(points * points, [1])).doubles
      #expect(lengths.allSatisfy { $0 <= 1 })
      let inner = lengths.count { $0 < 0.5 }
      #expect(Swift.abs(Double(inner) - 125) <= 5 * 10.5)

      for (n, m) in [(3, 3), (4, 2), (2, 4)] {
        let q = Random.orthogonal(key, n, [5], dtype: .f64, m: m)
        #expect(q.shape == [5, n, m])
        let other = transpose(q, [0, 2, 1])
        let product = try (n >= m ? matmul(other, q) : matmul(q, other)).doubles
        let size = min(n, m)
        for (i, x) in product.enumerated() {
          let isDiagonal = (i / size) % size == i % size
          #expect(Swift.abs(x - (isDiagonal ? 1 : 0)) < 1e-12)
        }
      }
    }
  }

  @Test func `counts of outcomes have their sum, means and covariances`() throws {
    let x = try on("openblas") { () -> [[Double]] in
      let p = Tensor([2, 5, 0, 3] as [Float])
      let drawn = try Random.multinomial(Random.key(11), 20, p, [1000]).doubles
      return stride(from: 0, to: drawn.count, by: 4).map { Array(drawn[$0..<$0 + 4]) }
    }
    #expect(x.count == 1000 && x.allSatisfy { $0.reduce(0, +) == 20 && $0[2] == 0 })
    #expect(x.joined().allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    func mean(_ f: ([Double]) -> Double) -> Double { x.map(f).reduce(0, +) / Double(x.count) }
    for (i, p) in [0.2, 0.5, 0, 0.3].enumerated() {
      #expect(Swift.abs(mean { $0[i] } - 20 * p) <= 5 * (20 * p * (1 - p) / 1000).squareRoot())
    }
    // The covariance of two counts is -n p q; that of products varies by about n² p q.
    #expect(Swift.abs(mean { ($0[0] - 4) * ($0[1] - 10) } + 2) <= 5 * (40.0 / 1000).squareRoot())
  }

  @Test func `an outcome of multinomial is a binomial of the trials left`() throws {
    let (key, p) = (Random.key(3), Tensor([0.25, 0.25, 0.5] as [Float]))
    let n = Tensor([9, 0, 30] as [Float])
    let drawn = Random.multinomial(key, n, p)
    #expect(drawn.type == TensorType(.f32, [3, 3]))
    let keys = Random.split(key, 3)
    func own(_ i: Int) -> Tensor { reshape(slice(keys, from: [i, 0], to: [i + 1, 2]), [2]) }
    let first = Random.binomial(own(0), n, 0.25, [3])
    let second = Random.binomial(own(1), n - first, Tensor(Float(0.25) / 0.75), [3])
    let columns = [first, second, n - first - second]
    for (i, column) in columns.enumerated() {
      #expect(
        try reshape(slice(drawn, from: [0, i], to: [3, i + 1]), [3]).doubles == column.doubles)
    }
  }

  @Test(arguments: [Random.CovarianceFactor.cholesky, .eigh, .svd])
  func `multivariate samples have the covariances asked for`(
    _ method: Random.CovarianceFactor
  ) throws {
    let cov = Tensor([2, 0.6, 0.6, 1] as [Double], shape: [2, 2])
    let x = try on("openblas") {
      try Random.multivariateNormal(
        Random.key(1), Tensor([1, -1] as [Double]), cov, [2000], method: method
      ).doubles
    }
    let a = (0..<2000).map { x[2 * $0] - 1 }
    let b = (0..<2000).map { x[2 * $0 + 1] + 1 }
    func moment(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).map(*).reduce(0, +) / 2000 }
    // Standard errors of the moments of normal samples: sqrt((c_ii c_jj + c_ij^2) / n).
    #expect(abs(moment(a, a) - 2) <= 5 * (8 / 2000.0).squareRoot())
    #expect(abs(moment(b, b) - 1) <= 5 * (2 / 2000.0).squareRoot())
    #expect(abs(moment(a, b) - 0.6) <= 5 * (2.36 / 2000).squareRoot())
  }
}
