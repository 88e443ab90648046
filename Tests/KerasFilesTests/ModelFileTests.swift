import AllBackends
import ArrayFiles
import Foundation
import TestTraits
import Testing

@testable import KerasFiles

@Suite(.seeded) struct ModelFileTests {
  @Test func `a saved model predicts the same and has the same config`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "m.keras").path
      let model = sample()
      try model.save(path)
      let again = try loadModel(path)
      #expect(again.toJSON() == model.toJSON())
      let x = Random.normal(Random.key(7), [5, 4])
      #expect(try again(x).host() == model(x).host())
    }
  }

  @Test func `training goes on where it was left`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "m.keras").path
      let x = Random.normal(Random.key(7), [16, 4])
      let y = Random.normal(Random.key(8), [16, 2])
      let model = sample()
      model.compile(optimizer: Optimizers.SGD(0.1), loss: .meanSquaredError)
      for _ in 0..<3 { try model.trainOnBatch(x, y) }
      try model.save(path)
      let again = try loadModel(path)
      #expect(again.toJSON() == model.toJSON())
      #expect(try again.optimizer?.iterations.value.scalars(as: Int32.self) == [3])
      model.resetMetrics()
      for _ in 0..<3 {
        let (a, b) = (try again.trainOnBatch(x, y), try model.trainOnBatch(x, y))
        #expect(a == b)
      }
      #expect(try loadModel(path, compile: false).optimizer == nil)
    }
  }

  @Test func `architecture goes through text`() throws {
    let model = sample()
    let again = try modelFromJSON(model.toJSON())
    #expect(again.toJSON() == model.toJSON())
    #expect(again.weights.map(\.shape) == model.weights.map(\.shape))
    #expect(
      sentence { _ = try modelFromJSON("{") }
        == "line 1: expected the name of a field in quotes, got the end of the text")
  }

  @Test(
    .enabled(if: Recorded.isThere, "needs ../shared with files of Keras"),
    arguments: ["mlp", "cnn_bn"], AllBackends.names)
  func `a model of real Keras predicts as recorded`(_ name: String, _ backend: String) throws {
    AllBackends.register()
    try withBackend(try #require(Backends.named(backend))) {
      let cases = try Recorded.json("models.json")["cases"]?.array ?? []
      let entry = try #require(cases.first { $0["id"]?.string == "models/\(name)" })
      let file = try #require(entry["file"]?.string)
      let arrays = try Recorded.arrays("models.npz")
      func array(_ key: String) throws -> HostTensor {
        try #require(arrays[entry[key]?["0"]?["key"]?.string ?? key])
      }
      let x = Tensor(try array("inputs"))
      let expected = try array("predictions")
      let model = try loadModel(Recorded.path(file))
      let config = try JSON(utf8: try member("config.json", of: Recorded.path(file)))
      #expect(try JSON(text: model.toJSON()).withoutSharing == config.withoutSharing)
      #expect(
        model.weights.map(\.path) == entry["weights"]?.array?.compactMap { $0["path"]?.string })
      let scale = expected.doubles.map(Swift.abs).max() ?? 1
      func compare() throws {
        let predicted = try model.predict(x)[0].host()
        #expect(predicted.type == expected.type)
        for (a, b) in zip(predicted.doubles, expected.doubles) {
          #expect(Swift.abs(a - b) <= 1e-5 * scale)
        }
      }
      try compare()
      for weight in model.weights { weight.assign(zeros(weight.shape)) }
      let weights = try #require(entry["weights_file"]?.string)
      #expect(try model.loadWeights(Recorded.path(weights)) == [])
      try compare()
      let results = try model.evaluate(x, Tensor(try array("y")), verbose: .silent)
      for (key, value) in entry["evaluate"]?.object?.fields ?? [] {
        let expected = try #require(value.number)
        let result = try #require(results[key])
        #expect(Swift.abs(result - expected) <= 1e-5 * Swift.max(1, expected))
      }
    }
  }

  /// A member of an archive by Foundation's means alone: Keras stores members as they are.
  private func member(_ name: String, of path: String) throws -> Data {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    var at = try #require(data.range(of: Data("PK\u{3}\u{4}".utf8))).lowerBound
    func number(_ offset: Int, _ width: Int) -> Int {
      (0..<width).reversed().reduce(0) { $0 << 8 | Int(data[at + offset + $1]) }
    }
    while true {
      let (nameLength, extra, size) = (number(26, 2), number(28, 2), number(18, 4))
      let start = at + 30 + nameLength + extra
      if data[(at + 30)..<(at + 30 + nameLength)].elementsEqual(name.utf8) {
        return data[start..<start + size]
      }
      at = start + size
    }
  }
}
