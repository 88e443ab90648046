import Foundation
import TestTraits
import Testing

@testable import KerasFiles

@Suite(.seeded) struct HostileFileTests {
  private let config = Data(sample().toJSON().utf8)
  private func weights(_ model: Model = sample()) throws -> Data {
    try HDF5Writer.bytes(try Saveable.all(of: model).map { try $0.group() })
  }

  /// What loading an archive of these members says, without the file's name.
  private func said(_ members: [(name: String, data: Data)]) throws -> String {
    try withFolder { folder in
      let path = folder.appending(path: "m.keras").path
      try ModelArchive.bytes(members, path).write(to: URL(fileURLWithPath: path))
      return sentence { _ = try loadModel(path) }.replacing("\(path): ", with: "")
    }
  }

  @Test(arguments: ["../evil", "/etc/passwd", "assets/../../evil", "a\\b", "assets//x"])
  func `members that lead out of the archive are refused`(_ name: String) throws {
    #expect(
      try said([(name, Data([1])), ("config.json", config), ("model.weights.h5", try weights())])
        == "\(name): the name of this member leads out of the archive")
  }

  @Test func `what is missing is named`() throws {
    #expect(
      try said([("config.json", config)]).hasPrefix("model.weights.h5: is not in the archive"))
    #expect(
      try said([("model.weights.h5", try weights())]).hasPrefix(
        "config.json: is not in the archive"))
  }

  @Test func `classes that are neither Keras's nor registered are refused`() throws {
    let json =
      #"{"class_name": "os.system", "module": "os", "config": {}, "registered_name": null}"#
    #expect(
      try said([("config.json", Data(json.utf8)), ("model.weights.h5", try weights())])
        .hasPrefix("config.json: unknown class 'os.system'"))
  }

  @Test func `a config cannot ask for more weights than the file holds`() throws {
    for units in ["999999999", "4611686018427387904", "-3"] {
      let json = String(decoding: config, as: UTF8.self).replacing(
        #""units": 2"#, with: #""units": \#(units)"#)
      let answer = try said([("config.json", Data(json.utf8)), ("model.weights.h5", try weights())])
      #expect(answer.hasPrefix("config.json: "), "\(answer)")
    }
  }

  @Test func `archives that unfold to far more than they are, or hold a name twice, are refused`()
    throws
  {
    try withFolder { folder in
      let path = folder.appending(path: "m.keras").path
      // One stored byte whose record claims gigabytes.
      var data = try ModelArchive.bytes([("config.json", Data([32]))], path)
      let record = try #require(data.range(of: Data("PK\u{1}\u{2}".utf8))).lowerBound
      data.replaceSubrange((record + 24)..<(record + 28), with: [0, 0, 0, 0x7f])
      try data.write(to: URL(fileURLWithPath: path))
      #expect(sentence { _ = try loadModel(path) }.hasPrefix(path))
      var double = try ModelArchive.bytes([("config.json", config), ("confiq.json", config)], path)
      while let range = double.range(of: Data("confiq".utf8)) {
        double.replaceSubrange(range, with: Data("config".utf8))
      }
      try double.write(to: URL(fileURLWithPath: path))
      #expect(throws: ModelFileError.self) { try loadModel(path) }
    }
  }

  @Test func `every truncation of a file is an error`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "m.weights.h5").path
      let model = sample()
      let whole = try weights(model)
      // What comes after the last array and heap is padding that nobody reads.
      for count in stride(from: 0, to: whole.count / 2, by: 61) {
        try whole.prefix(count).write(to: URL(fileURLWithPath: path))
        #expect(throws: ModelFileError.self) { try model.loadWeights(path) }
      }
    }
  }

  @Test func `every byte of a file may be another`() throws {
    let model = sample()
    let whole = try weights(model)
    var refused = 0
    for place in stride(from: 0, to: Swift.min(whole.count, 4000), by: 7) {
      for value in [0, 255, whole[place] ^ 1, whole[place] ^ 0x80] {
        var data = whole
        data[place] = value
        do {
          let source = try HDF5Weights(data)
          for saveable in Saveable.all(of: model) { _ = try source.values(saveable.path) }
          _ = try source.pathsByName()
        } catch is HDF5Error {
          refused += 1
        }
      }
    }
    #expect(refused > 100)
  }

  @Test func `shapes beyond the file are refused`() throws {
    var data = try weights()
    // The dataspace of the first kernel: version 1, rank 2, greatest sizes given, sizes 4 and 3.
    let shape: [UInt8] = [1, 2, 1, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 3]
    let space = try #require(data.range(of: Data(shape))).lowerBound
    data[space + 14] = 1
    let source = try HDF5Weights(data)
    #expect(
      sentence { _ = try source.values("layers/dense") }
        == "'layers/dense/vars/0' declares f32[281474976710660,3], which needs 3377699720527920 bytes, and stores 48"
    )
  }
}
