import Foundation
import Testing

@testable import Datasets

@Suite struct SoundTests {
  private func bytes(_ x: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: x >> (8 * $0)) }
  }
  /// A WAV file of these bytes.
  private func wav(
    _ samples: [UInt8], bits: Int, channels: Int = 1, rate: Int = 8, code: Int = 1,
    before: [UInt8] = []
  ) -> [UInt8] {
    let width = bits / 8 * channels
    let format =
      bytes(code, 2) + bytes(channels, 2) + bytes(rate, 4) + bytes(rate * width, 4)
      + bytes(width, 2) + bytes(bits, 2)
    let body =
      Array("WAVEfmt ".utf8) + bytes(16, 4) + format + before + Array("data".utf8)
      + bytes(samples.count, 4) + samples
    return Array("RIFF".utf8) + bytes(body.count, 4) + body
  }
  private func samples(_ file: [UInt8]) throws -> [Float] {
    try withFile(file) { try Tensor(WAV.read($0).samples).scalars(as: Float.self) }
  }

  @Test func `samples of every width stand for numbers from -1 to 1`() throws {
    #expect(try samples(wav([0, 128, 192], bits: 8)) == [-1, 0, 0.5])
    #expect(
      try samples(wav(bytes(-32768, 2) + bytes(16384, 2), bits: 16)) == [-1, 0.5])
    #expect(try samples(wav(bytes(-(1 << 22), 3), bits: 24)) == [-0.5])
    #expect(try samples(wav(bytes(1 << 29, 4), bits: 32)) == [0.25])
    #expect(
      try samples(wav(bytes(Int(Float(0.75).bitPattern), 4), bits: 32, code: 3)) == [0.75])
    let wide = Double(-0.125).bitPattern
    #expect(
      try samples(wav(bytes(Int(truncatingIfNeeded: wide), 8), bits: 64, code: 3)) == [-0.125])
  }

  @Test func `channels, rate and other parts of a file are told apart`() throws {
    let list = Array("LIST".utf8) + bytes(3, 4) + [1, 2, 3, 0]
    let file = wav(
      [0, 0, 0, 64, 0, 128, 0, 0], bits: 16, channels: 2, rate: 44100, before: list)
    try withFile(file) { path in
      let sound = try WAV.read(path)
      #expect(sound.samplingRate == 44100)
      #expect(sound.samples.type == TensorType(.f32, [2, 2]))
      #expect(try Tensor(sound.samples).scalars(as: Float.self) == [0, 0.5, -1, 0])
    }
  }

  @Test func `what is wrong with a sound is said`() throws {
    func problem(_ file: [UInt8]) throws -> String {
      try withFile(file) { path in complaint { _ = try WAV.read(path) } }
    }
    #expect(
      try problem([1, 2, 3])
        == "byte 0: expected a WAV file, which begins with RIFF … WAVE")
    #expect(try problem(wav([0], bits: 8, code: 85)).hasPrefix("byte 20: expected whole numbers"))
    #expect(try problem(Array(wav([], bits: 8).dropLast(8))).contains("ends before its samples"))
    let hostile = Array("RIFF\0\0\0\0WAVEfmt ".utf8) + bytes(1 << 31, 4)
    #expect(try problem(hostile).contains("claims 2147483648 bytes, and 0 are left"))
    let early = Array("RIFF\0\0\0\0WAVEdata\0\0\0\0".utf8)
    #expect(try problem(early).contains("the samples come before their format"))
  }

  @Test func `a folder of sounds gives batches as long as asked, with labels`() throws {
    try withFolder { folder in
      for (name, file) in [
        ("high/a.wav", wav([255, 255, 255], bits: 8)), ("low/b.wav", wav([64], bits: 8)),
      ] {
        let path = "\(folder)/\(name)"
        try FileManager.default.createDirectory(
          atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(file).write(to: URL(fileURLWithPath: path))
      }
      let data = try audioDatasetFromDirectory(folder, shuffle: false)
      let batch = try #require(try data.batches(epoch: 0).next())
      #expect(batch.x[0].shape == [2, 3, 1])
      let high = Float(127) / 128
      #expect(try batch.x[0].scalars(as: Float.self) == [high, high, high, -0.5, 0, 0])
      #expect(try batch.y[0].scalars(as: Int32.self) == [0, 1])
      let short = try audioDatasetFromDirectory(folder, outputSequenceLength: 2, shuffle: false)
      #expect(try short.batches(epoch: 0).next()?.x[0].shape == [2, 2, 1])
      let double = try audioDatasetFromDirectory(folder, samplingRate: 16, shuffle: false)
      let slow = try #require(try double.batches(epoch: 0).next()).x[0]
      #expect(slow.shape == [2, 6, 1])
      // A constant stays one at every rate.
      #expect(try slow.scalars(as: Float.self).prefix(6).allSatisfy { abs($0 - high) < 1e-6 })
      #expect(
        complaint { _ = try audioDatasetFromDirectory(folder, samplingRate: 0) }
          .hasPrefix("batchSize, samplingRate and outputSequenceLength must be positive"))
    }
  }

  @Test(arguments: [(8000, 11025), (44100, 8000)])
  func `a tone keeps its frequency at another rate`(old: Int, new: Int) {
    func tone(_ rate: Int) -> [Float] {
      (0..<(rate / 4)).map { Float(sin(2 * Double.pi * 440 * Double($0) / Double(rate))) }
    }
    let (found, wanted) = (resampled(tone(old), from: old, to: new), tone(new))
    #expect(found.count == wanted.count)
    // Away from the ends, where the sound is cut off.
    let middle = (wanted.count / 4)..<(3 * wanted.count / 4)
    let error = zip(found[middle], wanted[middle]).map { abs($0 - $1) }.max() ?? 1
    #expect(error < 0.01)
  }

  @Test func `what a lower rate cannot hold is gone`() {
    let high = (0..<4000).map { Float(sin(2 * Double.pi * 3500 * Double($0) / 8000)) }
    let low = resampled(high, from: 8000, to: 4000)
    #expect((low[500..<1500].map { abs($0) }.max() ?? 1) < 0.01)
  }

  @Test(.enabled(if: PNG.isAvailable, "libpng's header was not there"))
  func `a saved picture is read back, stretched or as it is`() throws {
    try withFolder { folder in
      let path = "\(folder)/a.png"
      let x = Tensor([-1, 0, 1, 3] as [Float], shape: [1, 4, 1])
      try saveImage(path, x)
      #expect(
        try Tensor(PNG.read(path, .grayscale)).scalars(as: UInt8.self) == [0, 63, 127, 255])
      try saveImage(
        path, Tensor([300, 2.9, -4, 7, 8, 9] as [Float], shape: [2, 1, 3]), scale: false)
      #expect(try Tensor(PNG.read(path)).scalars(as: UInt8.self) == [255, 2, 0, 7, 8, 9])
      try saveImage(
        path, Tensor([1, 2, 3, 4, 5, 6] as [UInt8], shape: [3, 2, 1]), dataFormat: .channelsFirst,
        scale: false)
      #expect(try Tensor(PNG.read(path)).scalars(as: UInt8.self) == [1, 3, 5, 2, 4, 6])
      #expect(
        complaint { try saveImage("\(folder)/a.gif", x) }
          == "the name of a picture must end in .png, the one format that is written")
      #expect(
        complaint { try saveImage(path, x, dataFormat: .channelsFirst) } == "nothing was thrown")
      #expect(
        complaint { try saveImage(path, Tensor([.nan] as [Float], shape: [1, 1, 1])) }
          .contains("no finite numbers"))
      #expect(
        complaint { try saveImage("\(folder)/none/a.png", x) }.hasPrefix("cannot be written"))
    }
  }
}
