import Foundation
import Keras
import TestTraits
import Testing

@Suite(.seeded) struct UtilsTests {
  @Test func `sequences are filled and cut on the side asked for`() throws {
    let sequences = [[1, 2, 3], [4], []]
    #expect(try padSequences(sequences).scalars(as: Int32.self) == [1, 2, 3, 0, 0, 4, 0, 0, 0])
    let cut = padSequences(sequences, maxlen: 2, padding: .post, truncating: .post)
    #expect(try cut.scalars(as: Int32.self) == [1, 2, 4, 0, 0, 0])
  }

  @Test func `classes become rows, and wrong ones are refused`() throws {
    let rows = try toCategorical(Tensor([0, 2] as [Int32]))
    #expect(rows.shape == [2, 3])
    #expect(try rows.scalars(as: Float.self) == [1, 0, 0, 0, 0, 1])
    #expect(throws: ConfigError.self) { try toCategorical(Tensor([3] as [Int32]), numClasses: 3) }
  }

  @Test func `windows of a series have their targets`() throws {
    let data = arange(10)
    let source = try TimeseriesBatches(
      data, data * 10, sequenceLength: 3, sequenceStride: 2, samplingRate: 2, batchSize: 2)
    let batches = Array(IteratorSequence(try source.batches(epoch: 0)))
    #expect(batches.count == source.batchCount)
    #expect(try batches[0].x[0].scalars(as: Int32.self) == [0, 2, 4, 2, 4, 6])
    #expect(try batches[0].y[0].scalars(as: Int32.self) == [0, 20])
    #expect(throws: ConfigError.self) { try TimeseriesBatches(data, sequenceLength: 11) }
  }

  @Test func `prefetched batches are those of the source, in its order`() throws {
    let all = (0..<20).map { Batch(x: [Tensor(Float($0))]) }
    let source = Prefetched(Batches(all, count: 20), count: 3)
    for _ in 0..<2 {
      let values = try IteratorSequence(source.batches(epoch: 0)).map {
        try $0.x[0].scalars(as: Float.self)[0]
      }
      #expect(values == (0..<20).map { Float($0) })
    }
    // Leaving off early ends the thread.
    #expect(try source.batches(epoch: 0).next() != nil)
  }

  @Test func `a split keeps every sample once`() throws {
    let (left, right) = try splitDataset([arange(10)], leftSize: 0.7, shuffle: true, seed: 3)
    let both = try left[0].scalars(as: Int32.self) + right[0].scalars(as: Int32.self)
    #expect(left[0].shape == [7])
    #expect(both.sorted() == (0..<10).map { Int32($0) })
    #expect(both != (0..<10).map { Int32($0) })
  }

  @Test func `a seed gives the same numbers, a generator others`() throws {
    let first = try Random.normal([3], seed: 7).scalars(as: Float.self)
    #expect(try Random.normal([3], seed: 7).scalars(as: Float.self) == first)
    let generator = SeedGenerator(7)
    // The first key of a generator is that of its seed.
    #expect(try Random.normal([3], seed: generator).scalars(as: Float.self) == first)
    #expect(try Random.normal([3], seed: generator).scalars(as: Float.self) != first)
    let dropped = try Random.dropout(ones([1000]), rate: 0.25, seed: 1).scalars(as: Float.self)
    #expect(Set(dropped) == [0, 1 / 0.75])
    #expect((200...300).contains(dropped.count { $0 == 0 }))
    setRandomSeed(11)
    let unseeded = try Random.uniform([2]).scalars(as: Float.self)
    setRandomSeed(11)
    #expect(try Random.uniform([2]).scalars(as: Float.self) == unseeded)
  }

  @Test func `a graph is drawn with its edges`() throws {
    let x = Input(shape: [4], name: "x")
    let model = Model(inputs: x, outputs: Dense(2, name: "d")(x))
    let text = model.dot(showShapes: true)
    #expect(text.contains("n0 -> n1;"))
    #expect(text.contains("d (Dense)\\nInput: (None, 4)\\nOutput: (None, 2)"))
    let path = FileManager.default.temporaryDirectory.appending(path: "graph-\(UUID()).svg")
    defer { try? FileManager.default.removeItem(at: path) }
    try model.plot(toFile: path.path, showShapes: true)
    #expect(try String(contentsOf: path, encoding: .utf8).contains("d (Dense)"))
    #expect(throws: ConfigError.self) { try model.plot(toFile: "graph.png") }
  }
}
