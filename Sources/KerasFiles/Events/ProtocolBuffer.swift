import Foundation

/// A message in the wire format of protocol buffers, written field by field.
///
/// Source: Protocol Buffers Documentation, Encoding.
struct ProtocolBuffer {
  private(set) var data = Data()

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      data.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    data.append(UInt8(rest))
  }
  private mutating func key(_ field: Int, _ wireType: UInt64) {
    varint(UInt64(field) << 3 | wireType)
  }

  /// Adds an integer.
  mutating func integer(_ field: Int, _ value: Int) {
    key(field, 0)
    varint(UInt64(bitPattern: Int64(value)))
  }
  /// Adds a number of 64 bits.
  mutating func double(_ field: Int, _ value: Double) {
    key(field, 1)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
  }
  /// Adds bytes, or a message within.
  mutating func bytes(_ field: Int, _ value: Data) {
    key(field, 2)
    varint(UInt64(value.count))
    data.append(value)
  }
  /// Adds a text.
  mutating func text(_ field: Int, _ value: String) { bytes(field, Data(value.utf8)) }
  /// Adds a message within.
  mutating func message(_ field: Int, _ body: (inout ProtocolBuffer) -> Void) {
    var inner = ProtocolBuffer()
    body(&inner)
    bytes(field, inner.data)
  }
}
