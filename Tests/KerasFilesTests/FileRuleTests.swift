import Foundation
import KerasFiles
import TestTraits
import Testing

/// The clauses of SPEC.md's `keras files`, one test each.
@Suite(.seeded) struct FileRuleTests {
  @Test func `keras files F1: a model goes on where its file was written`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "m.keras").path
      let x = Random.normal([12, 4], seed: 1)
      let y = Random.normal([12, 2], seed: 2)
      let model = sample()
      model.compile(optimizer: .adam(0.01), loss: .meanSquaredError)
      func train(_ model: Model) throws {
        try model.fit(x, y, epochs: 2, verbose: .silent, shuffleSeed: 3)
      }
      try train(model)
      try model.save(path)
      let again = try loadModel(path)
      #expect(serialize(again) == serialize(model))
      #expect(
        try again.predict(x)[0].scalars(as: Float.self)
          == model.predict(x)[0].scalars(as: Float.self))
      try train(model)
      try train(again)
      #expect(try again.getWeights() == model.getWeights())
      let plain = try loadModel(path, compile: false)
      #expect(sentence { try train(plain) }.contains("call compile"))
    }
  }

  @Test func `keras files F2: unknown classes and code are refused by name`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "m.keras").path
      let x = Input(shape: [4])
      try Model(inputs: x, outputs: Lambda(name: "mine") { $0 * 2 }(x)).save(path)
      #expect(sentence { _ = try loadModel(path) }.contains("a Lambda layer cannot be read"))
      try Model(inputs: x, outputs: Unregistered()(x)).save(path)
      #expect(sentence { _ = try loadModel(path) }.contains("unknown class"))
    }
  }

  @Test func `keras files F3: a file is replaced by a whole one or not at all`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "m.keras").path
      try sample(1).save(path)
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(
        sentence { try sample(2).save(path, overwrite: false) }.contains("overwrite is false"))
      #expect(sentence { try Sequential { Dense(2) }.save(path) }.contains("is not built yet"))
      #expect(sentence { try sample(2).save(path + ".h5") }.contains("must end in .keras"))
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
      try sample(2).save(path)
      #expect(try loadModel(path).getWeights() == sample(2).getWeights())
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["m.keras"])
    }
  }

  @Test func `keras files F4: weights that do not fit change nothing`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a.weights.h5").path
      let saved = sample()
      try saved.saveWeights(path)
      let x = Input(shape: [4])
      let model = Model(inputs: x, outputs: Dense(5)(Dense(3)(x)))
      let before = try model.getWeights()
      #expect(sentence { try model.loadWeights(path) }.contains("the file holds [3, 2]"))
      #expect(try model.getWeights() == before)
      #expect(try model.loadWeights(path, skipMismatch: true).count == 1)
      #expect(try model.getWeights()[0] == saved.getWeights()[0])
      #expect(try model.getWeights()[2] == before[2])
    }
  }

  @Test func `keras files F5: three kinds of files hold the same weights`() throws {
    try withFolder { folder in
      let model = sample(1)
      for name in ["a.weights.h5", "a.safetensors", "a.keras"] {
        let path = folder.appending(path: name).path
        if name.hasSuffix(".keras") { try model.save(path) } else { try model.saveWeights(path) }
        let other = sample(9)
        #expect(try other.getWeights() != model.getWeights())
        try other.loadWeights(path)
        #expect(try other.getWeights() == model.getWeights(), "\(name)")
      }
    }
  }
}

/// A layer that files may name and nobody registered.
private final class Unregistered: Layer {
  override func call(_ x: Tensor, training: Bool) -> Tensor { x }
}
