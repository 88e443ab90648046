import AllBackends
import ArrayFiles
import Foundation
import KerasFiles
import Testing

/// Files saved by real Keras that lie beside the repository, where they do.
enum Recorded {
  static let folder: URL? = {
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return ["../shared/keras", "shared/keras"].map { root.appending(path: $0).standardizedFileURL }
      .first { FileManager.default.fileExists(atPath: $0.appending(path: "models.json").path) }
  }()
  static let isThere = folder != nil

  static func path(_ name: String) -> String { folder?.appending(path: name).path ?? name }

  static func arrays(_ name: String) throws -> [String: HostTensor] {
    let list = try ArrayFile.read(path(name))
    return Dictionary(uniqueKeysWithValues: list.map { ($0.name, $0.value) })
  }
  static func json(_ name: String) throws -> JSON {
    try JSON(utf8: try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }
}

/// Runs `body` with a folder that is gone afterwards.
func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// What `body` throws, as its sentence.
func sentence(_ body: () throws -> Void) -> String {
  do { try body() } catch { return "\(error)" }
  return "nothing was thrown"
}

extension JSON {
  /// The same without the numbers that say which objects were one object in the writing process.
  var withoutSharing: JSON {
    switch self {
    case .array(let items): return .array(items.map(\.withoutSharing))
    case .object(let object):
      return .object(
        JSONObject(
          object.fields.filter { $0.key != "shared_object_id" }.map {
            ($0.key, $0.value.withoutSharing)
          }))
    default: return self
    }
  }
}

/// A functional model of three layers of weights, some of which share a class.
func sample(_ seed: Int = 1) -> Model {
  let x = Input(shape: [4], name: "x")
  let hidden = Dense(3, activation: .tanh, name: "hidden")(x)
  let model = Model(inputs: x, outputs: Dense(2, name: "out")(hidden), name: "m")
  for (i, weight) in model.weights.enumerated() {
    weight.assign(Random.normal(Random.key(seed + i), weight.shape))
  }
  return model
}
