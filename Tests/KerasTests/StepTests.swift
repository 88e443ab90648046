import Keras
import TestTraits
import Testing

@Suite(.seeded) struct StepTests {
  /// Counts how often it is called: each call is a trace or an eager run.
  private final class Counting: Layer {
    var calls = 0
    override func call(_ x: Tensor, training: Bool) -> Tensor {
      calls += 1
      return x * 2
    }
  }

  /// Fails at the batch asked for.
  private final class Failing: Model {
    let dense = Dense(1, kernelInitializer: .ones)
    var batchesLeft = 1
    override func call(_ x: Tensor, training: Bool) -> Tensor { dense(x) }
    override func trainStep(_ batch: Batch) throws -> [(String, Tensor)] {
      guard batchesLeft > 0 else { throw ConfigError("no more") }
      batchesLeft -= 1
      return try super.trainStep(batch)
    }
  }

  @Test func `predicting traces a shape of batch once`() throws {
    let layer = Counting()
    let model = Sequential([layer])
    let x = ones([40, 2])
    let y = try model.predict(x, batchSize: 10)[0]
    #expect(try y.scalars(as: Float.self) == [Float](repeating: 2, count: 80))
    let calls = layer.calls
    _ = try model.predict(x, batchSize: 10)
    _ = try model.predictOnBatch(ones([10, 2]))
    #expect(layer.calls == calls)
  }

  @Test func `a step that fails later leaves the weights of the step before`() throws {
    let model = Failing()
    model.compile(optimizer: Optimizers.SGD(0.1), loss: .meanSquaredError, runEagerly: true)
    let (x, y) = (ones([4, 2]), ones([4, 1]))
    #expect(throws: (any Error).self) {
      try model.fit(x, y, batchSize: 2, verbose: .silent, shuffle: false)
    }
    // After one step: prediction 2, error 1, slope 2 by each weight and by the bias.
    let weights = try model.weights.map { try $0.value.scalars(as: Float.self) }
    let expected: [[Float]] = [[0.8, 0.8], [-0.2]]
    #expect(weights == expected)
  }
}
