import Foundation
import Touchstone

/// An array with the name it has in its file; a `.npy` file's only array has none.
public typealias NamedTensor = (name: String, value: HostTensor)

/// Arrays in files: NumPy's `.npy` and `.npz`, and `.safetensors`.
///
/// A dtype that a format lacks is stored by its bits: `bf16` as `uint16`, 8-bit floats as `uint8`
/// in NumPy's files; in safetensors as bytes, the true type standing in the metadata.
///
/// Specification: `files`.
public enum ArrayFile {
  /// The formats, by their extensions.
  enum Format: String, CaseIterable { case npy, npz, safetensors }

  /// The arrays of the file at `path`, in the file's order; the extension says the format.
  public static func read(_ path: String) throws -> [NamedTensor] {
    switch try format(path) {
    case .npy: [("", try Npy.parse(FileBytes(path)))]
    case .npz: try Npz.read(path)
    case .safetensors: try Safetensors.parse(FileBytes(path))
    }
  }

  /// Writes `arrays` to `path`; a file there is replaced only once the new one is whole.
  ///
  /// A `.npy` file takes exactly one array, whose name is not kept.
  public static func write(_ arrays: [NamedTensor], to path: String) throws {
    let names = Set(arrays.map(\.name))
    if names.count != arrays.count {
      throw ArrayFileError(path, "", "two arrays have the same name; each name must be used once")
    }
    for (name, value) in arrays where !value.dtype.isElement {
      throw ArrayFileError(path, name, "a \(value.dtype) cannot be stored, only tensors can")
    }
    switch try format(path) {
    case .npy:
      guard arrays.count == 1 else {
        throw ArrayFileError(
          path, "", "a .npy file holds one array, got \(arrays.count); write a .npz file instead")
      }
      try store(Npy.bytes(arrays[0].value), path)
    case .npz: try Npz.write(arrays, path)
    case .safetensors: try store(Safetensors.bytes(arrays), path)
    }
  }

  /// The bytes of a `.safetensors` file of `arrays`, whose names differ.
  package static func safetensors(_ arrays: [NamedTensor]) throws -> Data {
    try Safetensors.bytes(arrays)
  }

  private static func format(_ path: String) throws -> Format {
    let ending = (path as NSString).pathExtension.lowercased()
    guard let format = Format(rawValue: ending) else {
      throw ArrayFileError(
        path, "", "the name must end in .npy, .npz or .safetensors, got \"\(ending)\"")
    }
    return format
  }

  private static func store(_ data: Data, _ path: String) throws {
    do { try data.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw ArrayFileError(path, "", "cannot be written: \(error.localizedDescription)")
    }
  }
}

/// What is wrong with a file of arrays: the file, the place in it, and the cause.
public struct ArrayFileError: Error, Hashable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// The place: a byte offset, an array's name, or empty for the file as a whole.
  public let place: String
  /// What was expected and what came.
  public let cause: String

  init(_ path: String, _ place: String, _ cause: String) {
    self.path = path
    self.place = place
    self.cause = cause
  }
  /// What to show a person.
  public var description: String { "\(path): " + (place.isEmpty ? "" : "\(place): ") + cause }
}

/// The bytes of a file or of an entry of an archive, with the name that errors give.
struct FileBytes {
  let path: String
  /// What stands before each place in errors: the entry's name.
  let prefix: String
  let data: Data

  init(path: String, prefix: String = "", data: Data) {
    self.path = path
    self.prefix = prefix
    self.data = data
  }

  /// The bytes of the regular file at `path`.
  init(_ path: String) throws {
    self.path = path
    prefix = ""
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw ArrayFileError(path, "", "there is no such file")
    }
    let kind =
      try? FileManager.default.attributesOfItem(
        atPath: (path as NSString).resolvingSymlinksInPath)[.type] as? FileAttributeType
    guard kind == .typeRegular else {
      throw ArrayFileError(path, "", "expected a regular file")
    }
    do { data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) } catch {
      throw ArrayFileError(path, "", "cannot be read: \(error.localizedDescription)")
    }
  }

  var count: Int { data.count }

  func error(_ place: String, _ cause: String) -> ArrayFileError {
    ArrayFileError(path, [prefix, place].filter { !$0.isEmpty }.joined(separator: ", "), cause)
  }

  /// The bytes in `range`, or an error that the file ends before.
  func bytes(_ range: Range<Int>, _ what: String) throws -> Data {
    guard range.lowerBound >= 0, range.upperBound <= data.count else {
      throw error(
        "byte \(min(max(range.lowerBound, 0), data.count))",
        "\(what) needs \(range.count) bytes from here, the file has \(data.count) in all")
    }
    return data[data.startIndex + range.lowerBound..<data.startIndex + range.upperBound]
  }
}

/// The type with these sizes if its bytes are exactly `available`; a reason otherwise.
func checkedType(_ dtype: DType, _ shape: [Int], available: Int) -> Result<TensorType, SizeError> {
  guard shape.count <= 64 else { return .failure(SizeError("more than 64 dimensions")) }
  guard shape.allSatisfy({ $0 >= 0 }) else {
    return .failure(SizeError("a size in \(shape) is negative"))
  }
  let type = TensorType(dtype, shape)
  guard let count = type.checkedCount else {
    return .failure(SizeError("\(shape) has more elements than can be counted"))
  }
  guard count * dtype.byteWidth == available else {
    return .failure(
      SizeError(
        "\(dtype) \(shape) needs \(count * dtype.byteWidth) bytes, the file has \(available)"))
  }
  return .success(type)
}

struct SizeError: Error {
  let message: String
  init(_ message: String) { self.message = message }
}

extension HostTensor {
  init(_ type: TensorType, copying data: Data) {
    self.init(type) { bytes in
      data.withUnsafeBytes { bytes.copyMemory(from: $0) }
    }
  }
  var data: Data {
    withBytes { Data($0.prefix(type.byteCount)) }
  }
}
