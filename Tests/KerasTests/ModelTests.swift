import AllBackends
import Foundation
import Keras
import TestTraits
import Testing

@Suite(.seeded) struct ModelTests {
  private func data(_ count: Int = 48) -> (x: Tensor, y: Tensor) {
    let x = Random.normal(Random.key(1), [count, 3])
    let weights = Tensor([1, -2, 0.5] as [Float], shape: [3, 1])
    return (x, matmul(x, weights) + 0.25)
  }

  @Test func `a functional model runs its graph and shares layers`() throws {
    let a = Input(shape: [4], name: "a")
    let b = Input(shape: [4], name: "b")
    let shared = Dense(2, kernelInitializer: .ones, name: "shared")
    let model = Model(inputs: [a, b], outputs: [shared(a), shared(b)])
    #expect(model.layers.map(\.name) == ["a", "b", "shared"])
    #expect(model.countParams() == 10)
    let x = ones([1, 4])
    let results = model([x, x * 2])
    #expect(try results[0].scalars(as: Float.self) == [4, 4])
    #expect(try results[1].scalars(as: Float.self) == [8, 8])
  }

  @Test func `a functional model is read back from its config`() throws {
    let x = Input(shape: [4], name: "x")
    let hidden = Dense(3, activation: .tanh, name: "hidden")(x)
    let model = Model(inputs: x, outputs: Dense(2, name: "out")(hidden), name: "m")
    let json = serialize(model)
    let again: Model = try deserialize(JSON(text: json.text()))
    #expect(serialize(again) == json)
    try again.setWeights(model.weights.map(\.value))
    let input = Random.normal(Random.key(3), [5, 4])
    #expect(try again(input).scalars(as: Float.self) == model(input).scalars(as: Float.self))
  }

  @Test func `operations on symbolic tensors are layers, and files hold them`() throws {
    let x = Input(shape: [4, 6], name: "x")
    let y = (1 / (x * 2 + 1)).operation("Relu")
    let parts = y.operation("Mean", ["axis": -1, "keepdims": true])
    let model = Model(inputs: x, outputs: (x - parts).operation("Reshape", ["newshape": [-1, 24]]))
    #expect(model.outputs[0].shape == [nil, 24])
    let again: Model = try deserialize(JSON(text: serialize(model).text()))
    #expect(serialize(again) == serialize(model))
    let input = ones([2, 4, 6])
    #expect(try again(input).scalars(as: Float.self) == [Float](repeating: 1 - 1 / 3, count: 48))
    #expect(throws: (any Error).self) { try checking { _ = x.operation("Nonsense") } }
  }

  @Test(arguments: ["reference", "openblas", "threaded"])
  func `training lowers the loss`(_ name: String) throws {
    AllBackends.register()
    try withBackend(try #require(Backends.named(name))) {
      let (x, y) = data()
      let model = Sequential { Dense(1) }
      model.compile(optimizer: Optimizers.SGD(0.1), loss: .meanSquaredError)
      let history = try model.fit(x, y, batchSize: 16, epochs: 30, verbose: .silent, shuffleSeed: 1)
      let losses = try #require(history.history["loss"])
      #expect(losses.count == 30)
      #expect(losses[29] < 1e-3 && losses[0] > losses[29])
      let evaluated = try model.evaluate(x, y, verbose: .silent)
      #expect(try #require(evaluated["loss"]) < 1e-3)
      let predicted = try model.predict(x, batchSize: 10)[0]
      #expect(predicted.shape == [48, 1])
      #expect(try max(abs(predicted - y)).scalars(as: Float.self)[0] < 0.1)
    }
  }

  @Test func `compiled training equals eager training`() throws {
    let (x, y) = data()
    var results: [[Float]] = []
    for eager in [false, true] {
      setRandomSeed(5)
      let model = Sequential {
        Dense(4, activation: .tanh, kernelInitializer: .glorotUniform(seed: 1));
        Dense(1, kernelInitializer: .glorotUniform(seed: 2))
      }
      model.compile(optimizer: Optimizers.SGD(0.1), loss: .meanSquaredError, runEagerly: eager)
      // Backends that fuse a program round otherwise than operation by operation.
      try withBackend(ReferenceBackend()) {
        _ = try model.fit(x, y, batchSize: 20, epochs: 2, verbose: .silent, shuffleSeed: 7)
      }
      results.append(try model.getWeights().flatMap { $0.withElements(of: Float.self, Array.init) })
    }
    #expect(results[0] == results[1])
  }

  @Test func `an error in a batch leaves the weights as they were`() throws {
    let (x, y) = data()
    let model = Sequential { Dense(1) }
    model.compile(optimizer: Optimizers.SGD(0.1), loss: .meanSquaredError)
    try model.fit(x, y, verbose: .silent)
    let before = try model.getWeights()
    #expect(throws: (any Error).self) {
      try model.fit(zeros([8, 5]), zeros([8, 1]), verbose: .silent)
    }
    #expect(try model.getWeights() == before)
    try model.fit(x, y, verbose: .silent)
  }

  @Test func `the last batch may be smaller, and each shape is traced once`() throws {
    let (x, y) = data(40)
    let model = Sequential { Dense(1) }
    model.compile(optimizer: Optimizers.SGD(0.1), loss: .meanSquaredError)
    try model.fit(x, y, batchSize: 16, epochs: 3, verbose: .silent)
    try model.fit(x, y, batchSize: 16, epochs: 3, verbose: .silent)
    #expect(model.trainTraceCount == 2)
  }
}
