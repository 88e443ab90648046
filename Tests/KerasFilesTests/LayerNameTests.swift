import Foundation
import TestTraits
import Testing

@testable import KerasFiles

/// Names of layers in files of weights against those of the model.
@Suite(.seeded) struct LayerNameTests {
  private func model(_ names: [String]) -> Model {
    let model = Sequential(
      [InputLayer(shape: [2])] + names.map { Dense(2, name: $0) })
    return model
  }

  @Test func `keras files F6: layers that changed places are refused, and found by name`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.weights.h5").path
      let saved = model(["a", "b", "c"])
      try saved.saveWeights(path)
      let other = model(["b", "a", "c"])
      let before = try other.weights.map { try $0.rawValue.host() }
      let error = sentence { try other.loadWeights(path) }
      #expect(error.contains("layers/dense"), "\(error)")
      #expect(
        error.contains("the weights there are those of 'a', and the model has 'b' there"),
        "\(error)")
      #expect(try other.weights.map { try $0.rawValue.host() } == before)
      try other.loadWeights(path, byName: true)
      #expect(
        try other.layers.first { $0.name == "b" }?.weights.map { try $0.rawValue.host() }
          == saved.layers.first { $0.name == "b" }?.weights.map { try $0.rawValue.host() })
    }
  }

  @Test func `renamed layers load as in Keras`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.weights.h5").path
      try model(["dense", "dense_1"]).saveWeights(path)
      // Names that count on, as a second model of one process has them.
      #expect(try model(["dense_1", "dense_2"]).loadWeights(path) == [])
      #expect(try model(["encoder", "decoder"]).loadWeights(path) == [])
    }
  }

  @Test func `an archive whose config names other layers than its weights is refused`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.keras").path
      try model(["a", "b"]).save(path)
      let archive = try ModelArchive(path)
      let config = try archive.config().text().replacing("\"a\"", with: "\"tmp\"")
        .replacing("\"b\"", with: "\"a\"").replacing("\"tmp\"", with: "\"b\"")
      let bytes = try ModelArchive.bytes(
        [
          (ModelArchive.metadata, Data("{}".utf8)), (ModelArchive.config, Data(config.utf8)),
          (ModelArchive.weightsName, try archive.weights()),
        ], path)
      try bytes.write(to: folder.appending(path: "b.keras"))
      #expect(
        sentence { _ = try loadModel(folder.appending(path: "b.keras").path) }
          .contains("the weights are those of 'a', and the config has 'b' there"))
    }
  }
}
