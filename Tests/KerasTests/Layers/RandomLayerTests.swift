import Keras
import TestTraits
import Testing

@Suite(.seeded) struct RandomLayerTests {
  private func training(_ layer: Layer, _ x: Tensor) throws -> [Double] {
    try numbers(checking { layer(x, training: true) })
  }

  @Test func `dropout leaves out its share and keeps the mean`() throws {
    let y = try training(Dropout(0.25, seed: 1), ones([100, 100]))
    let out = Double(y.filter { $0 == 0 }.count) / 1e4
    // Five deviations of a share of 10,000: 5·√(¼·¾/10⁴).
    #expect(abs(out - 0.25) < 0.022)
    #expect(y.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
  }

  @Test func `a noise shape makes one choice for all along an axis`() throws {
    let y = try training(Dropout(0.5, noiseShape: [nil, 1], seed: 2), ones([50, 3]))
    let rows = (0..<50).map { Array(y[3 * $0..<3 * $0 + 3]) }
    #expect(rows.allSatisfy { Set($0).count == 1 })
    #expect(Set(rows.map { $0[0] }) == [0, 2])
  }

  @Test func `spatial dropout leaves out whole channels`() throws {
    let y = try training(SpatialDropout2D(0.5, seed: 3), ones([4, 2, 2, 8]))
    for sample in 0..<4 {
      for channel in 0..<8 {
        #expect(Set((0..<4).map { y[sample * 32 + $0 * 8 + channel] }).count == 1)
      }
    }
    #expect(Set(y) == [0, 2])
  }

  @Test func `a rate of 1 leaves out all`() throws {
    #expect(try training(Dropout(1), ones([2, 2])) == [0, 0, 0, 0])
  }

  @Test func `noise has the mean and deviation asked for`() throws {
    func check(_ layer: Layer, _ x: Tensor, mean: Double, deviation: Double) throws {
      let y = try training(layer, x)
      let average = y.reduce(0, +) / Double(y.count)
      let spread = (y.map { ($0 - average) * ($0 - average) }.reduce(0, +) / Double(y.count))
        .squareRoot()
      // Five deviations of the mean of 10,000, and about as many of the deviation.
      #expect(abs(average - mean) < 0.05 * deviation)
      #expect(abs(spread - deviation) < 0.05 * deviation)
    }
    try check(GaussianNoise(0.5, seed: 4), zeros([100, 100]), mean: 0, deviation: 0.5)
    // √(0.2 / 0.8) = 1/2.
    try check(GaussianDropout(0.2, seed: 5), 3 * ones([100, 100]), mean: 3, deviation: 1.5)
    // What has mean 0 and variance 1 keeps them.
    let x = Random.normal(Random.key(6), [100, 100])
    try check(AlphaDropout(0.3, seed: 6), x, mean: 0, deviation: 1)
  }

  @Test func `two layers with one seed draw the same numbers`() throws {
    let x = ones([20, 20])
    #expect(
      try training(Dropout(0.5, seed: 9), x) == training(Dropout(0.5, seed: 9), x))
    #expect(
      try training(Dropout(0.5, seed: 9), x) != training(Dropout(0.5, seed: 10), x))
  }

  @Test func `activity regularization adds to the loss, once for each call`() throws {
    let layer = ActivityRegularization(l1: 0.5, l2: 0.25)
    let x = f([1, -2, 3, -4], [2, 2])
    for _ in 0..<2 { _ = layer(x) }
    // (½·10 + ¼·30) / 2 samples.
    #expect(try layer.losses.map { try numbers($0) } == [[6.25]])
  }
}
