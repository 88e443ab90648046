import AllBackends
import Examples
import Foundation
import TestTraits
import Testing

/// Runs on OpenBLAS; the reference would take minutes for what the examples do.
private func fast<R>(_ body: () throws -> R) throws -> R {
  AllBackends.register()
  return try withBackend(try #require(Backends.named("openblas"))) { try checking { try body() } }
}

@Suite(.seeded) struct ExampleTests {
  private static let hasFashion = FileManager.default.fileExists(
    atPath: Datasets.fashionMNISTFolder)
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func options(_ epochs: Int, _ batchSize: Int, limit: Int) -> ExampleOptions {
    ExampleOptions(
      epochs: epochs, batchSize: batchSize, limit: limit, verbose: .silent, print: { _ in })
  }

  @Test(.enabled(if: hasFashion, "needs dataset-fashion-mnist; tools/data installs it"))
  func `the perceptron learns clothes from a few of them`() throws {
    let accuracy = try fast {
      try Examples.classifyFashion(options(3, 32, limit: 1000), Examples.perceptron)
    }
    #expect(accuracy > 0.6)
  }

  @Test(.enabled(if: hasFashion, "needs dataset-fashion-mnist; tools/data installs it"))
  func `the loop of one's own learns clothes from a few of them`() throws {
    let accuracy = try fast { try Examples.customLoop(options(3, 32, limit: 1000)) }
    #expect(accuracy > 0.6)
  }

  @Test func `the regression predicts periods of pendulums`() throws {
    let file = Self.root.appending(path: "Examples/pendulum.csv").path
    let error = try fast { try Examples.regression(options(60, 32, limit: 0), file: file) }
    // The periods are about 2.4 s with noise of 1 %; their mean would be wrong by 0.7 s.
    #expect(error < 0.15)
  }

  @Test(arguments: ["gru", "transformer"])
  func `models of characters learn a text, write more of it, and are saved and loaded`(
    _ name: String
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let data = folder.appending(path: "text.txt").path
    let line = "the cat sat on the mat and the dog lay by the door. "
    try String(repeating: line, count: 60).write(
      toFile: data, atomically: true, encoding: .utf8)
    var options = options(12, 8, limit: 3000)
    (options.data, options.save) = (data, folder.appending(path: "model.keras").path)
    var said: [String] = []
    options.print = { said.append($0) }
    let loss = try fast {
      try Examples.characters(
        options, prompt: "the ", length: 10,
        name == "gru" ? Examples.recurrent : { Examples.transformer($0) })
    }
    // Twenty characters at random have ln 20 = 3 nats; letters by their frequency about 2.7.
    #expect(loss < 2)
    #expect(said.contains { $0.hasPrefix("the ") && $0.count == 14 })
    let model = try loadModel(try #require(options.save))
    #expect(model.countParams() > 10_000)
  }

  @Test func `a text that is too short is refused`() throws {
    let data = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try "short".write(toFile: data, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: data) }
    var options = options(1, 8, limit: 100)
    options.data = data
    #expect(throws: ConfigError("the text must have at least 641 characters, got 5")) {
      try Examples.characters(options, Examples.recurrent)
    }
  }
}
