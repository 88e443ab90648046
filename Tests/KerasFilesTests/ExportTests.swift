import ArrayFiles
import Foundation
import TestTraits
import Testing

@testable import KerasFiles

@Suite(.seeded) struct ExportTests {
  private func run(_ path: String, _ arguments: [HostTensor]) throws -> [HostTensor] {
    let program = try Program(text: String(contentsOfFile: path, encoding: .utf8), file: path)
    return try Backends.default.compile(program).run(arguments).map { try $0.host() }
  }

  @Test(arguments: [true, false])
  func `an exported model predicts the same`(_ inlined: Bool) throws {
    try withFolder { folder in
      let path = folder.appending(path: "m.mlir").path
      let model = sample()
      try model.export(path, batchSize: 3, inlined: inlined)
      let x = Random.normal(Random.key(5), [3, 4])
      let beside = folder.appending(path: "m.safetensors").path
      #expect(FileManager.default.fileExists(atPath: beside) == !inlined)
      var weights: [HostTensor] = []
      if !inlined {
        let arrays = Dictionary(
          uniqueKeysWithValues: try ArrayFile.read(beside).map { ($0.name, $0.value) })
        weights = try model.variables.enumerated().map { i, variable in
          try #require(arrays["arg\(i + 1):\(variable.path)"])
        }
      }
      let results = try run(path, [try x.host()] + weights)
      #expect(results == [try model(x).host()])
    }
  }

  @Test func `an exported step of training changes the variables as training does`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "step.mlir").path
      let model = sample()
      model.compile(optimizer: Optimizers.SGD(0.1), loss: Losses.MeanSquaredError())
      let x = Random.normal(Random.key(5), [3, 4])
      let y = Random.normal(Random.key(6), [3, 2])
      try model.export(path, .train(targets: [y.type]), batchSize: 3)
      let arrays = try ArrayFile.read(folder.appending(path: "step.safetensors").path)
      func number(_ name: String) -> Int { Int(name.dropFirst(3).prefix { $0 != ":" }) ?? -1 }
      let state = arrays.sorted { number($0.name) < number($1.name) }.map(\.value)
      let results = try run(path, [try x.host(), try y.host()] + state)
      let logs = try model.trainOnBatch(x, y)
      #expect(try Tensor(results[0]).scalars(as: Float.self).map(Double.init) == [logs["loss"]])
      let new = Array(results.suffix(state.count))
      let weights = try model.variables.map { try $0.rawValue.host() }
      #expect(Array(new.prefix(weights.count)) == weights)
    }
  }

  @Test func `what cannot be exported is said`() throws {
    #expect(
      sentence { try sample().export("m.txt") }
        == "m.txt: the name of an exported program must end in .mlir")
    #expect(
      sentence { try sample().export("m.mlir", .train(targets: [])) }
        .hasPrefix("call compile(optimizer:loss:) before"))
  }
}
