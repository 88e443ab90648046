import ArrayFiles
import Foundation
import TestTraits
import Testing

@testable import KerasFiles

@Suite(.seeded) struct WeightsTests {
  @Test(arguments: ["a.weights.h5", "a.safetensors"])
  func `weights come back as they were saved`(_ name: String) throws {
    try withFolder { folder in
      let path = folder.appending(path: name).path
      let model = sample()
      try model.saveWeights(path)
      let other = sample(100)
      #expect(try other.loadWeights(path) == [])
      for (a, b) in zip(model.weights, other.weights) {
        #expect(try a.value.host() == b.value.host())
      }
    }
  }

  @Test func `a file holds Keras's paths and names`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.weights.h5").path
      try sample().saveWeights(path)
      let file = try HDF5File(Data(contentsOf: URL(fileURLWithPath: path)))
      let groups = try file.variableGroups().sorted { $0.path < $1.path }
      #expect(groups.map(\.path) == ["", "layers/dense", "layers/dense_1", "layers/input_layer"])
      #expect(try groups.map { try $0.group.text("name") } == ["m", "hidden", "out", "x"])
      #expect(try groups[1].group.names() == ["0", "1"])
      let kernel = try #require(try groups[1].group.child("0"))
      #expect(try kernel.type() == TensorType(.f32, [4, 3]))
    }
  }

  @Test(arguments: [
    DType.f16, .bf16, .f32, .f64, .i8, .ui8, .i16, .ui16, .i32, .ui32, .i64, .ui64, .i1,
  ])
  func `every dtype of weights is written and read`(_ dtype: DType) throws {
    let values = try cast(Tensor([0, 1, 1, 0, 1, 0] as [Float], shape: [2, 3]), dtype: dtype).host()
    let scalar = try cast(Tensor(1 as Float), dtype: dtype).host()
    let empty = try Tensor.full(TensorType(dtype, [0, 4]), 0).host()
    let data = try HDF5Writer.bytes([
      SavedGroup(path: "layers/a", name: "ä", values: [values, scalar, empty])
    ])
    let weights = try HDF5Weights(data)
    #expect(try weights.values("layers/a") == [values, scalar, empty])
    #expect(try weights.values("layers/b") == [])
    #expect(try weights.pathsByName() == ["ä": "layers/a"])
  }

  @Test func `many arrays in one group are found`() throws {
    let values = try (0..<700).map { try Tensor(Int32($0)).host() }
    let groups = (0..<300).map {
      SavedGroup(path: "layers/dense_\($0)", name: "\($0)", values: [values[$0]])
    }
    let data = try HDF5Writer.bytes(
      [SavedGroup(path: "optimizer", name: "adam", values: values)] + groups)
    let weights = try HDF5Weights(data)
    #expect(try weights.values("optimizer") == values)
    #expect(try weights.values("layers/dense_299") == [values[299]])
    #expect(try weights.pathsByName().count == 301)
  }

  @Test func `weights that do not fit change nothing, or only what fits`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.weights.h5").path
      let saved = sample()
      try saved.saveWeights(path)
      let x = Input(shape: [4], name: "x")
      let hidden = Dense(3, name: "hidden")(x)
      let model = Model(inputs: x, outputs: Dense(5, name: "other")(hidden))
      let before = try model.getWeights()
      #expect(
        sentence { _ = try model.loadWeights(path) }
          == "\(path): layers/dense_1: '\(model.name)/other/kernel' has the shape [3, 5], the file holds [3, 2]"
      )
      #expect(try model.getWeights() == before)
      #expect(try model.loadWeights(path, skipMismatch: true).count == 1)
      #expect(try model.getWeights()[0] == saved.getWeights()[0])
      #expect(try model.getWeights()[2] == before[2])
    }
  }

  @Test func `by name, layers find what is stored elsewhere`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.weights.h5").path
      let saved = sample()
      try saved.saveWeights(path)
      let model = Sequential([
        Input(shape: [3], name: "i").history!.node.layer, Dense(2, name: "out"), Dense(9),
      ])
      let before = try model.getWeights()
      _ = try model.loadWeights(path, byName: true)
      #expect(try model.getWeights()[0] == saved.getWeights()[2])
      #expect(try model.getWeights()[2] == before[2])
    }
  }

  @Test func `weights are spread over files`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.weights.json").path
      let model = sample()
      try model.saveWeights(path, maxShardSize: 64.0 / 1_073_741_824)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(files == ["a.weights.json", "a_00000.weights.h5", "a_00001.weights.h5"])
      let other = sample(9)
      _ = try other.loadWeights(path)
      #expect(try other.getWeights() == model.getWeights())
    }
  }

  @Test func `errors say what to do`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.h5").path
      #expect(
        sentence { try sample().saveWeights(path + "x") }
          == "\(path)x: the name must end in .weights.h5 or .safetensors, or in .h5 for the form of Keras 2"
      )
      #expect(
        sentence { _ = try sample().loadWeights(path) }
          == "\(path): cannot be read: No such file or directory")
      #expect(
        sentence { try Sequential([Dense(2)]).saveWeights(path + ".weights.h5") }
          .hasSuffix("is not built yet; call it, or build it, before saving"))
    }
  }
}
