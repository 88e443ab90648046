import ArrayFiles
import Foundation
import JSONValues
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
  static func json(_ path: String) throws -> JSON {
    guard let folder else { return .null }
    return try JSON(utf8: Data(contentsOf: folder.appending(path: path)))
  }
}

/// What is not there has no fields and no items.
extension JSON? {
  subscript(_ key: String) -> JSON? { self?[key] }
  var list: [JSON] { self?.list ?? [] }
  var string: String? { self?.string }
  var double: Double? { self?.number }
}

extension JSON {
  var list: [JSON] { array ?? [] }
  var double: Double? { number }
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
