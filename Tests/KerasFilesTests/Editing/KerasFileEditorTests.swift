import Foundation
import Testing

@testable import KerasFiles

@Suite struct KerasFileEditorTests {
  /// An editor of a file that holds `sample`.
  private func edit<R>(_ body: (inout KerasFileEditor, URL) throws -> R) throws -> R {
    try withFolder { folder in
      let path = folder.appending(path: "m.weights.h5").path
      try sample().saveWeights(path)
      var editor = try KerasFileEditor(path)
      return try body(&editor, folder)
    }
  }

  @Test func `the summary is a tree of objects and weights`() throws {
    try edit { editor, _ in
      #expect(editor.objectPaths == ["layers/dense", "layers/dense_1"])
      #expect(
        editor.summary() == """
          Weights structure
            > layers
                ├─ dense ('hidden')
                │   ├─ 0: shape=(4, 3), dtype=float32
                │   └─ 1: shape=(3,), dtype=float32
                └─ dense_1 ('out')
                    ├─ 0: shape=(3, 2), dtype=float32
                    └─ 1: shape=(2,), dtype=float32

          """)
    }
  }

  @Test func `an edited file is loaded by the model that it was edited for`() throws {
    try edit { editor, folder in
      // The model has a layer more between the two.
      let x = Input(shape: [4], name: "x")
      let between = Dense(3, name: "between")(Dense(3, activation: .tanh, name: "hidden")(x))
      let model = Model(inputs: x, outputs: Dense(2, name: "out")(between))
      #expect(
        editor.compare(model).errors == [
          "the weight 0 of 'layers/dense_1' has the shape [3, 3] in the model, and [3, 2] in the file",
          "the weight 1 of 'layers/dense_1' has the shape [3] in the model, and [2] in the file",
          "'layers/dense_2' is in the model, and not in the file",
        ])
      try editor.renameObject("dense_1", "dense_2")
      try editor.addObject("layers/dense_1", weights: ["0": eye(3), "1": zeros([3])])
      #expect(editor.compare(model).isSuccess)
      #expect(editor.compare(model).matchCount == 6)
      let path = folder.appending(path: "new.weights.h5").path
      try editor.save(path)
      try model.loadWeights(path)
      let input = Tensor([1, 2, 3, 4] as [Float], shape: [1, 4])
      let (old, new) = (sample()(input), model(input))
      #expect(try old.scalars(as: Float.self) == new.scalars(as: Float.self))
    }
  }

  @Test func `weights are added, replaced and deleted`() throws {
    try edit { editor, folder in
      try editor.addWeights("dense", weights: ["1": ones([5]), "2": ones([], dtype: .i32)])
      try editor.deleteWeight("dense", "0")
      try editor.deleteObject("layers/dense_1")
      let path = folder.appending(path: "new.weights.h5").path
      try editor.resaveWeights(path)
      let again = try KerasFileEditor(path)
      #expect(again.objectPaths == ["layers/dense"])
      let weights = try again.weights(of: "dense")
      #expect(weights.mapValues(\.type) == ["1": TensorType(.f32, [5]), "2": TensorType(.i32, [])])
    }
  }

  @Test func `what cannot be done is said, and nothing changes`() throws {
    try edit { editor, folder in
      let before = editor.summary()
      func problem(_ body: () throws -> Void) -> String {
        String(sentence(body).dropFirst(editor.filepath.count + 2))
      }
      #expect(
        problem { try editor.deleteObject("dense_7") }
          == "dense_7: is not in the file; summary() shows what is")
      #expect(
        problem { try editor.renameObject("dense", "dense_1") }
          == "layers/dense_1: is there already; delete it first, or choose another name")
      #expect(problem { try editor.renameObject("dense", "a/b") }.contains("without '/'"))
      #expect(
        problem { try editor.deleteWeight("dense", "7") }
          == "layers/dense: has no weight '7'; it has 0, 1")
      #expect(
        problem { try editor.addObject("blocks/dense", weights: ["0": ones([1])]) }
          == "blocks/dense: lies in 'blocks', which is not there")
      #expect(
        problem { try editor.addObject("layers/new", weights: [:]) }.contains("needs weights"))
      #expect(
        problem { try editor.addWeights("dense", weights: ["vars": ones([1])]) }.contains("vars"))
      #expect(
        sentence { try editor.save(folder.appending(path: "m.h5").path) }.contains(".weights.h5"))
      #expect(sentence { _ = try KerasFileEditor("m.h5") }.contains(".keras or .weights.h5"))
      #expect(editor.summary() == before)
    }
  }

  @Test func `a name of two objects needs its path`() throws {
    try withFolder { folder in
      let x = Input(shape: [2], name: "x")
      let inner = Sequential(name: "inner") {
        Input(shape: [2])
        Dense(2)
      }
      let model = Model(inputs: x, outputs: Dense(1)(inner(x)))
      let path = folder.appending(path: "m.keras").path
      try model.save(path)
      var editor = try KerasFileEditor(path)
      #expect(editor.config?["class_name"] == "Functional")
      #expect(
        sentence { try editor.deleteObject("dense") }.hasSuffix(
          "is the name of several objects, layers/dense, layers/sequential/layers/dense; give the path"
        ))
      try editor.deleteObject("layers/sequential")
      #expect(editor.objectPaths == ["layers/dense"])
    }
  }

  @Test(.enabled(if: Recorded.isThere, "needs ../shared/keras"))
  func `a file of real Keras is read and written anew as it was`() throws {
    let editor = try KerasFileEditor(Recorded.path("model_mlp.keras"))
    #expect(!editor.objectPaths.isEmpty)
    try withFolder { folder in
      let path = folder.appending(path: "again.weights.h5").path
      try editor.save(path)
      let again = try KerasFileEditor(path)
      #expect(again.summary() == editor.summary())
      for object in editor.objectPaths where !object.isEmpty {
        let (old, new) = (try editor.weights(of: object), try again.weights(of: object))
        for (name, value) in old {
          let bytes = try value.host().withBytes { Array($0) }
          #expect(try new[name]?.host().withBytes { Array($0) } == bytes)
        }
      }
    }
  }
}
