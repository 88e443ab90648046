import CZlib
import Foundation
import Testing

@testable import Datasets

/// Runs `body` with a folder that is gone afterwards.
func withFolder<R>(_ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// Runs `body` with the path of a file that holds `bytes`.
func withFile<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
  try withFolder { folder in
    let path = "\(folder)/file"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try body(path)
  }
}

/// `bytes` gzipped.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  var (source, result) = (bytes, [UInt8](repeating: 0, count: bytes.count + 200))
  deflateInit2_(
    &stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  let left = source.withUnsafeMutableBufferPointer { input in
    result.withUnsafeMutableBufferPointer { output -> Int in
      (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
      (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
      deflate(&stream, Z_FINISH)
      return Int(stream.avail_out)
    }
  }
  return Array(result.dropLast(left))
}

/// What `body` throws, as its sentence without the file's path.
func complaint(_ body: () throws -> Void) -> String {
  do { try body() } catch let error as DataFileError {
    return error.place.isEmpty ? error.cause : "\(error.place): \(error.cause)"
  } catch { return "\(error)" }
  return "nothing was thrown"
}

@Suite struct ReaderTests {
  /// Two rows of three numbers of 16 bits.
  private let idx: [UInt8] = [
    0, 0, 0x0B, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 0, 2, 0xFF, 0xFF, 1, 0, 0x80, 0, 0x7F, 0xFF,
  ]

  @Test func `IDX files are read from big-endian bytes, gzipped or not`() throws {
    for bytes in [idx, gzipped(idx), gzipped(Array(idx[..<9])) + gzipped(Array(idx[9...]))] {
      let array = try withFile(bytes) { try IDX.read($0) }
      #expect(array.type == TensorType(.i16, [2, 3]))
      #expect(try Tensor(array).scalars(as: Int16.self) == [1, 2, -1, 256, -32768, 32767])
    }
  }

  @Test func `what is wrong with an IDX file is said with its place`() throws {
    func said(_ bytes: [UInt8]) throws -> String {
      try withFile(bytes) { path in complaint { _ = try IDX.read(path) } }
    }
    #expect(
      try said([1, 2, 3, 4])
        == "byte 0: expected IDX's two zero bytes, dtype and rank, got 1 2 3 4")
    #expect(try said([0, 0, 7, 1]).hasPrefix("byte 2: expected a dtype of IDX"))
    #expect(try said([0, 0, 8, 3, 0, 0]) == "byte 4: 3 sizes take 12 bytes, and 2 are left")
    #expect(
      try said(Array(idx.dropLast())).hasSuffix("takes 12 bytes, and 11 follow"))
    let huge: [UInt8] = [0, 0, 14, 3] + [UInt8](repeating: 0xFF, count: 12)
    #expect(try said(huge).contains("are too large"))
    #expect(
      try said(Array(gzipped(idx).dropLast(12))).contains("the compressed data end too early"))
    #expect(complaint { _ = try IDX.read("/nowhere/file") } == "there is no such file")
    #expect(complaint { _ = try IDX.read("/") } == "expected a file, and it is a folder")
  }

  @Test func `no damaged file crashes the reader`() throws {
    var state: UInt64 = 1
    let whole = gzipped(idx)
    for _ in 0..<500 {
      var bytes = whole
      state = state &* 6_364_136_223_846_793_005 &+ 1
      bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 20)
      // An error or an array: what is tested is that it comes back.
      _ = try withFile(bytes) { path in complaint { _ = try IDX.read(path) } }
    }
  }

  @Test func `CSV fields may be quoted, and lines end in any way`() throws {
    let text = "\u{FEFF}name,x\r\n\"a, b\",1\r\n\"c \"\"d\"\"\ne\",2.5\n\nlast,-3e1"
    let table = try withFile(Array(text.utf8)) { try CSV($0) }
    #expect(table.columns == ["name", "x"])
    #expect(try table.strings("name") == ["a, b", "c \"d\"\ne", "last"])
    let numbers = try table.numbers(["x"])
    #expect(numbers.type == TensorType(.f32, [3, 1]))
    #expect(try numbers.scalars(as: Float.self) == [1, 2.5, -30])
  }

  @Test func `what is wrong with a CSV file is said with its line`() throws {
    func said(_ text: String, _ body: (CSV) throws -> Void = { _ in }) throws -> String {
      try withFile(Array(text.utf8)) { path in complaint { try body(CSV(path)) } }
    }
    #expect(try said("a,b\n1,2\n\n3\n") == "line 4: expected 2 fields as in line 1, got 1")
    #expect(try said("a\n\"x\n\n") == "line 2: a quote is opened and never closed")
    #expect(
      try said("a\n\"x\"y\n")
        == "line 2: after a closing quote expected ',' or the end of the line, got 'y'")
    #expect(
      try said("a,b\n\"1\n\",2\n3,four") { _ = try $0.numbers() }
        == "line 4: column 'b' must hold a number, got 'four'")
    #expect(
      try said("a,b\n1,2") { _ = try $0.strings("c") } == "there is no column 'c'; there are a, b")
    #expect(try said("") == "expected at least one row, and the file is empty")
  }

  @Test func `a file that is no text is refused with the line and the byte`() throws {
    let bytes: [UInt8] = Array("gut\nsch\u{F6}n ".utf8) + [0xFF, 0x41]
    #expect(
      try withFile(bytes) { path in complaint { _ = try TextFile.read(path) } }
        == "line 2: byte 11 of the file is no UTF-8 text")
    #expect(try withFile(Array("a\r\nb\n".utf8)) { try TextFile.lines($0) } == ["a", "b"])
  }

  @Test func `characters are numbered in order and back`() throws {
    let vocabulary = CharacterVocabulary("banana!")
    #expect(vocabulary.characters == ["!", "a", "b", "n"])
    #expect(try vocabulary.encode("nab") == [3, 1, 2])
    #expect(vocabulary.decode([2, 1, 99, 3]) == "ban")
    #expect(
      complaint { _ = try vocabulary.encode("an?") }
        == "character 2: '?' is none of the vocabulary's 4 characters")
  }
}
