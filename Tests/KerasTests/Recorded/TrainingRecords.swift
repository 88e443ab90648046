import ArrayFiles
import Foundation
import Keras

/// Values of real Keras that lie beside the repository, where they do.
enum TrainingRecords {
  /// The folder, or `nil` where it is absent; that of the environment's `TOUCHSTONE_KERAS_VALUES`
  /// where it is set.
  static let folder: URL? = {
    if let path = ProcessInfo.processInfo.environment["TOUCHSTONE_KERAS_VALUES"] {
      return URL(filePath: path, directoryHint: .isDirectory)
    }
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return ["../shared/keras", "shared/keras"].map {
      root.appending(path: $0).standardizedFileURL
    }.first { FileManager.default.fileExists(atPath: $0.appending(path: "layers.json").path) }
  }()

  /// The cases of a group, and its arrays by name.
  static func group(_ name: String) throws -> (cases: [JSON], arrays: [String: HostTensor]) {
    guard let folder else { return ([], [:]) }
    let text = try String(contentsOf: folder.appending(path: "\(name).json"), encoding: .utf8)
    let arrays = try ArrayFile.read(folder.appending(path: "\(name).npz").path)
    return (
      try JSON(text: text)["cases"]?.array ?? [],
      Dictionary(uniqueKeysWithValues: arrays.map { ($0.name, $0.value) })
    )
  }
}

/// The arrays that a case names.
struct TrainingArrays {
  let arrays: [String: HostTensor]

  /// The array of `entry`, which names its key and its dtype.
  func tensor(_ entry: JSON) throws -> Tensor {
    guard let key = entry["key"]?.string, let host = arrays[key] else {
      throw ConfigError("no array for \(entry)")
    }
    return Tensor(host)
  }
  func tensors(_ list: JSON?) throws -> [Tensor] { try (list?.array ?? []).map(tensor) }
}

/// The greatest difference compared with the greatest element of `expected`; infinite where types
/// differ, or one is no number and the other is.
func gap(_ x: Tensor, from expected: Tensor) throws -> Double {
  guard x.type == expected.type else { return .infinity }
  let (ours, theirs) = (try doubles(x), try doubles(expected))
  let scale = theirs.filter(\.isFinite).map { Swift.abs($0) }.max() ?? 0
  let differences = zip(ours, theirs).map { p, q in
    if p == q || p.isNaN && q.isNaN { return 0.0 }
    return p.isFinite && q.isFinite ? Swift.abs(p - q) : .infinity
  }
  let worst = differences.max() ?? 0
  return worst == 0 ? 0 : worst / Swift.max(scale, 1e-30)
}

/// The elements as numbers.
func doubles(_ x: Tensor) throws -> [Double] { try x.host().converted(to: .f64).doubles }

/// How far results may lie from recorded ones of this dtype: the figure that the recordings state.
func permitted(_ dtype: DType) -> Double { dtype == .f32 ? 1e-5 : 0 }
