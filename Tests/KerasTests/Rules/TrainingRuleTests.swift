import Keras
import TestTraits
import Testing

/// The clauses of SPEC.md's `keras training`, one test each.
@Suite(.seeded) struct TrainingRuleTests {
  private let x = column([0, 1, 2, 3, 4, 5, 6])
  private let y = zeros([7, 1])

  private func line(
    rate: Double = 0.01, eager: Bool = false, steps: Int = 1, metrics: [Metric] = []
  ) -> Model {
    let model = Sequential {
      Input(shape: [1])
      Dense(1, kernelInitializer: .ones, name: "line")
    }
    model.compile(
      optimizer: .sgd(rate), loss: .meanSquaredError, metrics: metrics, runEagerly: eager,
      stepsPerExecution: steps)
    return model
  }

  /// Notes the order in which samples come.
  private final class Order: Model {
    var seen: [Float] = []
    override init(
      name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil,
      activityRegularizer: Regularizer? = nil
    ) { super.init(name: "order") }
    required init(config: Config) throws { try super.init(config: config) }
    override func call(_ x: Tensor, training: Bool) -> Tensor { x }
    override func trainStep(_ batch: Batch) throws -> [(String, Tensor)] {
      seen += try batch.x[0].scalars(as: Float.self)
      return [("loss", zeros([]))]
    }
  }
  private func orders(seed: Int?, shuffle: Bool = true) throws -> [[Float]] {
    let model = Order()
    model.compile(optimizer: .sgd(), loss: .meanSquaredError, runEagerly: true)
    try model.fit(
      x, y, batchSize: 3, epochs: 2, verbose: .silent, shuffle: shuffle, shuffleSeed: seed)
    return [Array(model.seen.prefix(7)), Array(model.seen.dropFirst(7))]
  }

  @Test(arguments: RuleBackends.names)
  func `keras training T1: the last part is held back`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      // floor(7 · 0.7) = 4 samples are left: 4, 5 and 6 are held back.
      let history = try line(rate: 0).fit(
        x, y, verbose: .silent, validationSplit: 0.3, shuffleSeed: 1)
      let losses = history.history
      #expect(near(losses["loss"]?.last, 14.0 / 4))
      #expect(near(losses["val_loss"]?.last, 77.0 / 3))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras training T2: a step is traced once for each type of batch`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let model = line()
      for _ in 0..<2 { try model.fit(x, y, batchSize: 3, epochs: 2, verbose: .silent) }
      #expect(model.trainTraceCount == 2)
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras training T3: orders of epochs`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let seeded = try orders(seed: 5)
      #expect(seeded[0] != seeded[1] && seeded[0].sorted() == [0, 1, 2, 3, 4, 5, 6])
      #expect(seeded[1].sorted() == seeded[0].sorted())
      let reference = try withBackend(ReferenceBackend()) { try orders(seed: 5) }
      #expect(seeded == reference)
      #expect(try orders(seed: 6) != seeded)
      let inOrder = try orders(seed: 5, shuffle: false)
      #expect(inOrder[0] == [0, 1, 2, 3, 4, 5, 6] && inOrder[1] == inOrder[0])
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras training T4: compiled, eager and several steps at once`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let weights = try [(false, 1), (true, 1), (false, 2)].map { eager, steps in
        let model = line(eager: eager, steps: steps)
        try model.fit(x, y, batchSize: 2, epochs: 3, verbose: .silent, shuffleSeed: 1)
        return try model.getWeights()
      }
      #expect(weights[0] == weights[1] && weights[0] == weights[2])
      var batches: [Int] = []
      let notes = Callbacks.LambdaCallback(onTrainBatchEnd: { batch, _ in batches.append(batch) })
      try line(steps: 2).fit(x, y, batchSize: 2, verbose: .silent, callbacks: [notes])
      #expect(batches == [1, 3])
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras training T5: what is returned`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let model = line(rate: 0, metrics: [.meanSquaredError])
      let figures = try model.evaluate(x, y, verbose: .silent)
      #expect(Set(figures.keys) == ["loss", "mean_squared_error"])
      model.resetMetrics()
      let first = try model.testOnBatch(column([1]), column([0]))
      let second = try model.testOnBatch(column([3]), column([0]))
      #expect(first["loss"] == 1 && second["loss"] == 5)
      model.resetMetrics()
      #expect(try model.trainOnBatch(column([2]), column([0]))["loss"] == 4)
      let outputs = try model.predict(x, batchSize: 3)
      #expect(outputs.count == 1)
      #expect(try holds(outputs[0], .f32, [0, 1, 2, 3, 4, 5, 6]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras training T6: frozen layers`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let model = line()
      try model.getLayer(name: "line").trainable = false
      model.compile(optimizer: .sgd(0.1), loss: .meanSquaredError)
      let before = try model.getWeights()
      #expect(model.trainableVariables.isEmpty)
      let norm = BatchNormalization(epsilon: 0)
      norm.buildIfNeeded([[nil, 1]])
      norm.trainable = false
      // Moving mean 0 and variance 1: the values stay, training or not, and so do the statistics.
      #expect(try holds(norm(column([1, 3]), training: true), .f32, [1, 3]))
      #expect(try holds(norm(column([1, 3])), .f32, [1, 3]))
      norm.trainable = true
      #expect(try holds(norm(column([1, 3]), training: true), .f32, [-1, 1]))
      #expect(try model.getWeights() == before)
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras training T8: states of stateful layers go from batch to batch`(_ backend: String)
    throws
  {
    try RuleBackends.run(on: backend) { () throws in
      // A step halves the state and adds 1: 1, 1.5, then 1.75, 1.875.
      let layer = SimpleRNN(
        1, activation: .linear, kernelInitializer: .ones,
        recurrentInitializer: Initializers.Constant(0.5), biasInitializer: .zeros, stateful: true)
      let model = Sequential([InputLayer(shape: [2, 1], batchSize: 1), layer])
      model.compile(optimizer: .sgd(0), loss: .meanSquaredError)
      let x = ones([2, 2, 1])
      let y = try model.predict(x, batchSize: 1)[0].scalars(as: Float.self)
      #expect(y == [1.5, 1.875])
      #expect(try layer.states[0].value.scalars(as: Float.self) == [1.875])
      layer.resetState()
      // (1.5² + 1.875²) / 2
      let figures = try model.evaluate(x, zeros([2, 1]), batchSize: 1, verbose: .silent)
      #expect(near(figures["loss"], 2.8828125))
      layer.resetState()
      let history = try model.fit(
        x, zeros([2, 1]), batchSize: 1, epochs: 1, verbose: .silent, shuffle: false)
      #expect(near(history.history["loss"]?.first, 2.8828125))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras training T9: what a layer assigns to a trained weight stays`(_ backend: String) throws
  {
    try RuleBackends.run(on: backend) { () throws in
      let dense = Dense(1, useBias: false)
      let model = Sequential([InputLayer(shape: [2]), SpectralNormalization(dense)])
      model.compile(optimizer: .sgd(0), loss: .meanSquaredError)
      // The only singular value is 5.
      dense.weights[0].assign(Tensor([3, 4] as [Float], shape: [2, 1]))
      try model.trainOnBatch(ones([1, 2]), zeros([1, 1]))
      let kernel = try dense.kernel.scalars(as: Float.self).map(Double.init)
      #expect(near(kernel[0], 0.6) && near(kernel[1], 0.8), "\(kernel)")
    }
  }
}
