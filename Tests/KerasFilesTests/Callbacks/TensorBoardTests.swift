import Foundation
import TestTraits
import Testing

@testable import KerasFiles

@Suite(.seeded) struct TensorBoardTests {
  private let x = Random.normal(Random.key(0), [8, 2])
  private var y: Tensor { sum(x, axis: 1, keepdims: true) }
  private func model() -> Sequential {
    let model = Sequential {
      Input(shape: [2])
      Dense(1, name: "d")
    }
    model.compile(optimizer: Optimizers.SGD(0.125), loss: .meanSquaredError)
    return model
  }
  /// What the only file of events in `folder` holds.
  private func read(_ folder: URL) throws -> EventReader {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix("events.out.tfevents.") }
    #expect(names.count == 1)
    return try EventReader(folder.appending(path: try #require(names.first)))
  }

  @Test func `checksums are those of the standard`() {
    // RFC 3720, appendix B.4, and the check value of catalogues of checksums.
    #expect(CRC32C.of(Data(repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.of(Data(repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.of(Data("123456789".utf8)) == 0xE306_9283)
    #expect(EventReader.castagnoli(Array("123456789".utf8)) == 0xE306_9283)
  }

  @Test func `figures of epochs lie in two folders`() throws {
    try withFolder { folder in
      let model = model()
      let history = try model.fit(
        x, y, epochs: 3, verbose: .silent, callbacks: [try Callbacks.TensorBoard(folder.path)],
        validationData: ValidationData(x, y))
      let train = try read(folder.appending(path: "train"))
      #expect(train.version == "brain.Event:2")
      let graph = try #require(train.values.first)
      #expect(graph.tag == "keras" && graph.plugin == "graph_keras_model")
      #expect(graph.text == model.toJSON())
      let losses = train.values.filter { $0.tag == "epoch_loss" }
      #expect(losses.map(\.step) == [0, 1, 2])
      #expect(losses.allSatisfy { $0.plugin == "scalars" && $0.shape == [] })
      #expect(losses.flatMap(\.numbers) == history.history["loss"])
      #expect(
        train.values.filter { $0.tag == "epoch_learning_rate" }.flatMap(\.numbers)
          == [0.125, 0.125, 0.125])
      #expect(train.values.count == 7)

      let validation = try read(folder.appending(path: "validation"))
      let expected = history.history["val_loss"]
      #expect(
        validation.values.filter { $0.tag == "epoch_loss" }.flatMap(\.numbers) == expected)
      let tests = validation.values.filter { $0.tag == "evaluation_loss_vs_iterations" }
      #expect(tests.map(\.step) == [1, 2, 3])
      #expect(tests.flatMap(\.numbers) == expected)
      #expect(validation.values.count == 6)
    }
  }

  @Test func `batches and weights are written where asked`() throws {
    try withFolder { folder in
      let model = model()
      try model.fit(
        x, y, batchSize: 2, epochs: 3, verbose: .silent,
        callbacks: [
          try Callbacks.TensorBoard(
            folder.path, histogramFreq: 2, writeGraph: false, writeStepsPerSecond: true,
            updateFreq: 3)
        ])
      let all = try read(folder.appending(path: "train")).values
      func values(_ tag: String) -> [EventReader.Value] { all.filter { $0.tag.hasSuffix(tag) } }
      #expect(values("batch_loss").map(\.step) == [3, 6, 9, 12])
      #expect(values("epoch_steps_per_second").count == 3)
      let kernels = values("/d/kernel/histogram")
      #expect(kernels.map(\.step) == [0, 2])
      let last = try #require(kernels.last)
      #expect(last.plugin == "histograms" && last.shape == [30, 3])
      let weights = try model.weights[0].value.scalars(as: Float.self).map(Double.init)
      #expect(last.numbers[0] == weights.min())
      #expect(last.numbers[88] == weights.max())
      let counts = stride(from: 2, to: 90, by: 3).map { last.numbers[$0] }
      #expect(counts.reduce(0, +) == 2)
      #expect(counts.first == 1 && counts.last == 1)
      #expect(values("keras").isEmpty)
    }
  }

  @Test func `histograms count every finite number once`() {
    let four = Histogram([0, 0.5, 1, 3, 4, .nan, .infinity], bucketCount: 4).buckets
    #expect(four.map(\.count) == [2, 1, 0, 2])
    #expect(four.map(\.lower) == [0, 1, 2, 3])
    #expect(four.map(\.upper) == [1, 2, 3, 4])
    #expect(Histogram([5, 5], bucketCount: 3).buckets.map(\.count) == [0, 0, 2])
    #expect(Histogram([], bucketCount: 2).buckets.map(\.count) == [0, 0])
  }

  @Test func `embeddings are saved for the projector`() throws {
    try withFolder { folder in
      let model = Sequential {
        Embedding(5, 2, name: "words")
        Flatten()
        Dense(1)
      }
      model.compile(optimizer: Optimizers.SGD(0.1), loss: .meanSquaredError)
      let words = Tensor([1, 2, 3, 4] as [Int32], shape: [4, 1])
      try model.fit(
        words, ones([4, 1]), verbose: .silent,
        callbacks: [
          try Callbacks.TensorBoard(
            folder.path, embeddingsFreq: 1, embeddingsMetadata: ["words": "words.tsv"])
        ])
      let text = try String(
        contentsOf: folder.appending(path: "projector_config.pbtxt"), encoding: .utf8)
      #expect(text.contains("metadata_path: \"words.tsv\""))
      #expect(
        FileManager.default.fileExists(
          atPath: folder.appending(path: "train/keras_embedding.ckpt-0.weights.h5").path))
      #expect(throws: ConfigError.self) {
        try model.fit(
          words, ones([4, 1]), verbose: .silent,
          callbacks: [
            try Callbacks.TensorBoard(
              folder.path, embeddingsFreq: 1, embeddingsMetadata: ["none": "words.tsv"])
          ])
      }
    }
    #expect(throws: ConfigError.self) { try Callbacks.TensorBoard(updateFreq: 0) }
  }
}
