import Foundation
import Touchstone

#if canImport(CPNG)
  import CPNG
#endif

/// How many channels an image is read with: Keras's `color_mode`.
public enum ColorMode: String, CaseIterable, Sendable {
  case grayscale, rgb, rgba

  /// The number of channels.
  public var channels: Int {
    switch self {
    case .grayscale: 1
    case .rgb: 3
    case .rgba: 4
    }
  }
}

/// Images in the format PNG.
public enum PNG {
  /// Whether this build can read them: libpng's header was there.
  public static var isAvailable: Bool {
    #if canImport(CPNG)
      true
    #else
      false
    #endif
  }

  /// How many elements an image may have: sizes come from the file.
  private static let limit = 1 << 28

  /// The image in the file at `path`. Shape: `[height, width, channels]`, dtype `ui8`.
  ///
  /// Where the image is transparent and `mode` is not, it lies on black.
  public static func read(_ path: String, _ mode: ColorMode = .rgb) throws -> HostTensor {
    let data = [UInt8](try DataFile.bytes(path))
    #if canImport(CPNG)
      var image = png_image()
      image.version = UInt32(PNG_IMAGE_VERSION)
      defer { png_image_free(&image) }
      func failure() -> DataFileError {
        let message = withUnsafeBytes(of: image.message) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return DataFileError(path, "", "expected a PNG image: \(message)")
      }
      return try data.withUnsafeBytes { bytes in
        guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
          throw failure()
        }
        image.format =
          switch mode {
          case .grayscale: 0
          case .rgb: UInt32(PNG_FORMAT_FLAG_COLOR)
          case .rgba: UInt32(PNG_FORMAT_FLAG_COLOR) | UInt32(PNG_FORMAT_FLAG_ALPHA)
          }
        let shape = [Int(image.height), Int(image.width), mode.channels]
        let type = TensorType(.ui8, shape)
        guard let count = type.checkedCount, count <= limit else {
          throw DataFileError(
            path, "",
            "an image of \(shape[1]) × \(shape[0]) is larger than the limit of \(limit) elements")
        }
        var black = png_color()
        return try HostTensor(type) { target in
          let stride = Int32(shape[1] * shape[2])
          guard png_image_finish_read(&image, &black, target.baseAddress, stride, nil) != 0 else {
            throw failure()
          }
        }
      }
    #else
      _ = data
      throw DataFileError(
        path, "",
        "this build cannot read PNG images; install libpng-dev (tools/setup does) and build again")
    #endif
  }
}
