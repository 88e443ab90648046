import Foundation

/// What is wrong with the bytes of an HDF5 file.
struct HDF5Error: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// The bytes of a file, every access checked against its end.
struct HDF5Bytes {
  let data: Data
  /// The address that stands for none.
  static let undefined = UInt64.max

  /// The `count` bytes at `address`; `what` names them in errors.
  func bytes(_ address: UInt64, _ count: UInt64, _ what: String) throws -> Data {
    let (end, overflow) = address.addingReportingOverflow(count)
    guard !overflow, end <= UInt64(data.count) else {
      throw HDF5Error(
        "\(what) would lie at bytes \(address)..<\(overflow ? "2^64" : "\(end)"), the file has "
          + "\(data.count)")
    }
    let start = data.startIndex + Int(address)
    return data[start..<start + Int(count)]
  }

  /// A cursor over the `count` bytes at `address`.
  func cursor(_ address: UInt64, _ count: UInt64, _ what: String) throws -> HDF5Cursor {
    HDF5Cursor(try bytes(address, count, what), what)
  }

  /// A cursor over what begins at `address`, to the file's end.
  func cursor(from address: UInt64, _ what: String) throws -> HDF5Cursor {
    guard address <= UInt64(data.count) else {
      throw HDF5Error("\(what) would lie at byte \(address), the file has \(data.count)")
    }
    return try cursor(address, UInt64(data.count) - address, what)
  }
}

/// Reads little-endian numbers one after the other.
struct HDF5Cursor {
  private let data: Data
  private let what: String
  private var at: Data.Index

  init(_ data: Data, _ what: String) {
    self.data = data
    self.what = what
    at = data.startIndex
  }

  var remaining: Int { data.endIndex - at }

  mutating func take(_ count: Int) throws -> Data {
    guard count >= 0, count <= remaining else {
      throw HDF5Error(
        "\(what) ends too early: \(count) more bytes are needed, \(remaining) are left")
    }
    defer { at += count }
    return data[at..<at + count]
  }
  mutating func skip(_ count: Int) throws { _ = try take(count) }

  /// The number in the next `width` bytes.
  mutating func number(_ width: Int) throws -> UInt64 {
    try take(width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
  mutating func byte() throws -> Int { Int(try number(1)) }
  mutating func short() throws -> Int { Int(try number(2)) }
  mutating func word() throws -> Int { Int(try number(4)) }
  mutating func long() throws -> UInt64 { try number(8) }

  /// Takes the four letters that a structure begins with.
  mutating func signature(_ letters: String) throws {
    guard remaining >= letters.utf8.count, try take(letters.utf8.count).elementsEqual(letters.utf8)
    else { throw HDF5Error("\(what) does not begin with '\(letters)'") }
  }

  /// The text up to the next zero byte.
  mutating func text() throws -> String {
    guard let end = data[at...].firstIndex(of: 0) else {
      throw HDF5Error("\(what) holds a name without end")
    }
    let bytes = data[at..<end]
    at = end + 1
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw HDF5Error("\(what) holds a name that is no UTF-8")
    }
    return text
  }
}
