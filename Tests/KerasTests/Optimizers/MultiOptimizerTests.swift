import Keras
import TestTraits
import Testing

/// Optimizers that share the weights of a model.
@Suite(.seeded) struct MultiOptimizerTests {
  private func weight(_ path: String) -> Variable {
    Variable(
      Tensor([1] as [Float]), name: path.split(separator: "/").last.map(String.init) ?? path,
      path: path)
  }
  private func value(_ variable: Variable) throws -> Float {
    try variable.value.scalars(as: Float.self)[0]
  }

  @Test func `each changes the weights whose paths its key matches as a whole`() throws {
    let map = Optimizers.OptimizerMap(
      Optimizers.SGD(1), ["encoder/.*": Optimizers.SGD(0.5), "encoder/bias": Optimizers.SGD(0.25)])
    let weights = ["encoder/kernel", "encoder/bias", "my/encoder/kernel", "decoder"].map(weight)
    let optimizer = Optimizers.MultiOptimizer(map)
    optimizer.apply(weights.map { _ in ones([1]) }, weights)
    // The exact path counts before patterns.
    #expect(try weights.map(value) == [0.5, 0.75, 0, 0])
    #expect(try optimizer.iterations.value.scalars(as: Int32.self) == [1])
    #expect(optimizer.optimizers.count == 3)
    // Its own two, and two of each.
    #expect(optimizer.variables.count == 8)
  }

  @Test func `a loss that is scaled is scaled back by each`() throws {
    let (a, b) = (weight("a"), weight("b"))
    let optimizer = Optimizers.MultiOptimizer(
      Optimizers.OptimizerMap(
        Optimizers.SGD(1, lossScaleFactor: 100), ["a": Optimizers.SGD(0.5)]), lossScaleFactor: 4)
    #expect(try optimizer.scaleLoss(ones([])).scalars(as: Float.self) == [4])
    optimizer.apply([Tensor([4] as [Float]), Tensor([2] as [Float])], [a, b])
    #expect(try value(a) == 0.5)
    #expect(try value(b) == 0.5)
  }

  @Test func `what cannot be is refused with a sentence`() throws {
    func message(_ body: () throws -> Void) -> String {
      do { try checking(body) } catch { return "\(error)" }
      return "nothing was thrown"
    }
    let sgd = Optimizers.SGD(1)
    #expect(
      message { _ = Optimizers.OptimizerMap(sgd, ["(": Optimizers.SGD(1)]) }
        .contains("the key '(' is no regular expression"))
    #expect(
      message { _ = Optimizers.OptimizerMap(Optimizers.LossScaleOptimizer(sgd)) }
        .contains("LossScaleOptimizer cannot be one of several optimizers"))
    let twice = Optimizers.OptimizerMap(sgd, ["a.*": Optimizers.SGD(1), ".*b": Optimizers.SGD(1)])
    #expect(message { _ = twice["ab"] }.contains("2 keys match 'ab'; one may"))
    let several = Optimizers.MultiOptimizer(Optimizers.OptimizerMap(sgd))
    #expect(message { _ = several.learningRate }.contains("no learning rate in common"))
    #expect(throws: (any Error).self) { try several.setLearningRate(1) }
    #expect(throws: (any Error).self) { _ = try several.currentLearningRate() }
  }

  @Test func `fit trains a model by it as by one optimizer with the same settings`() throws {
    func trained(_ optimizer: Optimizer) throws -> [HostTensor] {
      let model = Sequential {
        Input(shape: [3])
        Dense(4, activation: .tanh)
        Dense(1)
      }
      for (i, weight) in model.weights.enumerated() {
        weight.assign(Random.normal(Random.key(i), weight.shape))
      }
      model.compile(optimizer: optimizer, loss: .meanSquaredError)
      let x = Random.normal(Random.key(7), [8, 3])
      try model.fit(
        x, sum(x, axis: 1, keepdims: true), batchSize: 4, epochs: 2, verbose: .silent,
        shuffle: false)
      return try model.getWeights()
    }
    let several = Optimizers.MultiOptimizer(
      Optimizers.OptimizerMap(Optimizers.Adam(0.1), [".*/bias": Optimizers.Adam(0.1)]))
    #expect(try trained(several) == trained(Optimizers.Adam(0.1)))
  }
}
