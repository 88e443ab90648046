import Foundation
import TestTraits
import Testing

@testable import KerasFiles

/// Weights in the form of Keras 2. `tools/keras-roundtrip` exchanges such files with real Keras.
@Suite(.seeded) struct LegacyWeightsTests {
  /// Layers of the names and sizes given, a batch normalization behind each.
  private func chain(_ layers: [(name: String, units: Int)], from size: Int = 4) -> Model {
    let model = Sequential(
      [InputLayer(shape: [size])]
        + layers.flatMap { name, units -> [Layer] in
          [Dense(units, name: name), BatchNormalization(name: "\(name)_norm")]
        })
    for (i, weight) in model.weights.enumerated() {
      weight.assign(Random.normal(Random.key(i), weight.shape))
    }
    return model
  }
  private func values(_ model: Model, _ layer: String) throws -> [HostTensor] {
    try model.getLayer(name: layer).getWeights()
  }

  @Test func `weights come back in the order of layers, whatever their names`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.h5").path
      let saved = chain([("a", 3), ("b", 2)])
      try saved.saveWeights(path)
      let other = chain([("x", 3), ("y", 2)])
      for weight in other.weights { weight.assign(zeros(weight.shape)) }
      #expect(try other.loadWeights(path) == [])
      #expect(try other.getWeights() == saved.getWeights())
      let longer = chain([("x", 3), ("y", 2), ("z", 1)])
      #expect(
        sentence { _ = try longer.loadWeights(path) }
          == "\(path): the file has weights of 4 layers, and the model has 6 layers with weights; "
          + "byName takes those of the same names")
    }
  }

  @Test func `by name, layers take what is stored under their names`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.hdf5").path
      let saved = chain([("a", 3), ("b", 2)])
      try saved.saveWeights(path)
      let model = chain([("b", 2), ("c", 5)], from: 3)
      let before = try values(model, "c")
      #expect(try model.loadWeights(path, byName: true) == [])
      #expect(try values(model, "b") == values(saved, "b"))
      #expect(try values(model, "b_norm") == values(saved, "b_norm"))
      #expect(try values(model, "c") == before)
    }
  }

  @Test func `what does not fit changes nothing, or is left out with a sentence`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.h5").path
      let saved = chain([("a", 3), ("b", 2)])
      try saved.saveWeights(path)
      let model = chain([("a", 3), ("b", 7)])
      let before = try model.getWeights()
      #expect(
        sentence { _ = try model.loadWeights(path, byName: true) }.contains("the file holds [3, 2]")
      )
      #expect(try model.getWeights() == before)
      // The kernel and the bias of b, and the four of b_norm.
      #expect(try model.loadWeights(path, byName: true, skipMismatch: true).count == 6)
      #expect(try values(model, "a") == values(saved, "a"))
      let bare = Sequential([InputLayer(shape: [4]), Dense(3, useBias: false, name: "a")])
      #expect(
        try bare.loadWeights(path, byName: true, skipMismatch: true)
          == ["the layer 'a' has 1 weights, the file holds 2; its values stay as they are"])
    }
  }

  @Test func `names that one attribute cannot hold are spread over several`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.h5").path
      let name = String(repeating: "n", count: 5000)
      let saved = Sequential(
        [InputLayer(shape: [2])] + (0..<30).map { Dense(2, name: "\(name)\($0)") })
      try saved.saveWeights(path)
      let other = Sequential([InputLayer(shape: [2])] + (0..<30).map { _ in Dense(2) })
      #expect(try other.loadWeights(path) == [])
      #expect(try other.getWeights() == saved.getWeights())
    }
  }

  @Test func `damaged files are errors`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.h5").path
      let model = chain([("a", 3), ("b", 2)])
      try model.saveWeights(path)
      let whole = try Data(contentsOf: URL(filePath: path))
      let before = try model.getWeights()
      var generator = SystemRandomNumberGenerator()
      var refused = 0
      for _ in 0..<300 {
        var bytes = whole
        // The structure lies in the first bytes; the rest are weights.
        for _ in 0..<3 {
          bytes[Int.random(in: 0..<min(4000, bytes.count), using: &generator)] ^= 0x41
        }
        try bytes.write(to: URL(filePath: path))
        do { _ = try model.loadWeights(path) } catch { refused += 1 }
      }
      #expect(refused > 50)
      try whole.write(to: URL(filePath: path))
      _ = try model.loadWeights(path)
      #expect(try model.getWeights() == before)
    }
  }
}
