import AllBackends
import Foundation
import KerasFiles
import TestTraits
import Testing

@Suite(.seeded) struct ServingTests {
  @Test func `a model file is loaded, asked and exported`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "price.keras").path
    try writeModel(path)
    let price = try serve(path, program: folder.appending(path: "price.mlir").path)
    #expect(price.isFinite)
  }

  /// What stands for the file that Python saved.
  private func writeModel(_ path: String) throws {
    let rooms = Input(shape: [3], name: "rooms")
    let place = Input(shape: [2], name: "place")
    let hidden = Dense(8, activation: .relu)(Concatenate()([rooms, place]))
    let model = Model(inputs: [rooms, place], outputs: [Dense(1, name: "price")(hidden)])
    try model.save(path)
  }

  private func serve(_ path: String, program: String) throws -> Float {
    AllBackends.register()
    let model = try loadModel(path, compile: false)
    print(model.summary())
    #expect(model.inputNames == ["rooms", "place"])

    let question = [
      "rooms": Tensor([3, 1, 2] as [Float], shape: [1, 3]),
      "place": Tensor([48.2, 16.4] as [Float], shape: [1, 2]),
    ]
    let price = try withBackend(Backends.named("openblas") ?? Backends.default) {
      try model.predictOnBatch(question)[0].scalars(as: Float.self)[0]
    }

    try model.export(program, batchSize: 1)
    let text = try String(contentsOfFile: program, encoding: .utf8)
    #expect(text.contains("stablehlo.dot_general"))
    return price
  }

  @Test func `a file that is none is an error that says so`() {
    #expect(throws: ModelFileError.self) { try loadModel("absent.keras") }
  }
}
