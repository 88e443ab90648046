import Foundation
import JSONValues
import Touchstone

/// Hugging Face's format: a JSON header with types and offsets, then the bytes.
///
/// Source: the format's description, github.com/huggingface/safetensors.
enum Safetensors {
  private static let codes: [(String, DType)] = [
    ("BOOL", .i1), ("U8", .ui8), ("I8", .i8), ("U16", .ui16), ("I16", .i16), ("U32", .ui32),
    ("I32", .i32), ("U64", .ui64), ("I64", .i64), ("F16", .f16), ("BF16", .bf16), ("F32", .f32),
    ("F64", .f64), ("C64", .complex64), ("F8_E4M3", .f8E4M3FN), ("F8_E5M2", .f8E5M2),
    ("F8_E8M0", .f8E8M0FNU),
  ]
  /// Where the metadata says the dtype of an array stored as bytes.
  private static let prefix = "touchstone.dtype."

  private struct Entry: Codable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  static func parse(_ file: FileBytes) throws -> [NamedTensor] {
    let length = try file.bytes(0..<8, "the header's length")
      .reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(file.count - 8) else {
      throw file.error(
        "byte 0", "the header claims \(length) bytes, the file has \(file.count - 8) left")
    }
    let dataStart = 8 + Int(length)
    let header = try file.bytes(8..<dataStart, "the header")
    let (entries, metadata) = try Self.header(Data(header), file)
    var arrays: [(start: Int, end: Int, NamedTensor)] = []
    for (name, entry) in entries {
      guard entry.data_offsets.count == 2, entry.data_offsets[0] >= 0,
        entry.data_offsets[0] <= entry.data_offsets[1],
        entry.data_offsets[1] <= file.count - dataStart
      else {
        throw file.error(
          "array \(name)",
          "data_offsets must be [begin, end] within \(file.count - dataStart) bytes, "
            + "got \(entry.data_offsets)")
      }
      guard let stored = codes.first(where: { $0.0 == entry.dtype })?.1 else {
        throw file.error("array \(name)", "dtype \(entry.dtype) is not known")
      }
      var dtype = stored
      var shape = entry.shape
      if let wanted = metadata[prefix + name] {
        guard let named = DType(rawValue: wanted), named.isElement, stored == .ui8,
          named.byteWidth == 1 || shape.last == named.byteWidth
        else {
          throw file.error("array \(name)", "the metadata's dtype \(wanted) does not fit its bytes")
        }
        dtype = named
        if named.byteWidth > 1 { shape.removeLast() }
      }
      let (begin, end) = (entry.data_offsets[0], entry.data_offsets[1])
      let bytes = try file.bytes(dataStart + begin..<dataStart + end, "array \(name)")
      switch checkedType(dtype, shape, available: bytes.count) {
      case .success(let type):
        arrays.append((begin, end, (name, HostTensor(type, copying: bytes))))
      case .failure(let error): throw file.error("array \(name)", error.message)
      }
      if let place = dtype.firstNoElement(bytes) {
        throw file.error(
          "array \(name)",
          "byte \(place) is \(bytes[bytes.startIndex + place]), which is no element of \(dtype)")
      }
    }
    arrays.sort { ($0.start, $0.end, $0.2.name) < ($1.start, $1.end, $1.2.name) }
    var reached = 0
    for (start, end, array) in arrays {
      guard start == reached else {
        throw file.error("array \(array.name)", "starts at \(start), expected \(reached)")
      }
      reached = end
    }
    guard dataStart + reached == file.count else {
      throw file.error("byte \(dataStart + reached)", "bytes that belong to no array")
    }
    return arrays.map(\.2)
  }

  private static func header(_ data: Data, _ file: FileBytes) throws
    -> ([String: Entry], [String: String])
  {
    struct Header: Decodable {
      var entries: [String: Entry] = [:]
      var metadata: [String: String] = [:]
      struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
      }
      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for key in container.allKeys {
          if key.stringValue == "__metadata__" {
            metadata = try container.decode([String: String].self, forKey: key)
          } else {
            entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
          }
        }
      }
    }
    do {
      // Foundation's reader takes the last of two fields with one name.
      _ = try JSON(utf8: data)
      let header = try JSONDecoder().decode(Header.self, from: data)
      return (header.entries, header.metadata)
    } catch {
      throw file.error("header", "not the JSON of a safetensors header: \(error)")
    }
  }

  static func bytes(_ arrays: [NamedTensor]) throws -> Data {
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]
    var offset = 0
    // The widest elements first, so that all stay aligned.
    let ordered = arrays.sorted {
      ($1.value.dtype.byteWidth, $0.name) < ($0.value.dtype.byteWidth, $1.name)
    }
    for (name, value) in ordered {
      let code = codes.first { $0.1 == value.dtype }?.0
      if code == nil { metadata[prefix + name] = value.dtype.rawValue }
      let width = value.dtype.byteWidth
      let shape = code == nil && width > 1 ? value.shape + [width] : value.shape
      let end = offset + value.type.byteCount
      entries[name] = Entry(dtype: code ?? "U8", shape: shape, data_offsets: [offset, end])
      offset = end
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var header = String(decoding: try encoder.encode(entries), as: UTF8.self)
    if !metadata.isEmpty {
      let text = String(decoding: try encoder.encode(metadata), as: UTF8.self)
      header = "{\"__metadata__\":\(text)" + (entries.isEmpty ? "" : ",") + header.dropFirst()
    }
    header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    var data = Data((0..<8).map { UInt8(header.utf8.count >> (8 * $0) & 255) })
    data += Data(header.utf8)
    for (_, value) in ordered { data += value.data }
    return data
  }
}
