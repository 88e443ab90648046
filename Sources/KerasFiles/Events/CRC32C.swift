import Foundation

/// The checksum of Castagnoli's polynomial, as records of events carry it.
///
/// Source: RFC 3720, appendix B.4.
enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0x82F6_3B78 : rest >> 1 }
  }

  static func of(_ data: Data) -> UInt32 {
    ~data.reduce(~0) { rest, byte in table[Int(UInt8(truncatingIfNeeded: rest) ^ byte)] ^ rest >> 8
    }
  }

  /// The checksum in the form that may stand within data of which checksums are taken again.
  static func masked(_ data: Data) -> UInt32 {
    let sum = of(data)
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }
}
