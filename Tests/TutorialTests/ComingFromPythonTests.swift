import Foundation
import Keras
import TestTraits
import Testing

/// The spellings of the article for those who come from Python, each compiled.
@Suite(.seeded, .serialized) struct ComingFromPythonTests {
  @Test func `spellings of models and training`() throws {
    let x = ones([8, 4])
    let y = ones([8, 1])
    #expect(Sequential { Dense(64, activation: .relu) }(x).shape == [8, 64])
    #expect(Input(shape: [28, 28]).shape == [nil, 28, 28])
    let a = Input(shape: [4])
    let b = ActivationLayer(.tanh)(Dense(1, name: "out")(a))
    let model = Model(inputs: a, outputs: b)
    model.compile(optimizer: .adam(), loss: .meanSquaredError, metrics: [.meanAbsoluteError])
    model.compile(
      optimizer: Optimizers.Adam(0.01, clipnorm: 1), loss: Losses.Huber(delta: 2),
      metrics: [Metrics.AUC()])
    let history = try model.fit(x, y, epochs: 2, verbose: .silent)
    #expect(history.history["loss"]?.count == 2)
    let stop = Callbacks.EarlyStopping(patience: 3)
    try model.fit(x, y, verbose: .silent, callbacks: [stop], validationSplit: 0.5)
    let figures = try model.evaluate(x, y, verbose: .silent)
    #expect(figures.count == 2 && figures["loss"] != nil)
    let predicted = try model.predict(x)[0]
    let trained = model(x, training: true)
    #expect(predicted.shape == trained.shape)
    let layer = try model.getLayer(name: "out")
    #expect(try model.getWeights().count == layer.weights.count)
    print(model.summary())
  }

  @Test func `spellings of settings and seeds`() throws {
    let kernel = Initializers.HeNormal(seed: 1)
    let decay = Regularizers.L2(0.01)
    let layer = Dense(2, kernelInitializer: kernel, kernelRegularizer: decay)
    #expect(layer(ones([1, 3])).shape == [1, 2])
    setRandomSeed(1)
    #expect(Random.normal([2, 3], seed: 1).shape == [2, 3])
    let before = (Settings.floatx, Settings.dtypePolicy)
    defer { (Settings.floatx, Settings.dtypePolicy) = before }
    Settings.floatx = .f32
    #expect(Settings.floatx == .f32)
  }

  /// Not run, since the policy of the process is that of all tests.
  private func setPolicy() {
    Settings.dtypePolicy = .mixedFloat16
  }

  @Test func `spellings of functions`() throws {
    #expect(Tensor([1, 2] as [Float]).dtype == .f32)
    let table = Tensor([1, 2, 3, 4] as [Int32], shape: [2, 2])
    #expect(try Keras.repeat(table, 2).scalars(as: Int32.self) == [1, 1, 2, 2, 3, 3, 4, 4])
    let x = zeros([2, 3]) + full([2], 7.0)[everything, newAxis]
    #expect(x.shape == [2, 3] && x.rank == 2 && x.dtype == .f32)
    #expect(try cast(x, dtype: .i32).scalars(as: Int32.self) == [7, 7, 7, 7, 7, 7])
    let w = ones([3, 2])
    #expect(sum(x, axis: 1, keepdims: true).shape == [2, 1])
    #expect(mean(x, axis: [0, 1]).shape == [])
    #expect(try max(x).scalars(as: Float.self) == [7])
    #expect(try matmul(x, w).scalars(as: Float.self) == [21, 21, 21, 21])
    #expect(einsum("ij,jk->ik", x, w).shape == [2, 2])
    #expect(x[0, 1..<3].shape == [2])
    #expect(x[ellipsis, newAxis].shape == [2, 3, 1])
    let changed = x.at[0].set(1.0)
    #expect(try changed.scalars(as: Float.self) == [1, 1, 1, 7, 7, 7])
    #expect(Keras.where(greater(x, 0), x, 0).shape == [2, 3])
    #expect(try Keras.var(x).scalars(as: Float.self) == [0])
    #expect(Keras.repeat(x, 2).shape == [12])
    #expect(concatenate([x, x], axis: 0).shape == [4, 3])
    #expect(reshape(x, [-1]).shape == [6])
    let y = changed
    #expect(try equal(x, y).scalars(as: Bool.self) == [false, false, false, true, true, true])
    #expect(less(x, y).dtype == .i1)
    let i = Tensor([0, 2] as [Int32])
    #expect(oneHot(i, 3).shape == [2, 3])
    #expect(try x.scalars(as: Float.self).count == 6)
  }

  @Test func `spellings of transformations`() throws {
    let f = { (x: Tensor) in sum(x * x) }
    let g = { (x: Tensor, s: Tensor) in x * s }
    let x = Tensor([1, -2] as [Float])
    #expect(try grad(f)(x).scalars(as: Float.self) == [2, -4])
    let (value, gradient) = valueAndGrad(f)(x)
    #expect(try value.scalars(as: Float.self) == [5] && gradient.shape == [2])
    let compiled = jit(f)
    #expect(try compiled(x).scalars(as: Float.self) == [5])
    let each = vmap(g, inAxes: [0, nil])
    #expect(each(x, Tensor(2 as Float)).shape == [2])
    let p = greater(f(x), 9)
    #expect(try cond(p, { x }, { -x }).scalars(as: Float.self) == [-1, 2])
    #expect(try foriLoop(0, 3, { _, x in x * 2 }, x).scalars(as: Float.self) == [8, -16])
    let constant = grad { (x: Tensor) in sum(stopGradient(x) * x) }
    #expect(try constant(x).scalars(as: Float.self) == [1, -2])
    #expect(Random.split(Random.key(0)).shape == [2, 2])
    let tree = ["a": x]
    #expect(try tree.mapTensors { $0 * 2 }["a"]?.scalars(as: Float.self) == [2, -4])
  }
}
