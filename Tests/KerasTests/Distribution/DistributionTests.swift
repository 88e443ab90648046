import Foundation
import Keras
import TestTraits
import Testing

@Suite(.seeded) struct DistributionTests {
  private let x = Random.normal(Random.key(1), [24, 6])
  private var y: Tensor { sum(x * x, axis: 1, keepdims: true) }

  private func model() -> Model {
    withRandomSeed(5) {
      let model = Sequential {
        Dense(8, activation: .relu, kernelRegularizer: .l2())
        BatchNormalization()
        Dense(1, activityRegularizer: .l2())
      }
      model.compile(
        optimizer: Optimizers.Adam(0.01), loss: .meanSquaredError, metrics: [.meanAbsoluteError])
      return model
    }
  }

  /// The weights and the history of a short training, and what comes out then.
  private func train(_ distribution: (any Distribution)?) throws -> [[Float]] {
    func run() throws -> [[Float]] {
      let model = model()
      let history = try model.fit(
        x, y, batchSize: 8, epochs: 2, verbose: .silent,
        validationData: ValidationData(x, y), sampleWeight: Tensor((0..<24).map { Float($0) }),
        shuffleSeed: 3)
      let figures = history.history.sorted { $0.key < $1.key }.map { $0.value.map { Float($0) } }
      return try model.weights.map { try $0.value.scalars(as: Float.self) } + figures
        + [try model.predict(x)[0].scalars(as: Float.self)]
    }
    return try distribution.map { try withDistribution($0, run) } ?? run()
  }

  private func worst(_ a: [[Float]], _ b: [[Float]]) -> Float {
    zip(a, b).map { a, b in
      let scale = max(b.map(abs).max() ?? 0, 1e-3)
      return zip(a, b).map { abs($0 - $1) / scale }.max() ?? 0
    }.max() ?? 0
  }

  @Test(arguments: [2, 4]) func `a batch split over devices trains as on one`(count: Int) throws {
    let one = try train(nil)
    let several = try withVirtualDevices(count) { try train(DataParallel()) }
    // Sums of another order in f32, through two epochs.
    #expect(worst(several, one) <= 1e-5)
    let map = LayoutMap(
      try DeviceMesh([count, 2], ["data", "model"], devices: devices(2 * count)))
    let parallel = try withVirtualDevices(2 * count) {
      try train(ModelParallel(layoutMap: map))
    }
    #expect(worst(parallel, one) <= 1e-5)
  }
  private func devices(_ count: Int) -> [String] { (0..<count).map { "cpu:\($0)" } }

  /// Says which shapes it is called with.
  private final class Spy: Layer {
    nonisolated(unsafe) static var shapes: [[Int]] = []
    override func call(_ inputs: Inputs) -> [Tensor] {
      Spy.shapes.append(inputs.x.shape)
      return [inputs.x]
    }
  }

  @Test func `each device is given its part alone, and odd batches stay whole`() throws {
    let model = Sequential {
      Input(shape: [6])
      Spy()
    }
    try withVirtualDevices(4) {
      try withDistribution(DataParallel()) {
        // The first call also looks at the shapes of whole batches.
        _ = try model.predict(x, batchSize: 4)
        Spy.shapes = []
        let whole = try model.predict(x, batchSize: 8)[0]
        #expect(Spy.shapes == [[2, 6]])
        #expect(try whole.scalars(as: Float.self) == x.scalars(as: Float.self))
        Spy.shapes = []
        _ = try model.predict(x[..<7])
        #expect(Spy.shapes == [[7, 6]])
      }
    }
  }

  @Test func `devices draw numbers of their own`() throws {
    let weights = try withVirtualDevices(2) {
      try withDistribution(DataParallel()) { () -> [[Float]] in
        let model = Sequential {
          Input(shape: [50])
          Dropout(0.5)
          Dense(1, kernelInitializer: .zeros)
        }
        model.compile(optimizer: Optimizers.SGD(1), loss: .meanSquaredError)
        try model.fit(ones([2, 50]), Tensor([1, -1] as [Float], shape: [2, 1]), verbose: .silent)
        return try model.weights.map { try $0.value.scalars(as: Float.self) }
      }
    }
    // With one mask for both, the two gradients would cancel.
    #expect(weights[0].contains { $0 != 0 })
  }

