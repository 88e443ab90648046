import Foundation
import Touchstone

extension HDF5Object {
  /// The dtype and shape that the array declares.
  ///
  /// Throws unless the file holds exactly the bytes that these need, in one piece.
  func type() throws -> TensorType { try array().type }

  /// The array.
  func value() throws -> HostTensor {
    let (type, data) = try array()
    if type.dtype == .i1, data.contains(where: { $0 > 1 }) {
      throw HDF5Error("the booleans of '\(path)' must be 0 or 1")
    }
    return HostTensor(type) { target in
      data.withUnsafeBytes { target.copyBytes(from: $0) }
    }
  }

  private func array() throws -> (type: TensorType, data: Data) {
    guard !isGroup else { throw HDF5Error("expected an array at '\(path)', got a group") }
    guard let space = header.first(.dataspace), let type = header.first(.datatype),
      let layout = header.first(.layout)
    else { throw HDF5Error("'\(path)' is neither a group nor an array") }
    if header.first(.external) != nil {
      throw HDF5Error("'\(path)' keeps its elements in other files, which are not read")
    }
    if let filters = header.first(.filters), filters.dropFirst().first != 0 {
      throw HDF5Error("'\(path)' is stored through filters; Keras stores weights as they are")
    }
    let dtype = try dtype(type)
    let shape = try shape(space)
    let tensorType = TensorType(dtype, shape)
    guard let count = tensorType.checkedCount,
      case let (size, overflow) = count.multipliedReportingOverflow(by: dtype.byteWidth), !overflow
    else { throw HDF5Error("'\(path)' has the shape \(shape), more elements than can be counted") }
    return (tensorType, try elements(layout, count: size, tensorType))
  }

  private func shape(_ message: Data) throws -> [Int] {
    var cursor = HDF5Cursor(message, "the shape of '\(path)'")
    return try HDF5Shape(&cursor, "'\(path)'").sizes
  }

  private func dtype(_ message: Data) throws -> DType {
    var cursor = HDF5Cursor(message, "the dtype of '\(path)'")
    let tag = try cursor.byte() & 15
    let bits = try cursor.number(3)
    let size = try cursor.word()
    let unknown = HDF5Error(
      "'\(path)' is of an HDF5 type (class \(tag), \(size) bytes) that weights are not")
    switch tag {
    case 0:
      guard bits & 1 == 0, try cursor.short() == 0, try cursor.short() == size * 8 else {
        throw unknown
      }
      let isSigned = bits & 8 != 0
      switch size {
      case 1: return isSigned ? .i8 : .ui8
      case 2: return isSigned ? .i16 : .ui16
      case 4: return isSigned ? .i32 : .ui32
      case 8: return isSigned ? .i64 : .ui64
      default: throw unknown
      }
    case 1:
      // Little-endian IEEE: bit offset, precision, exponent and mantissa where the standard has them.
      guard bits & 0x41 == 0, try cursor.short() == 0, try cursor.short() == size * 8 else {
        throw unknown
      }
      let fields = (
        try cursor.byte(), try cursor.byte(), try cursor.byte(), try cursor.byte(),
        try cursor.word()
      )
      switch (size, fields) {
      case (2, (10, 5, 0, 10, 15)): return .f16
      case (2, (7, 8, 0, 7, 127)): return .bf16
      case (4, (23, 8, 0, 23, 127)): return .f32
      case (8, (52, 11, 0, 52, 1023)): return .f64
      default: throw unknown
      }
    case 5:
      // Keras writes bfloat16 as bytes without meaning, and says so beside.
      guard size == 2, try header.text("dtype") == "bfloat16" else { throw unknown }
      return .bf16
    case 8:
      // h5py's booleans are an enumeration of the bytes 0 and 1.
      guard size == 1, bits & 0xFFFF == 2, message.range(of: Data("FALSE".utf8)) != nil,
        message.range(of: Data("TRUE".utf8)) != nil
      else { throw unknown }
      return .i1
    default: throw unknown
    }
  }

  private func elements(_ layout: Data, count: Int, _ type: TensorType) throws -> Data {
    var cursor = HDF5Cursor(layout, "the layout of '\(path)'")
    let version = try cursor.byte()
    guard version == 3 || version == 4 else {
      throw HDF5Error("the layout of '\(path)' has the version \(version), expected 3")
    }
    switch try cursor.byte() {
    case 0:
      let size = try cursor.short()
      guard size == count else { throw sizeError(type, count, size) }
      return try cursor.take(size)
    case 1:
      let address = try cursor.long()
      let size = try cursor.long()
      if count == 0 { return Data() }
      guard size == UInt64(count) else { throw sizeError(type, count, Int(clamping: size)) }
      guard address != HDF5Bytes.undefined else {
        throw HDF5Error("'\(path)' declares \(type) and stores no elements")
      }
      return try file.bytes(address, size, "the elements of '\(path)'")
    default:
      throw HDF5Error("'\(path)' is stored in chunks; Keras stores weights in one piece")
    }
  }

  private func sizeError(_ type: TensorType, _ needed: Int, _ stored: Int) -> HDF5Error {
    HDF5Error("'\(path)' declares \(type), which needs \(needed) bytes, and stores \(stored)")
  }
}

/// The sizes that a description of a shape gives.
struct HDF5Shape {
  let sizes: [Int]

  /// Reads the description at `cursor`; `what` has the shape.
  init(_ cursor: inout HDF5Cursor, _ what: String) throws {
    let version = try cursor.byte()
    let rank = try cursor.byte()
    try cursor.skip(1)
    switch version {
    case 1: try cursor.skip(5)
    case 2:
      guard try cursor.byte() < 2 else {
        throw HDF5Error("\(what) has no elements, not even one")
      }
    default: throw HDF5Error("the shape of \(what) has the unknown version \(version)")
    }
    guard rank <= 32 else { throw HDF5Error("\(what) has \(rank) dimensions, more than 32") }
    var sizes: [Int] = []
    for _ in 0..<rank {
      guard let size = Int(exactly: try cursor.long()) else {
        throw HDF5Error("a size of \(what) is beyond what can be counted")
      }
      sizes.append(size)
    }
    self.sizes = sizes
  }
}
