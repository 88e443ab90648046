import ArrayFiles
import Foundation
import Keras

/// Values of real Keras that lie beside the repository, where they do.
enum Recorded {
  /// The folder, or `nil` where it is absent; that of the environment's `TOUCHSTONE_KERAS_VALUES`
  /// where it is set, as by users of `tools/keras-layers`.
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
struct RecordedArrays {
  let arrays: [String: HostTensor]

  /// The array of `entry`, which names its key and its dtype.
  func tensor(_ entry: JSON) throws -> Tensor {
    guard let key = entry["key"]?.string, let host = arrays[key] else {
      throw ConfigError("no array for \(entry)")
    }
    // NumPy has no bfloat16; its bits are stored.
    return Tensor(
      entry["dtype"]?.string == "bfloat16" && host.dtype != .bf16
        ? host.reinterpreted(as: TensorType(.bf16, host.shape)) : host)
  }
  func tensors(_ list: JSON?) throws -> [Tensor] { try (list?.array ?? []).map(tensor) }
}

/// The greatest difference compared with the greatest element of `expected`; infinite where types
/// differ, or one is no number and the other is. A greater `scale` counts in its place.
func deviation(_ x: Tensor, from expected: Tensor, scale: Double = 0) throws -> Double {
  guard x.type == expected.type else { return .infinity }
  var (worst, scale) = (0.0, scale)
  for (p, q) in try zip(numbers(x), numbers(expected)) {
    if q.isFinite { scale = max(scale, abs(q)) }
    if p == q || p.isNaN && q.isNaN { continue }
    guard p.isFinite, q.isFinite else { return .infinity }
    worst = max(worst, abs(p - q))
  }
  return worst == 0 ? 0 : worst / max(scale, 1e-30)
}

/// How far results may lie from recorded ones of this dtype: the figure that the recordings state.
func allowed(_ dtype: DType) -> Double {
  switch dtype {
  case .f32: 1e-5
  case .f16: 2e-3
  case .bf16: 1.6e-2
  default: 0
  }
}
