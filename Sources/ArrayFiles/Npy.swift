import Foundation
import Touchstone

/// NumPy's format for one array.
///
/// Source: NumPy Enhancement Proposal 1 and `numpy.lib.format`, versions 1.0 to 3.0.
enum Npy {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  static func parse(_ file: FileBytes) throws -> HostTensor {
    let start = try file.bytes(0..<8, "the signature")
    guard Array(start.prefix(6)) == magic else {
      throw file.error("byte 0", "expected the signature of a .npy file, \\x93NUMPY")
    }
    let version = start[start.startIndex + 6]
    guard (1...3).contains(version) else {
      throw file.error("byte 6", "format version \(version) is unknown; 1, 2 and 3 are read")
    }
    let lengthBytes = version == 1 ? 2 : 4
    let length = try file.bytes(8..<8 + lengthBytes, "the header's length")
      .reversed().reduce(0) { $0 << 8 | Int($1) }
    let dataStart = 8 + lengthBytes + length
    let header = try file.bytes(8 + lengthBytes..<dataStart, "the header")
    var parser = NpyHeader(text: Array(header), file: file, offset: 8 + lengthBytes)
    let fields = try parser.parse()
    let (dtype, isSwapped) = try Self.dtype(fields.descr, file)
    let bytes = try file.bytes(dataStart..<file.count, "the data")
    let type: TensorType
    switch checkedType(dtype, fields.shape, available: bytes.count) {
    case .success(let checked): type = checked
    case .failure(let error): throw file.error("header", error.message)
    }
    var tensor: HostTensor
    if fields.isFortran, type.rank > 1 {
      let reversed = TensorType(dtype, type.shape.reversed())
      let transposed = HostTensor(reversed, copying: bytes)
      let strides = Array(reversed.strides.reversed())
      var counter = IndexCounter(type.shape)
      tensor = transposed.picking(type) { (_: Int) -> Int in
        defer { counter.advance() }
        return zip(counter.index, strides).reduce(0) { $0 + $1.0 * $1.1 }
      }
    } else {
      tensor = HostTensor(type, copying: bytes)
    }
    if isSwapped { swapBytes(&tensor) }
    if dtype == .i1 { try requireBooleans(tensor, file) }
    return tensor
  }

  /// Anything but 0 and 1 would be a boolean that is neither.
  private static func requireBooleans(_ tensor: HostTensor, _ file: FileBytes) throws {
    try tensor.withBytes { bytes in
      for (i, byte) in bytes.prefix(tensor.count).enumerated() where byte > 1 {
        throw file.error("element \(i)", "a boolean must be 0 or 1, got \(byte)")
      }
    }
  }

  private static func swapBytes(_ tensor: inout HostTensor) {
    let width = tensor.dtype.realPart.byteWidth
    tensor.withMutableBytes { bytes in
      for start in stride(from: 0, to: bytes.count - width + 1, by: width) {
        var element = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + width])
        element.reverse()
      }
    }
  }

  private static let codes: [(String, DType)] = [
    ("b1", .i1), ("i1", .i8), ("i2", .i16), ("i4", .i32), ("i8", .i64), ("u1", .ui8),
    ("u2", .ui16), ("u4", .ui32), ("u8", .ui64), ("f2", .f16), ("f4", .f32), ("f8", .f64),
    ("c8", .complex64), ("c16", .complex128),
  ]

  private static func dtype(_ descr: String, _ file: FileBytes) throws -> (DType, Bool) {
    let order = descr.first ?? " "
    guard "<>|=".contains(order),
      let dtype = codes.first(where: { $0.0 == descr.dropFirst() })?.1
    else {
      throw file.error(
        "header",
        "dtype '\(descr)' is not read; expected one of \(codes.map(\.0).joined(separator: " "))")
    }
    return (dtype, order == ">" && dtype.byteWidth > 1)
  }

  /// What NumPy calls the type whose elements have these bits.
  private static func descr(_ dtype: DType) -> String {
    if let code = codes.first(where: { $0.1 == dtype })?.0 {
      return (dtype.byteWidth == 1 ? "|" : "<") + code
    }
    // No NumPy type: the bits as an unsigned integer; narrow integers by their value.
    if dtype.family == .signed { return "|i1" }
    return dtype.byteWidth == 2 ? "<u2" : "|u1"
  }

  static func bytes(_ tensor: HostTensor) -> Data {
    let sizes = tensor.shape.map { "\($0)," }.joined(separator: " ")
    let shape = tensor.shape.count > 1 ? String(sizes.dropLast()) : sizes
    var header =
      "{'descr': '\(descr(tensor.dtype))', 'fortran_order': False, 'shape': (\(shape)), }"
    // The data starts at a multiple of 64 bytes.
    let unpadded = 10 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    let length = header.utf8.count
    var data = Data(magic)
    if length <= 0xffff {
      data += [1, 0, UInt8(length & 255), UInt8(length >> 8)]
    } else {
      data += [2, 0] + (0..<4).map { UInt8(length >> (8 * $0) & 255) }
    }
    data += Data(header.utf8)
    data += tensor.data
    return data
  }
}

