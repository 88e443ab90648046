import Foundation

/// A file of HDF5 in its classic form, which is the one Keras writes.
///
/// Read without the HDF5 library, whose reader is not made for hostile files: here every access is
/// checked, nothing is followed twice, and nothing is allocated that the file does not hold. Links out
/// of the tree, chunks, filters and external data are refused. Source: HDF5 File Format Specification,
/// version 3.0.
struct HDF5File {
  let bytes: HDF5Bytes
  private let rootAddress: UInt64
  private let known = Known()

  /// The groups that were asked for, by path, with what they were found to hold: a model of many layers
  /// asks for one after the other.
  private final class Known {
    var groups: [String: HDF5Group] = [:]
  }

  /// The file that `data` holds.
  init(_ data: Data) throws {
    bytes = HDF5Bytes(data: data)
    var superblock = try bytes.cursor(from: 0, "the superblock")
    let magic: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
    guard data.count >= 96, try superblock.take(8).elementsEqual(magic) else {
      throw HDF5Error("not an HDF5 file: it does not begin as one, or is shorter than 96 bytes")
    }
    let version = try superblock.byte()
    guard version <= 1 else {
      throw HDF5Error(
        "its superblock has version \(version); Keras writes version 0, so save the weights anew "
          + "by Keras, or by h5py with libver='earliest'")
    }
    try superblock.skip(4)
    let widths = (try superblock.byte(), try superblock.byte())
    guard widths == (8, 8) else {
      throw HDF5Error("expected addresses and lengths of 8 bytes, got \(widths.0) and \(widths.1)")
    }
    try superblock.skip(1 + 4 + 4 + (version == 1 ? 4 : 0))
    guard try superblock.long() == 0 else {
      throw HDF5Error("its addresses do not begin at the file's start")
    }
    try superblock.skip(24)
    try superblock.skip(8)
    rootAddress = try superblock.long()
  }

  /// The group at the top.
  func root() throws -> HDF5Group {
    if let root = known.groups[""] { return root }
    let root = HDF5Group(file: bytes, try header(rootAddress, "/"), path: "")
    known.groups[""] = root
    return root
  }

  private func header(_ address: UInt64, _ path: String) throws -> HDF5Header {
    try HDF5Header(bytes, at: address, path: path)
  }

  /// The group at `path`; `nil` if there is none.
  func group(_ path: String) throws -> HDF5Group? {
    var group = try root()
    for name in path.split(separator: "/") {
      let inner = group.path.isEmpty ? String(name) : group.path + "/" + name
      if let next = known.groups[inner] {
        group = next
        continue
      }
      guard let next = try group.child(String(name)) else { return nil }
      group = try next.group()
      known.groups[inner] = group
    }
    return group
  }

  /// All groups named `vars`, each with the path of the group around it.
  func variableGroups() throws -> [(path: String, group: HDF5Group)] {
    var result: [(String, HDF5Group)] = []
    var seen: Set<UInt64> = []
    var pending = [try root()]
    while let group = pending.popLast() {
      guard seen.insert(group.header.address).inserted else {
        throw HDF5Error("the group \(group.path) is linked twice")
      }
      for (name, object) in try group.children() where object.isGroup {
        let inner = try object.group()
        if name == "vars" { result.append((group.path, inner)) } else { pending.append(inner) }
      }
    }
    return result
  }
}

/// A group: names, and the objects that they stand for.
struct HDF5Group {
  let file: HDF5Bytes
  let header: HDF5Header
  let path: String
  private let found = Found()

  /// What was read of the group's links, once it was.
  private final class Found {
    var links: [Link]?
    var byName: [String: Link] = [:]
  }

  init(file: HDF5Bytes, _ header: HDF5Header, path: String) {
    self.file = file
    self.header = header
    self.path = path
  }

  /// The attribute `name`, if it is one text.
  func text(_ name: String) throws -> String? { try header.text(name) }

  /// The object named `name`; `nil` if there is none.
  func child(_ name: String) throws -> HDF5Object? {
    _ = try links()
    return try found.byName[name].map { try object($0) }
  }

  /// What lies at `path`, through the groups that it names; `nil` if there is nothing.
  func object(at path: String) throws -> HDF5Object? {
    let parts = path.split(separator: "/").map(String.init)
    guard let last = parts.last else { return nil }
    var place = self
    for part in parts.dropLast() {
      guard let next = try place.child(part), next.isGroup else { return nil }
      place = try next.group()
    }
    return try place.child(last)
  }

