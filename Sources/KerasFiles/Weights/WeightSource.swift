import Foundation
import Touchstone

/// Where weights come from: groups of arrays by path.
protocol WeightSource {
  /// The types of the arrays at `path`; empty where there are none.
  func types(_ path: String) throws -> [TensorType]
  /// The arrays at `path`.
  func values(_ path: String) throws -> [HostTensor]
  /// The name of what the arrays at `path` belong to, where the file says it.
  func name(_ path: String) throws -> String?
  /// The path of each group by the name of what it belongs to; a name that occurs twice is left out.
  func pathsByName() throws -> [String: String]
}

/// Weights in one HDF5 file.
struct HDF5Weights: WeightSource {
  let file: HDF5File

  init(_ data: Data) throws { file = try HDF5File(data) }

  private func arrays(_ path: String) throws -> [HDF5Object] {
    guard let group = try file.group(path), let vars = try group.child("vars")?.group() else {
      return []
    }
    let children = Dictionary(
      uniqueKeysWithValues: try vars.children().map { ($0.name, $0.object) })
    return try (0..<children.count).map { i in
      guard let array = children["\(i)"] else {
        throw HDF5Error(
          "the \(children.count) arrays of '\(vars.path)' must be named 0, 1, …, and there is no \(i)"
        )
      }
      return array
    }
  }
  func types(_ path: String) throws -> [TensorType] { try arrays(path).map { try $0.type() } }
  func values(_ path: String) throws -> [HostTensor] { try arrays(path).map { try $0.value() } }

  func name(_ path: String) throws -> String? {
    try file.group(path)?.child("vars")?.group().text("name")
  }

  func pathsByName() throws -> [String: String] {
    var result: [String: String] = [:]
    var twice: Set<String> = []
    for (path, group) in try file.variableGroups() {
      guard let name = try group.text("name") else { continue }
      if result.updateValue(path, forKey: name) != nil { twice.insert(name) }
    }
    return result.filter { !twice.contains($0.key) }
  }
}