/// Reads the header: a Python dictionary of three fields.
struct NpyHeader {
  let text: [UInt8]
  let file: FileBytes
  let offset: Int
  var position = 0

  init(text: [UInt8], file: FileBytes, offset: Int) {
    self.text = text
    self.file = file
    self.offset = offset
  }

  struct Fields {
    var descr: String
    var isFortran: Bool
    var shape: [Int]
  }

  mutating func parse() throws -> Fields {
    var descr: String?
    var isFortran: Bool?
    var shape: [Int]?
    try expect("{")
    while !accept("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr": descr = try string()
      case "fortran_order": isFortran = try boolean()
      case "shape": shape = try tuple()
      default: throw failure("the fields are descr, fortran_order and shape, got '\(key)'")
      }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard position == text.count else { throw failure("expected the end of the header") }
    guard let descr, let isFortran, let shape else {
      throw failure("the header must have descr, fortran_order and shape")
    }
    return Fields(descr: descr, isFortran: isFortran, shape: shape)
  }

  private func failure(_ cause: String) -> ArrayFileError {
    file.error("byte \(offset + position)", cause)
  }
  private mutating func skipSpace() {
    while position < text.count, [0x20, 0x0a, 0x09, 0x0d].contains(text[position]) { position += 1 }
  }
  private mutating func accept(_ word: String) -> Bool {
    skipSpace()
    guard text[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }
  private mutating func expect(_ word: String) throws {
    if !accept(word) { throw failure("expected \(word)") }
  }
  private mutating func boolean() throws -> Bool {
    if accept("True") { return true }
    if accept("False") { return false }
    throw failure("expected True or False")
  }
  private mutating func string() throws -> String {
    skipSpace()
    guard position < text.count, text[position] == 0x27 || text[position] == 0x22 else {
      throw failure("expected a string (structured dtypes are not read)")
    }
    let quote = text[position]
    guard let end = text[(position + 1)...].firstIndex(of: quote) else {
      throw failure("the string does not end")
    }
    defer { position = end + 1 }
    return String(decoding: text[position + 1..<end], as: UTF8.self)
  }
  private mutating func tuple() throws -> [Int] {
    var sizes: [Int] = []
    try expect("(")
    while !accept(")") {
      skipSpace()
      let start = position
      while position < text.count, (0x30...0x39).contains(text[position]) { position += 1 }
      guard let size = Int(String(decoding: text[start..<position], as: UTF8.self)) else {
        throw failure("expected a size of 0 or more that fits in 64 bits")
      }
      _ = accept("L")
      sizes.append(size)
      if !accept(",") {
        try expect(")")
        break
      }
    }
    return sizes
  }
}