  /// Everything in the group, in the order of the names.
  func children() throws -> [(name: String, object: HDF5Object)] {
    try links().map { ($0.name, try object($0)) }
  }
  /// The names of everything in the group.
  func names() throws -> [String] { try links().map(\.name) }

  private func object(_ link: Link) throws -> HDF5Object {
    let inner = path.isEmpty ? link.name : path + "/" + link.name
    guard !link.isSoft else {
      throw HDF5Error("'\(inner)' is a soft link, which is not followed")
    }
    return HDF5Object(
      file: file, header: try HDF5Header(file, at: link.address, path: inner), path: inner)
  }

  private struct Link {
    let name: String
    let address: UInt64
    let isSoft: Bool
  }

  private func links() throws -> [Link] {
    if let links = found.links { return links }
    guard let table = header.first(.symbolTable) else {
      if header.first(.linkInfo) != nil || header.first(.link) != nil {
        throw HDF5Error(
          "the group '\(path)' is of the newer form, with links in its header; Keras writes the older "
            + "one, so save the weights anew by Keras, or by h5py with libver='earliest'")
      }
      throw HDF5Error("'\(path)' is no group")
    }
    var message = HDF5Cursor(table, "the symbol table of '\(path)'")
    let tree = try message.long()
    let heap = try message.long()
    let names = try Names(file, heap)
    var result: [Link] = []
    var seen: Set<UInt64> = []
    var taken: Set<String> = []
    try visit(tree, level: nil, names, &seen) { link in
      guard taken.insert(link.name).inserted else {
        throw HDF5Error("'\(link.name)' stands twice in the group '\(path)'")
      }
      result.append(link)
    }
    found.links = result
    found.byName = Dictionary(uniqueKeysWithValues: result.map { ($0.name, $0) })
    return result
  }

  /// Walks the group's B-tree: every node once, levels going down.
  private func visit(
    _ address: UInt64, level expected: Int?, _ names: Names, _ seen: inout Set<UInt64>,
    _ found: (Link) throws -> Void
  ) throws {
    guard seen.insert(address).inserted else {
      throw HDF5Error("the index of the group '\(path)' leads back to itself")
    }
    var node = try file.cursor(from: address, "the index of the group '\(path)'")
    try node.signature("TREE")
    let type = try node.byte()
    let level = try node.byte()
    guard type == 0, level <= 16, expected == nil || level == expected else {
      throw HDF5Error("the index of the group '\(path)' is damaged")
    }
    let count = try node.short()
    try node.skip(16 + 8)
    for _ in 0..<count {
      let child = try node.long()
      try node.skip(8)
      if level > 0 {
        try visit(child, level: level - 1, names, &seen, found)
      } else {
        guard seen.insert(child).inserted else {
          throw HDF5Error("the index of the group '\(path)' leads to one place twice")
        }
        try symbols(child, names, found)
      }
    }
  }

  private func symbols(_ address: UInt64, _ names: Names, _ found: (Link) throws -> Void) throws {
    var node = try file.cursor(from: address, "the symbols of the group '\(path)'")
    try node.signature("SNOD")
    try node.skip(2)
    for _ in 0..<(try node.short()) {
      let name = try names.text(try node.long())
      let header = try node.long()
      // 2 marks a soft link; external ones exist in newer groups alone.
      let isSoft = try node.word() == 2
      try node.skip(4 + 16)
      try found(Link(name: name, address: header, isSoft: isSoft))
    }
  }

  /// The local heap, where the names lie.
  private struct Names {
    let data: Data

    init(_ file: HDF5Bytes, _ address: UInt64) throws {
      var heap = try file.cursor(from: address, "the names of a group")
      try heap.signature("HEAP")
      try heap.skip(4)
      let size = try heap.long()
      try heap.skip(8)
      data = try file.bytes(try heap.long(), size, "the names of a group")
    }

    func text(_ offset: UInt64) throws -> String {
      guard offset < UInt64(data.count) else { throw HDF5Error("a name lies outside of its heap") }
      var cursor = HDF5Cursor(data[(data.startIndex + Int(offset))...], "the names of a group")
      return try cursor.text()
    }
  }
}

/// What a name stands for: a group or an array.
struct HDF5Object {
  let file: HDF5Bytes
  let header: HDF5Header
  let path: String

  var isGroup: Bool { header.first(.symbolTable) != nil || header.first(.linkInfo) != nil }

  func group() throws -> HDF5Group {
    guard isGroup else { throw HDF5Error("expected a group at '\(path)', got an array") }
    return HDF5Group(file: file, header, path: path)
  }
}
