import Keras
import TestTraits
import Testing

@Suite(.seeded) struct BatchNormalizationTests {
  @Test func `training takes the batch's statistics and moves those kept`() throws {
    let layer = BatchNormalization(momentum: 0.75, epsilon: 0)
    let x = f([1, 10, 3, 30], [2, 2])
    let y = try checking { layer(x, training: true) }
    // Means 2 and 20, variances 1 and 100.
    #expect(try numbers(y) == [-1, -1, 1, 1])
    #expect(try numbers(layer.movingMean) == [0.5, 5])
    #expect(try numbers(layer.movingVariance) == [1, 25.75])
    #expect(layer.trainableWeights.map(\.name) == ["gamma", "beta"])
    #expect(layer.nonTrainableWeights.map(\.name) == ["moving_mean", "moving_variance"])
  }

  @Test func `what a mask leaves out has no part in the statistics`() throws {
    let layer = BatchNormalization(momentum: 0, epsilon: 0)
    let x = f([1, 99, 3, -5], [2, 2, 1])
    _ = try checking { layer(x, training: true, mask: flags([1, 0, 1, 0], [2, 2])) }
    // Keras divides by the count and 1e-7.
    let (mean, variance) = try (numbers(layer.movingMean)[0], numbers(layer.movingVariance)[0])
    #expect(abs(mean - 2) < 1e-6 && abs(variance - 1) < 1e-6)
  }

  @Test func `a layer that is not to be trained keeps its statistics and uses them`() throws {
    let layer = BatchNormalization(epsilon: 0)
    layer.trainable = false
    let x = f([1, 3], [2, 1])
    #expect(try numbers(checking { layer(x, training: true) }) == [1, 3])
    #expect(try numbers(layer.movingMean) == [0])
  }

  @Test func `statistics of half precision are worked out in single`() throws {
    let layer = BatchNormalization(dtype: .mixedFloat16)
    // The squares of 300 are beyond half precision.
    let x = f([300, -300], [2, 1])
    let y = try checking { layer(x, training: true) }
    #expect(y.dtype == .f16)
    #expect(try numbers(y) == [1, -1])
    #expect(layer.weights.allSatisfy { $0.dtype == .f32 })
  }

  @Test func `correction brings the batch to what earlier ones were like`() throws {
    let layer = BatchNormalization(epsilon: 0, renorm: true, renormMomentum: 0.5)
    let x = f([1, 3], [2, 1])
    // r = 1/1 and d = (2 - 0)/1 at first: the batch is left where it was, (x - 2)/1·1 + 2.
    #expect(try numbers(checking { layer(x, training: true) }) == [1, 3])
    #expect(
      layer.weights.map(\.name).suffix(3) == ["moving_stddev", "renorm_mean", "renorm_stddev"])
    // Then d = (2 - 1)/1.
    #expect(try numbers(checking { layer(x, training: true) }) == [0, 2])
  }
}
