import AllBackends
import Foundation
import Keras
import TestTraits
import Testing

/// The clauses of SPEC.md's `keras names`, `keras dtypes` and `keras seeds`, one test each.
@Suite(.seeded) struct ConventionRuleTests {
  @Test func `keras names N1: members stand for strings, which files may hold`() throws {
    let losses: [String: Loss] = [
      "mse": .meanSquaredError, "sparse_categorical_crossentropy": .sparseCategoricalCrossentropy(),
      "huber": .huber(),
    ]
    for (name, loss) in losses {
      let read: Loss = try deserialize(.string(name))
      #expect(type(of: read) == type(of: loss), "\(name)")
    }
    #expect(Activation.known("leaky_relu")?.name == Activation.leakyRelu.name)
    #expect(try deserialize("he_normal", as: Initializer.self) is Initializers.HeNormal)
  }

  @Test func `keras names N2: calls are checked where it is asked for, by the first error`() throws
  {
    let error = #expect(throws: TensorError.self) {
      try checking {
        let layer = Dense(2, name: "narrow")
        _ = layer(ones([3, 4]))
        return layer(layer(ones([3, 5])))
      }
    }
    let text = "\(try #require(error))"
    #expect(text.contains("narrow") && text.contains("(3, 5)"))
  }

  @Test func `keras names N3: a refused step leaves the weights`() throws {
    let model = Sequential { Dense(1) }
    model.compile(optimizer: .adam(), loss: .meanSquaredError)
    try model.fit(ones([4, 3]), ones([4, 1]), verbose: .silent)
    let before = try model.getWeights()
    #expect(throws: (any Error).self) {
      try model.fit(ones([4, 2]), ones([4, 1]), verbose: .silent)
    }
    #expect(throws: (any Error).self) {
      try model.fit(ones([4, 3]), ones([3, 1]), verbose: .silent)
    }
    #expect(try model.getWeights() == before)
    try model.fit(ones([4, 3]), ones([4, 1]), verbose: .silent)
    #expect(try model.getWeights() != before)
  }

  @Test func `keras dtypes D1: 64 bits stay 64 bits`() {
    func meet(_ a: DType, _ b: DType) -> DType {
      resultType(zeros([], dtype: a), zeros([], dtype: b))
    }
    let pairs: [(DType, DType, DType)] = [
      (.i64, .i32, .i64), (.f64, .f32, .f64), (.ui32, .i32, .i64), (.ui32, .i8, .i64),
      (.ui8, .i8, .i16), (.i32, .f16, .f16), (.f16, .bf16, .f32), (.i1, .i8, .i8),
      (.i64, .f32, .f32),
    ]
    for (a, b, expected) in pairs { #expect(meet(a, b) == expected, "\(a) \(b)") }
  }

  @Test(.enabled(if: Recorded.folder != nil, "needs ../shared with facts of Keras"))
  func `keras dtypes D1: all pairs meet as in Keras's table, but for 64 bits`() throws {
    let folder = try #require(Recorded.folder)
    let text = try String(contentsOf: folder.appending(path: "api.json"), encoding: .utf8)
    let facts = try #require(JSON(text: text)["result_type"])
    let names = try #require(facts["order"]?.array).compactMap(\.string)
    let table = try #require(facts["table"]?.array)
    let others = facts["tensorflow_differs"]?.object
    /// Keras's dtypes, and weak numbers.
    func operand(_ name: String) throws -> Tensor {
      if name == "int" { return 1 }
      if name == "float" { return 1.0 }
      return zeros([], dtype: try #require(DType(keras: name)))
    }
    var count = 0
    for (a, row) in zip(names, table) {
      for (b, entry) in zip(names, row.array ?? []) {
        let kept = others?["\(a),\(b)"]?.string
        let name = try #require(kept ?? entry.string)
        let expected = try #require(DType(keras: name))
        #expect(resultType(try operand(a), try operand(b)) == expected, "\(a) \(b)")
        count += 1
      }
    }
    #expect(count == 14 * 14)
  }

  @Test func `keras dtypes D2: arrays have their dtype, literals that of the other operand`() {
    #expect(Tensor([1] as [Float]).dtype == .f32 && Tensor([1] as [Double]).dtype == .f64)
    #expect(Tensor([1] as [Int32]).dtype == .i32 && Tensor([1]).dtype == .i64)
    #expect((i32([1]) * 0.5).dtype == .f32)
    #expect((cast(f32([1]), dtype: .f16) * 2.5).dtype == .f16)
    #expect((i32([1]) * 2).dtype == .i32)
  }

  @Test func `keras dtypes D3: layers cast floating-point inputs`() {
    #expect(Dense(1)(ones([1, 2], dtype: .f64)).dtype == .f32)
    #expect(Dense(1, dtype: .float64)(ones([1, 2])).dtype == .f64)
    #expect(Flatten()(ones([1, 2], dtype: .i32)).dtype == .i32)
    #expect(Flatten()(ones([1, 2], dtype: .i1)).dtype == .i1)
  }

  @Test(arguments: [DTypePolicy.mixedFloat16, .mixedBFloat16])
  func `keras dtypes D4: mixed policies`(_ policy: DTypePolicy) {
    let layer = Dense(2, dtype: policy)
    let y = layer(ones([1, 3]))
    #expect(y.dtype == policy.computeDType && layer.variables.allSatisfy { $0.dtype == .f32 })
    #expect(Losses.MeanSquaredError()(ones([1, 2]), y).dtype == .f32)
    let metric = Metrics.MeanSquaredError()
    metric.updateState(ones([1, 2]), y)
    #expect(metric.result().dtype == .f32)
  }

  @Test func `keras dtypes D5: sums, means and indices`() throws {
    #expect(try holds(sum(ui8([200, 200])), .ui32, [400]))
    #expect(try holds(sum(Tensor([100, 100] as [Int8])), .i32, [200]))
    #expect(try holds(prod(Tensor([100, 100] as [Int8])), .i32, [10000]))
    #expect(try holds(mean(i32([1, 2])), .f32, [1.5]))
    let x = ones([3], dtype: .f64)
    #expect(argmax(x).dtype == .i32 && argsort(x).dtype == .i32)
    #expect(topK(x, 1, sorted: true).indices.dtype == .i32)
  }

  @Test func `keras seeds S1: integers repeat, generators go on, backends agree`() throws {
    func draw(_ seed: any RandomSeed) throws -> [Float] {
      try Random.normal([4], seed: seed).scalars(as: Float.self)
    }
    #expect(try draw(7) == draw(7))
    let generator = SeedGenerator(7)
    let (first, second) = (try draw(generator), try draw(generator))
    #expect(first != second)
    #expect(try first == draw(7))
    let key = Tensor([7, 1] as [UInt32])
    #expect(try second == Random.normal(key, [4]).scalars(as: Float.self))
    AllBackends.register()
    for backend in Backends.available {
      #expect(try withBackend(backend) { try draw(7) } == first)
    }
  }

  @Test func `keras seeds S2: seeds of a scope`() throws {
    func draw() throws -> [Float] { try Random.uniform([4]).scalars(as: Float.self) }
    let a = try withRandomSeed(3) { [try draw(), try draw()] }
    let b = try withRandomSeed(3) { [try draw(), try draw()] }
    #expect(a == b && a[0] != a[1])
    #expect(try withRandomSeed(4) { try draw() } != a[0])
    let weights = try (0..<2).map { _ in
      try withRandomSeed(5) {
        let layer = Dense(2)
        layer.buildIfNeeded([[nil, 3]])
        return try layer.kernel.scalars(as: Float.self)
      }
    }
    #expect(weights[0] == weights[1])
    // The scope's own stream, begun anew.
    setRandomSeed(9)
    let c = try draw()
    setRandomSeed(9)
    #expect(try draw() == c)
  }

  @Test func `keras seeds S3: compiled steps draw other numbers`() throws {
    let model = Sequential {
      Input(shape: [64])
      Dropout(0.5, seed: 3)
    }
    model.compile(optimizer: .sgd(0), loss: .meanSquaredError)
    let generator = try #require(model.layers.first?.seedGenerators.first)
    // The loss of ones dropped and scaled against 0 is 2 · (share kept) · 2.
    var losses: Set<Double> = []
    for _ in 0..<6 {
      let figures = try model.fit(ones([1, 64]), zeros([1, 64]), verbose: .silent)
      losses.insert(try #require(figures.history["loss"]?.last))
    }
    #expect(losses.count > 1)
    #expect(try holds(generator.state.value, .ui32, [3, 6]))
  }
}
