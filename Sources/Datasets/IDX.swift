import Foundation
import Touchstone

/// Arrays in the format IDX, in which MNIST and its kin are published; gzipped or not.
///
/// http://yann.lecun.com/exdb/mnist: two zero bytes, a code for the dtype, the number of dimensions,
/// each size in 4 bytes, then the elements, all in big-endian order.
public enum IDX {
  /// The array in the file at `path`.
  ///
  /// dtype: `ui8`, `i8`, `i16`, `i32`, `f32` or `f64`, as the file says.
  public static func read(_ path: String) throws -> HostTensor {
    let data = [UInt8](try DataFile.bytes(path))
    guard data.count >= 4, data[0] == 0, data[1] == 0 else {
      throw DataFileError(
        path, "byte 0",
        "expected IDX's two zero bytes, dtype and rank, got \(shown(data.prefix(4)))")
    }
    guard let dtype = dtypes[data[2]] else {
      throw DataFileError(
        path, "byte 2", "expected a dtype of IDX (8, 9, 11, 12, 13 or 14), got \(data[2])")
    }
    let rank = Int(data[3])
    guard data.count >= 4 + 4 * rank else {
      throw DataFileError(
        path, "byte 4", "\(rank) sizes take \(4 * rank) bytes, and \(data.count - 4) are left")
    }
    var shape: [Int] = []
    var byteCount = dtype.byteWidth
    for i in 0..<rank {
      let size = data[(4 + 4 * i)..<(8 + 4 * i)].reduce(0) { $0 << 8 | Int($1) }
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: size)
      guard !overflow else {
        throw DataFileError(path, "byte \(4 + 4 * i)", "the sizes \(shape + [size]) are too large")
      }
      byteCount = product
      shape.append(size)
    }
    let start = 4 + 4 * rank
    guard data.count - start == byteCount else {
      throw DataFileError(
        path, "byte \(start)",
        "\(TensorType(dtype, shape)) takes \(byteCount) bytes, and \(data.count - start) follow")
    }
    let width = dtype.byteWidth
    return HostTensor(TensorType(dtype, shape)) { target in
      for i in 0..<byteCount {
        // The host is little-endian: bytes of an element are turned around.
        target[i] = data[start + i / width * width + (width - 1 - i % width)]
      }
    }
  }

  private static let dtypes: [UInt8: DType] = [
    0x08: .ui8, 0x09: .i8, 0x0B: .i16, 0x0C: .i32, 0x0D: .f32, 0x0E: .f64,
  ]
  private static func shown(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.isEmpty ? "an empty file" : bytes.map { "\($0)" }.joined(separator: " ")
  }
}
