import Foundation
import Touchstone

/// Weights in several HDF5 files and a JSON file that says which lie where.
struct ShardedWeights: WeightSource {
  private let folder: URL
  private let places: [String: [String]]

  init(_ path: String) throws {
    folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    let json: JSON
    do { json = try JSON(utf8: try MappedFile.data(path)) } catch let error as JSONError {
      throw ModelFileError(path, "", error.description)
    }
    guard let map = json["weight_map"]?.object else {
      throw ModelFileError(path, "", "expected an object with weight_map")
    }
    var places: [String: [String]] = [:]
    for (key, value) in map.fields {
      let names = value.string.map { [$0] } ?? value.array?.compactMap(\.string) ?? []
      for name in names where name.contains("/") || name.hasPrefix(".") {
        throw ModelFileError(path, key, "'\(name)' must be a file beside this one")
      }
      places[key] = names
    }
    self.places = places
  }

  private func sources(_ path: String) throws -> [HDF5Weights] {
    let names = places[path.isEmpty ? "/vars" : "/\(path)/vars"] ?? places[path] ?? []
    return try names.map { name in
      let file = folder.appending(path: name).path
      return try inFile(file) { try HDF5Weights(try MappedFile.data(file)) }
    }
  }

  /// The arrays at `path`, which may be spread over files, by number.
  private func arrays(_ path: String) throws -> [HDF5Object] {
    var found: [String: HDF5Object] = [:]
    for source in try sources(path) {
      guard let vars = try source.file.group(path)?.child("vars")?.group() else { continue }
      for (name, object) in try vars.children() { found[name] = object }
    }
    return try (0..<found.count).map { i in
      guard let array = found["\(i)"] else { throw HDF5Error("'\(path)' has no array \(i)") }
      return array
    }
  }
  func types(_ path: String) throws -> [TensorType] { try arrays(path).map { try $0.type() } }
  func values(_ path: String) throws -> [HostTensor] { try arrays(path).map { try $0.value() } }

  func name(_ path: String) throws -> String? {
    for source in try sources(path) {
      if let name = try source.name(path) { return name }
    }
    return nil
  }

  func pathsByName() throws -> [String: String] {
    var result: [String: String] = [:]
    for name in Set(places.values.joined()).sorted() {
      let file = folder.appending(path: name).path
      let source = try inFile(file) { try HDF5Weights(try MappedFile.data(file)) }
      result.merge(try source.pathsByName()) { first, _ in first }
    }
    return result
  }

  /// Writes the weights of `model` to files of about `gigabytes` each, and last the one at `path`.
  static func write(_ model: Model, _ path: String, _ gigabytes: Double) throws {
    guard path.hasSuffix(".weights.json") else {
      throw ModelFileError(path, "", "with maxShardSize the name must end in .weights.json")
    }
    guard gigabytes > 0 else {
      throw ModelFileError(path, "", "maxShardSize must be positive, got \(gigabytes)")
    }
    let limit = gigabytes * 1_073_741_824
    let url = URL(fileURLWithPath: path)
    let base = String(url.lastPathComponent.dropLast(".weights.json".count))
    var shards: [[SavedGroup]] = [[]]
    var size = 0.0
    var total = 0
    var places = JSONObject()
    func file(_ i: Int) -> String {
      let digits = "\(i)"
      return base + "_" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        + ".weights.h5"
    }
    for saveable in Saveable.all(of: model) {
      let group = try saveable.group()
      let bytes = group.values.reduce(0) { $0 + $1.type.byteCount }
      if size + Double(bytes) > limit, size > 0 {
        shards.append([])
        size = 0
      }
      // A layer larger than that gets a file of its own.
      shards[shards.count - 1].append(group)
      size += Double(bytes)
      total += bytes
      let key = group.path.isEmpty ? "/vars" : "/\(group.path)/vars"
      places[key] = .string(file(shards.count - 1))
    }
    for (i, groups) in shards.enumerated() {
      let target = url.deletingLastPathComponent().appending(path: file(i)).path
      try inFile(target) { try AtomicFile.write(try HDF5Writer.bytes(groups), to: target) }
    }
    let map: JSON = [
      "metadata": ["total_size": .integer(total)], "weight_map": .object(places),
    ]
    try AtomicFile.write(Data(map.text(indent: 4).utf8), to: path)
  }
}
