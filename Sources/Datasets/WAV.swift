import Foundation
import Touchstone

/// Sound in the format WAV.
public struct WAV: Sendable {
  /// The sound. Shape: `[samples, channels]`, dtype `f32`, from -1 to 1.
  public let samples: HostTensor
  /// How many samples a second has.
  public let samplingRate: Int

  /// The sound in the file at `path`.
  ///
  /// Reads whole numbers of 8, 16, 24 and 32 bits, the largest of which stands for 1, and floating-point
  /// numbers of 32 and 64, as they are. What is compressed is an error that says so.
  public static func read(_ path: String) throws -> WAV {
    var reader = WAVReader(bytes: [UInt8](try DataFile.bytes(path)), path: path)
    return try reader.sound()
  }
}

/// Reads the chunks of a WAV file. Source: Multimedia Programming Interface and Data Specifications 1.0,
/// IBM and Microsoft, 1991, and the extensible form of 1999.
private struct WAVReader {
  let bytes: [UInt8]
  let path: String
  private var format: Format?

  init(bytes: [UInt8], path: String) { (self.bytes, self.path) = (bytes, path) }

  private struct Format {
    var isFloat: Bool
    var channels, rate, bits: Int
  }

  mutating func sound() throws -> WAV {
    guard bytes.count >= 12, text(0) == "RIFF", text(8) == "WAVE" else {
      throw DataFileError(path, "byte 0", "expected a WAV file, which begins with RIFF … WAVE")
    }
    var place = 12
    while place + 8 <= bytes.count {
      let (name, start) = (text(place), place + 8)
      let size = number(place + 4, 4)
      if name == "data" {
        guard let format else {
          throw DataFileError(path, "byte \(place)", "the samples come before their format")
        }
        // A recorder that was ended writes no size, or one too large: then all that is there counts.
        return try sound(format, start, Swift.min(size, bytes.count - start))
      }
      guard size <= bytes.count - start else {
        throw DataFileError(
          path, "byte \(place)",
          "the part '\(name.filter(\.isASCII))' claims \(size) bytes, and \(bytes.count - start) are left"
        )
      }
      if name == "fmt " { format = try readFormat(start, size) }
      // Parts begin at even places.
      place = start + size + size % 2
    }
    throw DataFileError(path, "byte \(place)", "the file ends before its samples")
  }

  private func readFormat(_ start: Int, _ size: Int) throws -> Format {
    guard size >= 16 else {
      throw DataFileError(path, "byte \(start)", "the format must have 16 bytes, got \(size)")
    }
    var code = number(start, 2)
    // The extensible form has the code itself further on.
    if code == 0xFFFE, size >= 40 { code = number(start + 24, 2) }
    let format = Format(
      isFloat: code == 3, channels: number(start + 2, 2), rate: number(start + 4, 4),
      bits: number(start + 14, 2))
    let isKnown =
      code == 1 && [8, 16, 24, 32].contains(format.bits)
      || code == 3 && [32, 64].contains(format.bits)
    guard isKnown, format.channels > 0, format.rate > 0 else {
      throw DataFileError(
        path, "byte \(start)",
        "expected whole numbers of 8, 16, 24 or 32 bits or floats of 32 or 64, and channels; got code "
          + "\(code) with \(format.bits) bits and \(format.channels) channels at \(format.rate) a second"
      )
    }
    return format
  }

  private func sound(_ format: Format, _ start: Int, _ size: Int) throws -> WAV {
    let width = format.bits / 8
    let count = size / (width * format.channels)
    let values = (0..<(count * format.channels)).map { value(start + $0 * width, format) }
    let samples = HostTensor(TensorType(.f32, [count, format.channels])) { target in
      values.withUnsafeBytes { target.copyBytes(from: $0) }
    }
    return WAV(samples: samples, samplingRate: format.rate)
  }

  private func value(_ place: Int, _ format: Format) -> Float {
    let width = format.bits / 8
    if format.isFloat {
      return width == 4
        ? Float(bitPattern: UInt32(number(place, 4)))
        : Float(Double(bitPattern: UInt64(number(place, 4)) | UInt64(number(place + 4, 4)) << 32))
    }
    // Of 8 bits they begin at 0, of more they have a sign.
    if width == 1 { return (Float(bytes[place]) - 128) / 128 }
    let unsigned = number(place, width)
    let half = 1 << (format.bits - 1)
    return Float(Double(unsigned >= half ? unsigned - 2 * half : unsigned) / Double(half))
  }

  private func number(_ place: Int, _ width: Int) -> Int {
    (0..<width).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }
  private func text(_ place: Int) -> String {
    String(decoding: bytes[place..<(place + 4)], as: Unicode.ASCII.self)
  }
}