  @Test func `meshes, layouts and maps say what is wrong`() throws {
    try withVirtualDevices(4) {
      #expect(listDevices() == ["cpu:0", "cpu:1", "cpu:2", "cpu:3"])
      #expect(getDeviceCount() == 4 && getDeviceCount("GPU") == 0)
      let mesh = try DeviceMesh([2, 2], ["data", "model"])
      let layout = try TensorLayout(["data", nil], mesh)
      let parts = try layout.parts(of: Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]))
      #expect(
        try parts.map { try $0.scalars(as: Float.self) } == [
          [1, 2, 3], [1, 2, 3], [4, 5, 6], [4, 5, 6],
        ])
      let both = try TensorLayout(["model", "data"], mesh).parts(of: reshape(arange(4), [2, 2]))
      #expect(try both.map { try $0.scalars(as: Int32.self) } == [[0], [2], [1], [3]])
      #expect(throws: ConfigError.self) { try layout.parts(of: zeros([3, 3])) }
      #expect(throws: ConfigError.self) { try distributeTensor(zeros([3, 3]), layout) }
      #expect(try distributeTensor(zeros([4, 3]), layout).shape == [4, 3])
      #expect(throws: ConfigError.self) { try TensorLayout(["none"], mesh) }
      #expect(throws: ConfigError.self) { try TensorLayout(["data", "data"], mesh) }
      #expect(throws: ConfigError.self) { try DeviceMesh([3], ["a"]) }
      #expect(throws: ConfigError.self) { try DeviceMesh([2, 2], ["a", "a"]) }
      #expect(throws: ConfigError.self) { try DataParallel(deviceMesh: mesh) }

      var map = LayoutMap(mesh)
      try map.set("dense.*kernel", [nil, "model"])
      try map.set("kernel_2$", ["model"])
      #expect(try map.layout(for: "m/dense_1/kernel")?.axes == [nil, "model"])
      #expect(try map.layout(for: "m/bias") == nil)
      #expect(throws: ConfigError.self) { try map.layout(for: "dense/kernel_2") }
      #expect(throws: ConfigError.self) { try map.set("dense.*kernel", [nil]) }
      #expect(throws: ConfigError.self) { try map.set("(", [nil]) }
      #expect(throws: ConfigError.self) { try ModelParallel(layoutMap: map, batchDimName: "x") }
      map.remove("kernel_2$")
      #expect(map.count == 1)
      // A layer of five units has no two halves.
      let odd = Sequential { Dense(5, name: "dense") }
      odd.compile(optimizer: Optimizers.SGD(0.1), loss: .meanSquaredError)
      let spread = try ModelParallel(layoutMap: map)
      #expect(throws: ConfigError.self) {
        try withDistribution(spread) {
          try odd.fit(zeros([4, 2]), zeros([4, 5]), verbose: .silent)
        }
      }
    }
  }

  @Test func `a distribution holds within its scope`() throws {
    let inner = try DataParallel(devices: ["cpu:0"])
    withDistribution(inner) {
      #expect(distribution()?.deviceMesh == inner.deviceMesh)
    }
    #expect(distribution() == nil)
  }

  @Test func `a gradient of one's own replaces the true one`() throws {
    let f = customGradient { (x: Tensor) in (x * x, { upstream in upstream * 10 }) }
    #expect(try f(Tensor(3 as Float)).scalars(as: Float.self) == [9])
    #expect(try grad { f($0) * 2 }(Tensor(3 as Float)).scalars(as: Float.self) == [20])
    #expect(try jit(grad { f($0) })(Tensor(3 as Float)).scalars(as: Float.self) == [10])
  }

  @Test func `a list of callbacks tells all, and adds history and bar`() throws {
    var told: [String] = []
    let one = Callbacks.LambdaCallback(
      onEpochBegin: { epoch, _ in told.append("begin \(epoch)") },
      onEpochEnd: { epoch, logs in told.append("end \(epoch) \(logs["loss"] ?? -1)") })
    let list = CallbackList([one], addHistory: true, params: FitParams(epochs: 2))
    var logs: Logs = ["loss": 0.5]
    try list.onEpochBegin(0, [:])
    try list.onEpochEnd(0, &logs)
    #expect(told == ["begin 0", "end 0 0.5"])
    #expect(list.callbacks.count == 2)
    #expect((list.callbacks.last as? History)?.history["loss"] == [0.5])
    #expect(one.params.epochs == 2)
  }
}
