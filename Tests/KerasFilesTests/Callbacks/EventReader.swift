import Foundation

/// Reads files of events without a line of the writer: framing, checksums, wire format.
struct EventReader {
  struct Problem: Error { let what: String }
  /// A field of a message: a number by its bits, or bytes.
  enum Field { case bits(UInt64), bytes([UInt8]) }
  struct Value {
    let step: Int
    let tag, plugin: String
    /// The numbers of the tensor, and its sizes.
    let numbers: [Double]
    let shape: [Int]
    let text: String?
  }
  /// The first event's version, and all values in their order.
  let version: String
  let values: [Value]

  init(_ file: URL) throws {
    var bytes = [UInt8](try Data(contentsOf: file))[...]
    var version: String?
    var values: [Value] = []
    while !bytes.isEmpty {
      let length = Array(try Self.take(&bytes, 8))
      guard Self.little(try Self.take(&bytes, 4)) == UInt64(Self.masked(length)) else {
        throw Problem(what: "the checksum of a length")
      }
      let record = Array(try Self.take(&bytes, Int(Self.little(length[...]))))
      guard Self.little(try Self.take(&bytes, 4)) == UInt64(Self.masked(record)) else {
        throw Problem(what: "the checksum of a record")
      }
      let event = try Self.fields(record)
      if case .bytes(let text)? = event[3]?.first {
        version = String(decoding: text, as: UTF8.self)
      }
      for case .bytes(let summary) in event[5] ?? [] {
        for case .bytes(let value) in try Self.fields(summary)[1] ?? [] {
          values.append(try Self.value(value, Int(Self.bits(event[2]))))
        }
      }
    }
    self.version = version ?? ""
    self.values = values
  }

  private static func value(_ bytes: [UInt8], _ step: Int) throws -> Value {
    let value = try fields(bytes)
    let tensor = try fields(Self.bytes(value[8]))
    let metadata = try fields(Self.bytes(value[9]))
    let content = Self.bytes(tensor[4])
    let numbers: [Double]
    switch bits(tensor[1]) {
    case 1:
      numbers = stride(from: 0, to: content.count, by: 4).map {
        Double(Float(bitPattern: UInt32(little(content[$0..<$0 + 4]))))
      }
    case 2:
      numbers = stride(from: 0, to: content.count, by: 8).map {
        Double(bitPattern: little(content[$0..<$0 + 8]))
      }
    default: numbers = []
    }
    let shape = try (try fields(Self.bytes(tensor[2]))[2] ?? []).map { size -> Int in
      guard case .bytes(let inner) = size else { throw Problem(what: "a size") }
      return Int(bits(try fields(inner)[1]))
    }
    return Value(
      step: step, tag: text(value[1]), plugin: text(try fields(Self.bytes(metadata[1]))[1]),
      numbers: numbers, shape: shape, text: tensor[8].map { text($0) })
  }

  private static func take(_ bytes: inout ArraySlice<UInt8>, _ count: Int) throws -> ArraySlice<
    UInt8
  > {
    guard bytes.count >= count else { throw Problem(what: "the file ends within a record") }
    defer { bytes = bytes.dropFirst(count) }
    return bytes.prefix(count)
  }
  private static func little(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
  private static func bits(_ fields: [Field]?) -> UInt64 {
    if case .bits(let value)? = fields?.first { return value }
    return 0
  }
  private static func bytes(_ fields: [Field]?) -> [UInt8] {
    if case .bytes(let value)? = fields?.first { return value }
    return []
  }
  private static func text(_ fields: [Field]?) -> String {
    String(decoding: bytes(fields), as: UTF8.self)
  }

  private static func fields(_ message: [UInt8]) throws -> [Int: [Field]] {
    var rest = message[...]
    var result: [Int: [Field]] = [:]
    func varint() throws -> UInt64 {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 64, by: 7) {
        guard let byte = rest.popFirst() else { break }
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
      }
      throw Problem(what: "an integer does not end")
    }
    while !rest.isEmpty {
      let key = try varint()
      let field: Field
      switch key & 7 {
      case 0: field = .bits(try varint())
      case 1: field = .bits(little(try take(&rest, 8)))
      case 2: field = .bytes(Array(try take(&rest, Int(try varint()))))
      default: throw Problem(what: "a wire type")
      }
      result[Int(key >> 3), default: []].append(field)
    }
    return result
  }

  /// Castagnoli's checksum bit by bit, by long division of the reflected polynomial.
  static func castagnoli(_ bytes: [UInt8]) -> UInt32 {
    var rest: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      for bit in 0..<8 {
        let flip = (rest & 1) != UInt32(byte >> bit & 1)
        rest >>= 1
        if flip { rest ^= 0b1000_0010_1111_0110_0011_1011_0111_1000 }
      }
    }
    return rest ^ 0xFFFF_FFFF
  }
  private static func masked(_ bytes: [UInt8]) -> UInt32 {
    let sum = castagnoli(bytes)
    return ((sum >> 15) | (sum << 17)) &+ 2_726_488_792
  }
}
