import Keras
import TestTraits
import Testing

@Suite(.seeded) struct FeatureSpaceTests {
  private let data: [String: FeatureSpace.Column] = [
    "size": .numbers([0, 2, 4, 6]), "city": .strings(["Rome", "Bern", "Rome", "Oslo"]),
    "rooms": .integers([3, 1, 3, 3]),
  ]

  @Test func `features come side by side by their names, then crosses`() throws {
    let space = FeatureSpace(
      features: [
        "size": .floatNormalized, "city": .stringCategorical, "rooms": .integerCategorical,
      ], crosses: [.cross(["rooms", "city"], crossingDim: 4)])
    try space.adapt(data)
    let x = try space(data)
    // city: 1 unknown + 3; rooms: 1 + 2; size: 1; the cross: 4.
    #expect(x.type == TensorType(.f32, [4, 12]))
    let rows = try x.scalars(as: Float.self)
    func row(_ i: Int) -> [Float] { Array(rows[(i * 12)..<(i * 12 + 12)]) }
    // Rome is the most frequent; as frequent ones go from the last to the first.
    #expect(row(0).prefix(4) == [0, 1, 0, 0])
    #expect(row(1).prefix(4) == [0, 0, 0, 1])
    #expect(row(3).prefix(4) == [0, 0, 1, 0])
    #expect(row(0)[4..<7] == [0, 1, 0])
    #expect(row(1)[4..<7] == [0, 0, 1])
    let wanted: [Float] = [-1.3416, -0.4472, 0.4472, 1.3416]
    for i in 0..<4 { #expect(abs(row(i)[7] - wanted[i]) < 1e-3) }
    for i in 0..<4 { #expect(row(i)[8...].reduce(0, +) == 1) }
    // The cross is one of what the lookups gave.
    #expect(row(0)[8...] == row(2)[8...])
    let unseen = try space([
      "size": .numbers([3]), "city": .strings(["Paris"]), "rooms": .integers([9]),
    ]).scalars(as: Float.self)
    #expect(unseen.prefix(8) == [1, 0, 0, 0, 1, 0, 0, 0])
  }

  @Test func `each feature comes by its name`() throws {
    let space = FeatureSpace(
      features: [
        "size": .floatDiscretized(binBoundaries: [1, 5], outputMode: .int), "city": .stringHashed,
        "rooms": .integerHashed(numBins: 5, outputMode: .int),
      ], outputMode: .dict, crosses: [.cross(["city", "rooms"], outputMode: .int)],
      crossingDim: 7, hashingDim: 6)
    let rows = try space.encoded(data)
    #expect(Set(rows.keys) == ["size", "city", "rooms", "city_X_rooms"])
    #expect(try rows["size"]?.scalars(as: Int32.self) == [0, 1, 1, 2])
    #expect(rows["city"]?.shape == [4, 6])
    #expect(rows["rooms"]?.shape == [4, 1])
    let crossed = try #require(try rows["city_X_rooms"]?.scalars(as: Int64.self))
    #expect(crossed.allSatisfy { (0..<7).contains($0) } && crossed[0] == crossed[2])
    let inputs = try space.getEncodedFeaturesByName()
    #expect(
      inputs.mapValues(\.shape) == [
        "size": [nil, 1], "city": [nil, 6], "rooms": [nil, 1], "city_X_rooms": [nil, 1],
      ])
  }

  @Test func `a model begins at the encoded features`() throws {
    let space = FeatureSpace(features: ["size": .floatRescaled(scale: 0.5, offset: 1), "n": .float])
    let x = try space.getEncodedFeatures()
    #expect(x.shape == [nil, 2])
    let model = Model(inputs: x, outputs: Dense(1, kernelInitializer: .ones)(x))
    let rows = try space(["size": .numbers([2, 4]), "n": .integers([10, 20])])
    #expect(try rows.scalars(as: Float.self) == [10, 2, 20, 3])
    #expect(try model.predict(rows)[0].scalars(as: Float.self) == [12, 23])
  }

  @Test func `a layer of one's own prepares a feature`() throws {
    let texts = TextVectorization(outputMode: .tfIdf)
    let space = FeatureSpace(features: [
      "text": .feature(dtype: "string", preprocessor: texts, outputMode: .float)
    ])
    try space.adapt(["text": .strings(["a b", "b c"])])
    let rows = try space(["text": .strings(["c b", "d"])]).scalars(as: Float.self)
    // Unknown words, then b, c and a.
    #expect(rows.map { $0 > 0 } == [false, true, true, false, true, false, false, false])
    #expect(try space.getEncodedFeatures().shape == [nil, 4])
  }

  @Test func `a config gives the same space again`() throws {
    let space = FeatureSpace(
      features: ["a": .floatNormalized, "b": .integerHashed], crosses: [], hashingDim: 3)
    let again = try space.copy()
    #expect(again.config == space.config)
    #expect(again.features.map(\.name) == ["a", "b"])
    let words = try FeatureSpace(
      config: Config(
        ["features": ["a": "float_rescaled", "b": "string_hashed"]], of: "FeatureSpace"))
    #expect(words.preprocessors["b"] is Hashing)
  }

  @Test func `what is wrong with features or data is said`() throws {
    func problem(_ body: () throws -> Void) -> String {
      do { try checking { try body() } } catch { return "\(error)" }
      return "nothing was thrown"
    }
    #expect(problem { _ = FeatureSpace([]) }.contains("needs features, got none"))
    #expect(
      problem { _ = FeatureSpace(features: ["a": .float], crosses: [.cross(["a", "b"])]) }
        .contains("names features that are not there: [\"b\"]"))
    #expect(
      problem { _ = FeatureSpace(features: ["a": .float, "a": .float]) }.contains("two features"))
    #expect(
      problem {
        _ = try FeatureSpace(
          config: Config(["features": ["a": "flaot"]], of: "FeatureSpace"))
      }.contains("must be one of float, float_normalized"))
    let space = FeatureSpace(features: ["a": .floatNormalized, "b": .stringCategorical])
    let rows: [String: FeatureSpace.Column] = ["a": .numbers([1, 2]), "b": .strings(["x", "y"])]
    #expect(problem { _ = try space(rows) }.contains("'a': it is not adapted yet"))
    try space.adapt(rows)
    #expect(problem { _ = try space(["a": .numbers([1])]) }.contains("no feature 'b'; they have a"))
    #expect(
      problem { _ = try space(["a": .numbers([1]), "b": .strings([])]) }
        .contains("'b' has 0, others 1"))
    #expect(
      problem { _ = try space(["a": .numbers([1]), "b": .integers([2])]) }
        .contains("its values must be strings, got numbers"))
    let crossed = FeatureSpace(
      features: ["a": .float, "b": .float], crosses: [.cross(["a", "b"])])
    #expect(
      problem { _ = try crossed(["a": .numbers([1]), "b": .numbers([2])]) }
        .contains("needs features whose layers give one whole number each"))
    let numbers = FeatureSpace(features: ["a": .integerHashed(outputMode: .int)])
    #expect(problem { _ = try numbers(["a": .integers([1])]) }.contains("outputMode .dict"))
    #expect(problem { _ = try numbers.encoded(["a": .numbers([0.5])]) }.contains("whole numbers"))
  }
}
