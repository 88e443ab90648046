import Foundation
import Testing

@testable import Datasets

@Suite struct FolderTests {
  /// PNG files of one colour, written without libpng: one block of zlib's, stored.
  private func png(_ width: Int, _ height: Int, _ colour: [UInt8]) -> [UInt8] {
    func bytes(_ x: Int) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: x >> (24 - 8 * $0)) }
    }
    func crc(_ data: [UInt8]) -> [UInt8] {
      var crc: UInt32 = .max
      for byte in data {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
      }
      return bytes(Int(crc ^ .max))
    }
    func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
      bytes(data.count) + name.utf8 + data + crc(Array(name.utf8) + data)
    }
    let row: [UInt8] = [0] + Array(repeatElement(colour, count: width).joined())
    let pixels: [UInt8] = Array(repeatElement(row, count: height).joined())
    var (a, b) = (1, 0)
    for pixel in pixels { (a, b) = ((a + Int(pixel)) % 65521, (b + a + Int(pixel)) % 65521) }
    let length = [UInt8(pixels.count & 255), UInt8(pixels.count >> 8)]
    let head: [UInt8] = [0x78, 0x01, 1] + length + length.map { ~$0 }
    let packed: [UInt8] = head + pixels + bytes(b << 16 | a)
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]
    let size: [UInt8] = bytes(width) + bytes(height) + [8, 2, 0, 0, 0]
    return signature + chunk("IHDR", size) + chunk("IDAT", packed) + chunk("IEND", [])
  }

  private func write(_ bytes: [UInt8], _ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  @Test(.enabled(if: PNG.isAvailable, "libpng's header was not there"))
  func `PNG files have rows, columns and channels`() throws {
    try withFile(png(3, 2, [10, 20, 30])) { path in
      let image = try PNG.read(path)
      #expect(image.type == TensorType(.ui8, [2, 3, 3]))
      #expect(try Tensor(image).scalars(as: UInt8.self).prefix(6) == [10, 20, 30, 10, 20, 30])
      #expect(try PNG.read(path, .rgba).shape == [2, 3, 4])
      #expect(try PNG.read(path, .grayscale).shape == [2, 3, 1])
    }
    let cut = Array(png(3, 2, [10, 20, 30]).dropLast(30))
    #expect(
      try withFile(cut) { path in complaint { _ = try PNG.read(path) } }
        .hasPrefix("expected a PNG image: "))
    #expect(
      try withFile([1, 2, 3]) { path in complaint { _ = try PNG.read(path) } }
        .hasPrefix("expected a PNG image: "))
  }

  @Test(.enabled(if: PNG.isAvailable, "libpng's header was not there"))
  func `a folder of pictures gives resized batches with the folders as labels`() throws {
    try withFolder { folder in
      for i in 0..<3 { try write(png(2, 2, [0, 0, 200]), "\(folder)/blue/\(i).png") }
      for i in 0..<2 { try write(png(4, 4, [200, 0, 0]), "\(folder)/red/\(i).png") }
      try write([1], "\(folder)/red/notes.txt")
      let data = try imageDatasetFromDirectory(
        folder, batchSize: 4, imageSize: (2, 2), seed: 1)
      #expect(data.classNames == ["blue", "red"])
      #expect(data.batchCount == 2)
      var seen: [Int: Int] = [:]
      for batch in IteratorSequence(try data.batches(epoch: 0)) {
        #expect(Array(batch.x[0].shape.dropFirst()) == [2, 2, 3])
        let labels = try batch.y[0].scalars(as: Int32.self)
        let values = try batch.x[0].scalars(as: Float.self)
        for (i, label) in labels.enumerated() {
          seen[Int(label), default: 0] += 1
          #expect(
            Array(values[(i * 12)..<(i * 12 + 3)]) == (label == 0 ? [0, 0, 200] : [200, 0, 0]))
        }
      }
      #expect(seen == [0: 3, 1: 2])
      let parts = try [FolderSubset.training, .validation].map {
        try imageDatasetFromDirectory(
          folder, labelMode: .binary, seed: 3, validationSplit: 0.4, subset: $0
        ).filePaths
      }
      #expect(parts.map(\.count) == [3, 2])
      #expect(Set(parts[0]).isDisjoint(with: parts[1]))
    }
  }

  @Test func `a folder of texts gives texts and labels`() throws {
    try withFolder { folder in
      try write(Array("good day".utf8), "\(folder)/kind/a.txt")
      try write(Array("sch\u{F6}n".utf8), "\(folder)/kind/b.txt")
      try write(Array("no".utf8), "\(folder)/rude/c.txt")
      let data = try textDatasetFromDirectory(
        folder, labelMode: .categorical, maxLength: 4, shuffle: false)
      #expect(data.texts == ["good", "sch", "no"])
      #expect(data.labels == [0, 0, 1])
      let batches = try data.batches(2) { texts in Tensor(texts.map { Float($0.count) }) }
      let first = try #require(try batches.batches(epoch: 0).next())
      #expect(try first.y[0].scalars(as: Float.self) == [1, 0, 1, 0])
      #expect(batches.batchCount == 2)
    }
  }

  @Test func `what is wrong with a folder is said`() throws {
    #expect(
      complaint { _ = try textDatasetFromDirectory("/nowhere") } == "there is no such folder")
    try withFolder { folder in
      try write([65], "\(folder)/one/a.txt")
      #expect(
        complaint { _ = try imageDatasetFromDirectory(folder) }
          == "expected files that end in .png in a folder for each class, found none")
      #expect(
        complaint { _ = try textDatasetFromDirectory(folder, labelMode: .binary) }
          == "labelMode .binary needs two classes, and there are 1")
      #expect(
        complaint { _ = try textDatasetFromDirectory(folder, classNames: ["two"]) }
          == "classNames must be the folders in it, one, got two")
      #expect(
        complaint {
          _ = try textDatasetFromDirectory(folder, validationSplit: 0.5, subset: .training)
        } == "give a seed, or shuffle: false, so that the two subsets do not overlap")
    }
  }
}

@Suite struct DebianTests {
  static let isThere = FileManager.default.fileExists(
    atPath: Datasets.fashionMNISTFolder)

  @Test(.enabled(if: isThere, "needs dataset-fashion-mnist; tools/data installs it"))
  func `Fashion-MNIST has ten classes of equal size`() throws {
    let data = try Datasets.fashionMNIST()
    #expect(data.trainX.type == TensorType(.ui8, [60_000, 28, 28]))
    #expect(data.testX.type == TensorType(.ui8, [10_000, 28, 28]))
    let counts = try data.testY.scalars(as: UInt8.self).reduce(into: [:]) {
      $0[$1, default: 0] += 1
    }
    #expect(counts == Dictionary(uniqueKeysWithValues: (0..<10).map { (UInt8($0), 1000) }))
  }

  @Test func `data that are not installed are named with what installs them`() {
    #expect(
      complaint { _ = try Datasets.fashionMNIST(folder: "/nowhere") }.contains("tools/data"))
    #expect(complaint { _ = try Datasets.bible(program: "/nowhere/bible") }.contains("tools/data"))
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/bible"),
      "needs bible-kjv and bible-kjv-text; tools/data installs them"))
  func `the Bible is text without verse numbers`() throws {
    let text = try Datasets.bible()
    #expect(text.hasPrefix("In the beginning God created the heaven and the earth.\n"))
    #expect(CharacterVocabulary(text).count < 100)
  }
}
