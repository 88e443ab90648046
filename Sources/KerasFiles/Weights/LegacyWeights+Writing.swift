import Foundation
import Touchstone

extension LegacyWeights {
  /// The largest attribute that HDF5's older form takes.
  private static let attributeLimit = 64512

  /// The bytes of a file with the weights of `model` and its layers, as `load(into:)` and Keras's
  /// `load_weights` with `by_name` read them.
  static func bytes(of model: Model) throws -> Data {
    let layers = try model.layers.map { layer in
      (name: layer.name, values: try named(weights(of: layer)))
    }
    let own = try named(ownWeights(of: model))
    return try HDF5Writer.bytes { file in
      try write("layer_names", layers.map(\.name), of: file)
      for (name, values) in layers {
        try HDF5Writer.group(name, in: file) { group in
          try write("weight_names", values.map(\.name), of: group)
          for (name, value) in values { try HDF5Writer.array(name, value, in: group) }
        }
      }
      try HDF5Writer.group("top_level_model_weights", in: file) { group in
        try write("weight_names", own.map(\.name), of: group)
        for (name, value) in own { try HDF5Writer.array(name, value, in: group) }
      }
    }
  }

  /// Values by the paths of variables; one whose path came before has its number behind.
  private static func named(
    _ variables: [Variable]
  ) throws -> [(name: String, value: HostTensor)] {
    var counts: [String: Int] = [:]
    return try variables.map { variable in
      let count = counts[variable.path, default: 0]
      counts[variable.path] = count + 1
      return (
        count == 0 ? variable.path : "\(variable.path)_\(count)", try variable.rawValue.host()
      )
    }
  }

  /// Writes a list of texts, in as many attributes as it needs: `name`, or `name0`, `name1`, ….
  private static func write(_ name: String, _ texts: [String], of object: Int64) throws {
    let width = max(texts.map(\.utf8.count).max() ?? 0, 1)
    let most = attributeLimit / width
    guard most > 0 else { throw HDF5Error("a name of \(width) bytes is too long for an attribute") }
    guard texts.count > most else { return try HDF5Writer.attribute(name, texts, of: object) }
    for (i, start) in stride(from: 0, to: texts.count, by: most).enumerated() {
      let part = Array(texts[start..<min(start + most, texts.count)])
      try HDF5Writer.attribute("\(name)\(i)", part, of: object)
    }
  }
}
