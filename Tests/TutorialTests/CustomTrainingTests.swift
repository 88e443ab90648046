import AllBackends
import Foundation
import KerasFiles
import TestTraits
import Testing

/// A dense layer whose units have gains of their own.
final class GainedDense: Layer {
  let units: Int
  @Weight var kernel: Tensor
  @Weight var gain: Tensor

  init(_ units: Int, name: String? = nil) {
    self.units = units
    super.init(name: name)
  }

  required init(config c: Config) throws {
    units = try c.get("units")
    try super.init(config: c)
  }
  override var config: JSONObject { super.config.merging(["units": units.json]) }

  override func build(_ inputShapes: [Shape]) {
    guard let inputs = knownSize(inputShapes, axis: -1) else { return }
    addWeight($kernel, "kernel", [inputs, units])
    addWeight($gain, "gain", [units], .ones)
  }

  override func call(_ x: Tensor, training: Bool) -> Tensor {
    matmul(x, kernel) * gain
  }
}

/// Trains on its inputs with noise added.
final class Denoising: Model {
  let inner: Sequential
  let noise = SeedGenerator(7)

  init(_ inner: Sequential) {
    self.inner = inner
    super.init(name: "denoising")
  }
  required init(config: Config) throws {
    throw ConfigError("a Denoising is made around a model, and not read from a file")
  }

  override func call(_ x: Tensor, training: Bool) -> Tensor { inner(x, training: training) }

  override func trainStep(_ batch: Batch) throws -> [(String, Tensor)] {
    let clean = batch.x[0]
    let noisy = clean + Random.normal(clean.shape, stddev: 0.1, seed: noise)
    let weights = trainableVariables
    let step = gradients(weights) {
      let output = self(noisy, training: true)
      return (loss: mean(square(output - clean)), extra: [Tensor]())
    }
    optimizer?.apply(step.gradients, weights)
    return [("loss", step.loss)]
  }
}

/// The weights of a line, as a plain tree of tensors.
struct Line: TensorTree { var slope, offset: Tensor }

@Suite(.seeded) struct CustomTrainingTests {
  @Test func `a layer of one's own is saved and read back`() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "gained-\(UUID().uuidString).keras").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let x = Random.normal([5, 3], seed: 1)
    CustomObjects.register(GainedDense.self, package: "Tutorial")
    let model = Sequential {
      Input(shape: [3])
      GainedDense(4)
      ReLU()
      GainedDense(1)
    }
    try model.save(path)
    let again = try loadModel(path)
    #expect(try again(x).scalars(as: Float.self) == model(x).scalars(as: Float.self))
    #expect(model.countParams() == 3 * 4 + 4 + 4 + 1)
  }

  @Test func `a loop by gradients and an optimizer learns`() throws {
    let x = Random.normal([64, 3], seed: 1)
    let y = sum(x, axis: 1, keepdims: true)
    let model = Sequential { GainedDense(1) }
    let optimizer = Optimizers.SGD(0.1)
    _ = model(x)
    let weights = model.trainableVariables
    var losses: [Float] = []
    for _ in 0..<40 {
      let step = gradients(weights) {
        (loss: mean(square(model(x, training: true) - y)), extra: [Tensor]())
      }
      optimizer.apply(step.gradients, weights)
      losses.append(try step.loss.scalars(as: Float.self)[0])
    }
    #expect(losses[39] < losses[0] / 100)
  }

  @Test func `a train step of one's own is compiled and driven by fit`() throws {
    AllBackends.register()
    try withBackend(Backends.named("openblas") ?? Backends.default) {
      let x = Random.normal([64, 4], seed: 1)
      let model = Denoising(
        Sequential {
          Dense(4)
        })
      model.compile(optimizer: .sgd(0.1))
      let history = try model.fit(x, epochs: 20, verbose: .silent)
      let losses = history.history["loss"] ?? []
      #expect(losses.count == 20 && losses[19] < losses[0] / 2)
    }
  }

  @Test func `a loop without layers is a function of trees`() throws {
    let x = Random.normal([64], seed: 1)
    let y = 3 * x - 1
    let loss = { (line: Line) in mean(square(line.slope * x + line.offset - y)) }
    let step = jit { (line: Line) -> Line in
      let gradient = grad(loss)(line)
      return Line.treeMap({ $0 - 0.1 * $1 }, line, gradient)
    }
    var line = Line(slope: zeros([]), offset: zeros([]))
    for _ in 0..<200 { line = step(line) }
    #expect(try abs(line.slope - 3).scalars(as: Float.self)[0] < 1e-3)
    #expect(try abs(line.offset + 1).scalars(as: Float.self)[0] < 1e-3)
  }
}
