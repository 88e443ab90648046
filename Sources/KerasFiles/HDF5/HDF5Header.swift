import Foundation

/// What an object's header says: a list of messages.
struct HDF5Header {
  /// The messages that matter here, by their numbers in the file.
  enum Kind: Int {
    case dataspace = 1, linkInfo = 2, datatype = 3, link = 6, external = 7, layout = 8
    case filters = 11, attribute = 12, continuation = 16, symbolTable = 17
  }

  let address: UInt64
  let path: String
  private let file: HDF5Bytes
  private let messages: [(kind: Kind, data: Data)]

  /// The header at `address`.
  init(_ file: HDF5Bytes, at address: UInt64, path: String) throws {
    self.file = file
    self.address = address
    self.path = path
    let what = "the header of '\(path)'"
    var start = try file.cursor(address, 16, what)
    let version = try start.byte()
    guard version == 1 else {
      throw HDF5Error(
        "\(what) is not of version 1, the one that Keras writes; save the weights anew by Keras, or "
          + "by h5py with libver='earliest'")
    }
    try start.skip(1)
    var left = try start.short()
    try start.skip(4)
    var blocks: [(address: UInt64, size: UInt64)] = [(address + 16, UInt64(try start.word()))]
    var seen: Set<UInt64> = []
    var messages: [(Kind, Data)] = []
    while !blocks.isEmpty {
      let block = blocks.removeFirst()
      guard seen.insert(block.address).inserted else {
        throw HDF5Error("\(what) leads back to itself")
      }
      var cursor = try file.cursor(block.address, block.size, what)
      while left > 0, cursor.remaining >= 8 {
        let number = try cursor.short()
        let size = try cursor.short()
        let flags = try cursor.byte()
        try cursor.skip(3)
        let data = try cursor.take(size)
        left -= 1
        guard let kind = Kind(rawValue: number) else { continue }
        if kind == .continuation {
          var place = HDF5Cursor(data, what)
          blocks.append((try place.long(), try place.long()))
          continue
        }
        guard flags & 2 == 0 else {
          throw HDF5Error(
            "\(what) shares a message with another object, which Keras's files do not")
        }
        messages.append((kind, data))
      }
    }
    self.messages = messages
  }

  /// The first message of this kind.
  func first(_ kind: Kind) -> Data? { messages.first { $0.kind == kind }?.data }

  /// The attribute `name`, if it is one text of variable length.
  func text(_ name: String) throws -> String? {
    guard var attribute = try attribute(name) else { return nil }
    // Class 9 is of variable length, and its kind 1 a text.
    let tag = try attribute.type.byte()
    let isText = try attribute.type.byte() & 15 == 1
    guard tag & 15 == 9, isText, attribute.value.remaining >= 16 else { return nil }
    return try heapText(&attribute.value)
  }

  /// The attribute `name`, if it is a list of texts, or a list of nothing.
  func texts(_ name: String) throws -> [String]? {
    guard var attribute = try attribute(name) else { return nil }
    let what = "the attribute '\(name)' of '\(path)'"
    let tag = try attribute.type.byte() & 15
    let bits = try attribute.type.number(3)
    let size = try attribute.type.word()
    let count = try HDF5Shape(&attribute.space, what).sizes.reduce(1) { count, next in
      let (product, overflow) = count.multipliedReportingOverflow(by: next)
      guard !overflow else { throw HDF5Error("\(what) has more texts than can be counted") }
      return product
    }
    if count == 0 { return [] }
    guard size > 0, count <= attribute.value.remaining / size else {
      throw HDF5Error("\(what) is said to have \(count) texts, and ends before")
    }
    switch tag {
    case 3:
      return try (0..<count).map { _ in
        let bytes = try attribute.value.take(size).prefix { $0 != 0 }
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw HDF5Error("\(what) holds a text that is no UTF-8")
        }
        return text
      }
    case 9 where bits & 15 == 1 && size == 16:
      return try (0..<count).map { _ in try heapText(&attribute.value) }
    default: return nil
    }
  }

  private struct Attribute {
    var type, space, value: HDF5Cursor
  }

  private func attribute(_ name: String) throws -> Attribute? {
    for (kind, data) in messages where kind == .attribute {
      var cursor = HDF5Cursor(data, "an attribute of '\(path)'")
      let version = try cursor.byte()
      guard (1...3).contains(version) else {
        throw HDF5Error("an attribute of '\(path)' has the unknown version \(version)")
      }
      try cursor.skip(1)
      let sizes = (try cursor.short(), try cursor.short(), try cursor.short())
      if version == 3 { try cursor.skip(1) }
      func padded(_ size: Int) -> Int { version == 1 ? (size + 7) / 8 * 8 : size }
      var label = HDF5Cursor(try cursor.take(padded(sizes.0)), "an attribute of '\(path)'")
      guard try label.text() == name else { continue }
      let what = "the attribute '\(name)' of '\(path)'"
      let type = HDF5Cursor(try cursor.take(padded(sizes.1)), what)
      let space = HDF5Cursor(try cursor.take(padded(sizes.2)), what)
      return Attribute(type: type, space: space, value: cursor)
    }
    return nil
  }

  /// The text that `place` says the length and the place of, in the global heap.
  private func heapText(_ place: inout HDF5Cursor) throws -> String {
    let length = try place.word()
    return try heapText(try place.long(), index: try place.word(), length: length)
  }

  /// The text in the global heap at `address`.
  private func heapText(_ address: UInt64, index: Int, length: Int) throws -> String {
    let what = "a text of '\(path)'"
    var start = try file.cursor(from: address, what)
    try start.signature("GCOL")
    try start.skip(4)
    let size = try start.long()
    var heap = try file.cursor(address, size, what)
    try heap.skip(16)
    while heap.remaining >= 16 {
      let number = try heap.short()
      try heap.skip(6)
      let size = try heap.long()
      guard size <= UInt64(heap.remaining) else { break }
      let data = try heap.take(Int(size))
      if number == index {
        guard length <= data.count,
          let text = String(validating: data.prefix(length), as: UTF8.self)
        else { break }
        return text
      }
      // Number 0 is the free space at the end.
      if number == 0 { break }
      try heap.skip(min(heap.remaining, (8 - Int(size) % 8) % 8))
    }
    throw HDF5Error("\(what) is not in its heap")
  }
}
