import ArrayFiles
import Foundation
import NumPy

/// Recorded values that lie beside the repository, where they do.
enum Shared {
  /// The folder, or `nil` where it is absent.
  static let folder: URL? = {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return ["../shared", "shared"].map { root.appending(path: $0).standardizedFileURL }
      .first { FileManager.default.fileExists(atPath: $0.appending(path: "jax/index.json").path) }
  }()

  /// The arrays of a file, by name.
  static func arrays(_ path: String) throws -> [String: HostTensor] {
    guard let folder else { return [:] }
    let list = try ArrayFile.read(folder.appending(path: path).path)
    return Dictionary(uniqueKeysWithValues: list.map { ($0.name, $0.value) })
  }

  /// The JSON of a file.
  static func json(_ path: String) throws -> JSONValue {
    guard let folder else { return .null }
    return try JSONDecoder().decode(
      JSONValue.self, from: Data(contentsOf: folder.appending(path: path)))
  }
}

/// JSON read as it is.
enum JSONValue: Decodable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  subscript(_ key: String) -> JSONValue {
    if case .object(let object) = self { object[key] ?? .null } else { .null }
  }
  var list: [JSONValue] { if case .list(let list) = self { list } else { [] } }
  var string: String? { if case .string(let string) = self { string } else { nil } }
  var object: [String: JSONValue] { if case .object(let object) = self { object } else { [:] } }
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
  /// A list of integers, or one.
  var integers: [Int] { integer.map { [$0] } ?? list.compactMap(\.integer) }
}

/// The greatest difference of `x` and `y` compared with the greatest element of `y`; infinite where
/// one is NaN and the other is not, or infinities or types differ.
func deviation(_ x: Tensor, from y: HostTensor) throws -> Double {
  guard x.type == y.type else { return .infinity }
  let (a, b) = (try x.host().parts, y.parts)
  var (worst, scale) = (0.0, 0.0)
  for (p, q) in zip(a, b) {
    if p.isNaN && q.isNaN || p == q {
      if q.isFinite { scale = Swift.max(scale, Swift.abs(q)) }
      continue
    }
    guard p.isFinite, q.isFinite else { return .infinity }
    worst = Swift.max(worst, Swift.abs(p - q))
    scale = Swift.max(scale, Swift.abs(q))
  }
  return worst == 0 ? 0 : worst / Swift.max(scale, 1e-30)
}

extension HostTensor {
  /// The elements as numbers; of complex ones real part, then imaginary part.
  var parts: [Double] {
    if dtype.isComplex { return complexes.flatMap { [$0.real, $0.imaginary] } }
    return converted(to: .f64).doubles
  }
}

extension Tensor {
  /// The elements as numbers, for comparing with ones written down.
  var numbers: [Double] { (try? host().parts) ?? [] }
  /// The elements as integers.
  var integers: [Int] { numbers.map { Int($0) } }
  /// The elements as booleans.
  var answers: [Bool] { numbers.map { $0 != 0 } }
}

/// A vector of `f64`, or a tensor of `shape`.
func t(_ values: [Double], _ shape: [Int]? = nil) -> Tensor {
  Tensor(values, shape: shape ?? [values.count])
}

/// A vector of `i32`, or a tensor of `shape`.
func i(_ values: [Int], _ shape: [Int]? = nil) -> Tensor {
  Tensor(values.map { Int32($0) }, shape: shape ?? [values.count])
}

/// Whether `x` and `y` are the same numbers up to `bound`, NaN being the same as NaN.
func near(_ x: [Double], _ y: [Double], _ bound: Double = 1e-12) -> Bool {
  x.count == y.count
    && zip(x, y).allSatisfy {
      $0 == $1 || $0.isNaN && $1.isNaN
        || Swift.abs($0 - $1) <= bound * Swift.max(1, Swift.abs($1))
    }
}
