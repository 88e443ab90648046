import Foundation
import Touchstone

#if canImport(CPNG)
  import CPNG
#endif

/// Writes a picture to a PNG file: Keras's `save_img`.
///
/// Shape: `[height, width, channels]` with 1, 3 or 4 channels, or channels first if `dataFormat` says so.
/// With `scale` the elements are moved and stretched so that the largest becomes 255 and, where some
/// are negative, the smallest 0; without, what lies outside of 0...255 becomes the nearer end.
/// Fractions are cut off. A file that is there is replaced only once the new one is whole.
public func saveImage(
  _ path: String, _ x: Tensor, dataFormat: DataFormat? = nil, scale: Bool = true
) throws {
  guard path.lowercased().hasSuffix(".png") else {
    throw DataFileError(
      path, "", "the name of a picture must end in .png, the one format that is written")
  }
  let isFirst = (dataFormat ?? Settings.imageDataFormat) == .channelsFirst
  guard x.rank == 3, [1, 3, 4].contains(x.shape[isFirst ? 0 : 2]), x.type.count > 0 else {
    throw DataFileError(
      path, "",
      "a picture must have the shape \(isFirst ? "[channels, height, width]" : "[height, width, channels]"), "
        + "no size 0, and 1, 3 or 4 channels, got \(x.type)")
  }
  guard !x.dtype.isComplex else {
    throw DataFileError(path, "", "a picture has real elements, got \(x.type)")
  }
  let placed = isFirst ? transpose(x, [1, 2, 0]) : x
  let values = try placed.host().converted(to: .f64).doubles
  guard values.allSatisfy(\.isFinite) else {
    throw DataFileError(path, "", "the picture has elements that are no finite numbers")
  }
  let bytes = (scale ? stretched(values) : values).map { UInt8($0 < 0 ? 0 : $0 > 255 ? 255 : $0) }
  try PNG.write(bytes, placed.shape, path)
}

private func stretched(_ values: [Double]) -> [Double] {
  let shift = Swift.max(0, -(values.min() ?? 0))
  let largest = (values.max() ?? 0) + shift
  guard largest != 0 else { return values.map { $0 + shift } }
  return values.map { ($0 + shift) / largest * 255 }
}

extension PNG {
  /// Writes rows of pixels.
  fileprivate static func write(_ pixels: [UInt8], _ shape: [Int], _ path: String) throws {
    #if canImport(CPNG)
      var image = png_image()
      image.version = UInt32(PNG_IMAGE_VERSION)
      guard let height = UInt32(exactly: shape[0]), let width = UInt32(exactly: shape[1]),
        let stride = Int32(exactly: shape[1] * shape[2])
      else { throw DataFileError(path, "", "a picture of \(shape) is larger than PNG files are") }
      (image.width, image.height) = (width, height)
      image.format =
        switch shape[2] {
        case 1: 0
        case 3: UInt32(PNG_FORMAT_FLAG_COLOR)
        default: UInt32(PNG_FORMAT_FLAG_COLOR) | UInt32(PNG_FORMAT_FLAG_ALPHA)
        }
      defer { png_image_free(&image) }
      func failure() -> DataFileError {
        let message = withUnsafeBytes(of: image.message) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return DataFileError(path, "", "the picture could not be packed: \(message)")
      }
      // Asked first for the size alone.
      var size = png_alloc_size_t()
      guard png_image_write_to_memory(&image, nil, &size, 0, pixels, stride, nil) != 0 else {
        throw failure()
      }
      var data = Data(count: Int(size))
      let isPacked = data.withUnsafeMutableBytes {
        png_image_write_to_memory(&image, $0.baseAddress, &size, 0, pixels, stride, nil)
      }
      guard isPacked != 0 else { throw failure() }
      do {
        try data.prefix(Int(size)).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw DataFileError(path, "", "cannot be written: \(error.localizedDescription)")
      }
    #else
      throw DataFileError(
        path, "",
        "this build cannot write PNG images; install libpng-dev (tools/setup does) and build again")
    #endif
  }
}
