import ArrayFiles
import CZip
import Foundation
import Testing
import Touchstone

/// A path in a folder that is removed when the test ends.
private func temporary<R>(_ name: String, _ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.appendingPathComponent(name).path)
}

private let samples: [NamedTensor] = DType.allCases.filter(\.isElement).flatMap { dtype in
  [[], [0, 3], [2, 3], [1]].map { shape -> NamedTensor in
    ("\(dtype.rawValue)\(shape.count)x\(shape.first ?? -1)", .full(TensorType(dtype, shape), 1))
  }
}

@Test func `safetensors give back every dtype and shape`() throws {
  try temporary("a.safetensors") { path in
    try ArrayFile.write(samples, to: path)
    let read = Dictionary(
      uniqueKeysWithValues: try ArrayFile.read(path).map { ($0.name, $0.value) })
    #expect(read.count == samples.count)
    for (name, value) in samples { #expect(read[name] == value, "\(name)") }
  }
}

@Test func `npz gives back every dtype NumPy has, and the bits of the others`() throws {
  try temporary("a.npz") { path in
    try ArrayFile.write(samples, to: path)
    for ((name, value), (readName, read)) in zip(samples, try ArrayFile.read(path)) {
      #expect(name == readName)
      #expect(read.shape == value.shape)
      #expect(read.reinterpreted(as: value.type) == value, "\(name)")
    }
  }
}

@Test func `a folder in an npz is no array`() throws {
  try temporary("a.npz") { path in
    try ArrayFile.write([("a", .full(TensorType(.f32, [2]), 1))], to: path)
    let archive = try #require(zip_open(path, 0, nil))
    #expect(zip_dir_add(archive, "empty", 0) >= 0)
    #expect(zip_close(archive) == 0)
    #expect(try ArrayFile.read(path).map(\.name) == ["a"])
  }
}

@Test func `npy in Fortran order and big endian is read in row-major order`() throws {
  let header = "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }\n"
  var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
  bytes += Array(header.utf8) + [0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6]
  try temporary("a.npy") { path in
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let read = try ArrayFile.read(path)[0].value
    #expect(read.type == TensorType(.i16, [2, 3]))
    #expect(read.signedIntegers == [1, 2, 3, 4, 5, 6])
  }
}

@Test func `the parts of a big-endian complex number are turned round one by one`() throws {
  let header = "{'descr': '>c8', 'fortran_order': False, 'shape': (1,), }\n"
  var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
  // 1.5 - 2i
  bytes += Array(header.utf8) + [0x3F, 0xC0, 0, 0, 0xC0, 0, 0, 0]
  try temporary("a.npy") { path in
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let read = try ArrayFile.read(path)[0].value
    #expect(read.type == TensorType(.complex64, [1]))
    #expect(read.complexes == [WideComplex(1.5, -2)])
  }
}

private func npy(_ header: String, data: Int) -> Data {
  Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0])
    + Data(header.utf8) + Data(count: data)
}

@Test(arguments: [
  ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 4, "needs 8 bytes"),
  ("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 4)}", 4, "counted"),
  ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", 4, "expected a size"),
  ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", 4, "fits"),
  ("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", 8, "dtype '|O' is not read"),
  ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", 4, "structured"),
  ("{'fortran_order': False, 'shape': (1,)}", 4, "must have descr"),
  ("{'descr': '<f4', 'shape': (1,", 4, "expected"),
])
func `a lying npy header is an error with its cause`(header: String, data: Int, cause: String)
  throws
{
  try temporary("bad.npy") { path in
    try npy(header, data: data).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: ArrayFileError.self) { try ArrayFile.read(path) }
    #expect(error?.description.contains(cause) == true, "\(String(describing: error))")
    #expect(error?.description.contains("bad.npy") == true)
  }
}

@Test(arguments: ["i1", "i2", "i4", "ui2", "ui4"])
func `bytes that are no elements of few bits are an error`(dtype: String) throws {
  let header =
    #"{"__metadata__":{"touchstone.dtype.a":"\#(dtype)"},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#
  try temporary("bad.safetensors") { path in
    let length = (0..<8).map { UInt8(header.utf8.count >> (8 * $0) & 255) }
    try (Data(length) + Data(header.utf8) + Data([1, 0x80])).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: ArrayFileError.self) { try ArrayFile.read(path) }
    #expect(error?.description.contains("no element of \(dtype)") == true)
  }
}

@Test(arguments: [
  (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "needs 8 bytes"),
  (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "expected 0"),
  (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8, "belong to no array"),
  (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,400]}}"#, 8, "data_offsets"),
  (#"{"a":{"dtype":"X","shape":[1],"data_offsets":[0,4]}}"#, 4, "not known"),
  (#"{"a":"#, 4, "JSON"),
  (
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    4, "twice"
  ),
])
func `a lying safetensors header is an error with its cause`(
  header: String, data: Int, cause: String
) throws {
  try temporary("bad.safetensors") { path in
    let length = (0..<8).map { UInt8(header.utf8.count >> (8 * $0) & 255) }
    try (Data(length) + Data(header.utf8) + Data(count: data))
      .write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: ArrayFileError.self) { try ArrayFile.read(path) }
    #expect(error?.description.contains(cause) == true, "\(String(describing: error))")
  }
}

@Test(arguments: ["a.npy", "a.npz", "a.safetensors"])
func `every truncation of a file is an error`(name: String) throws {
  try temporary(name) { path in
    let value = HostTensor(TensorType(.f32, [3]), doubles: [1, 2, 3])
    try ArrayFile.write([("x", value)], to: path)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    for count in 0..<whole.count {
      try whole.prefix(count).write(to: URL(fileURLWithPath: path))
      #expect(throws: ArrayFileError.self, "\(count)") { try ArrayFile.read(path) }
    }
  }
}
