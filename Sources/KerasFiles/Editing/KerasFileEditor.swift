import Foundation
import Touchstone

/// Looks into a file of weights, changes it, and writes it anew: Keras's `KerasFileEditor`.
///
/// Objects are layers, optimizers and what lies around them, and stand under paths such as
/// `layers/dense_2`; a name alone will do where one object has it. Nothing is written to the file that
/// was read.
public struct KerasFileEditor {
  /// The file.
  public let filepath: String
  /// The config of the model, if the file is a `.keras` file.
  public let config: JSON?
  private(set) var objects: [String: StoredObject] = [:]

  /// What stands at a path: a name, if the file has one, and weights by their names.
  struct StoredObject {
    var name: String?
    var weights: [String: HostTensor] = [:]
  }

  /// The weights in the `.keras` or `.weights.h5` file at `filepath`.
  public init(_ filepath: String) throws {
    self.filepath = filepath
    let data: Data
    if filepath.hasSuffix(".keras") {
      let archive = try ModelArchive(filepath)
      config = try archive.config()
      data = try archive.weights()
    } else {
      guard filepath.hasSuffix(".weights.h5") else {
        throw ModelFileError(filepath, "", "the name must end in .keras or .weights.h5")
      }
      config = nil
      data = try MappedFile.data(filepath)
    }
    objects = try inFile(filepath) {
      var objects: [String: StoredObject] = [:]
      for (path, group) in try HDF5File(data).variableGroups() {
        var object = StoredObject(name: try group.text("name"))
        for (name, array) in try group.children() { object.weights[name] = try array.value() }
        if !object.weights.isEmpty { objects[path] = object }
      }
      return objects
    }
  }

  /// The paths of all objects that have weights, in alphabetical order.
  public var objectPaths: [String] { objects.keys.sorted() }

  /// The weights of an object by their names.
  public func weights(of object: String) throws -> [String: Tensor] {
    let path = try self.path(of: object)
    return (objects[path]?.weights ?? [:]).mapValues { Tensor($0) }
  }

  /// Writes the weights to `filepath`, which ends in `.weights.h5`: Keras's `save`.
  ///
  /// A file that is there is replaced only once the new one is whole.
  public func save(_ filepath: String) throws {
    guard filepath.hasSuffix(".weights.h5") else {
      throw ModelFileError(filepath, "", "the name must end in .weights.h5")
    }
    let groups = objects.sorted { $0.key < $1.key }.map { path, object in
      let weights = object.weights.sorted { $0.key < $1.key }
      return SavedGroup(
        path: path, name: object.name, values: weights.map(\.value), labels: weights.map(\.key))
    }
    try inFile(filepath) { try AtomicFile.write(try HDF5Writer.bytes(groups), to: filepath) }
  }
  /// Writes the weights to `filepath`, which ends in `.weights.h5`.
  public func resaveWeights(_ filepath: String) throws { try save(filepath) }

  // MARK: Changes

  /// Gives an object another name.
  public mutating func renameObject(_ objectName: String, _ newName: String) throws {
    let path = try self.path(of: objectName)
    try check(newName, "the new name of '\(objectName)'")
    let around = path.split(separator: "/").dropLast()
    let target = (around.map(String.init) + [newName]).joined(separator: "/")
    guard target == path || !isThere(target) else {
      throw problem(target, "is there already; delete it first, or choose another name")
    }
    move(path, to: target)
  }

  /// Removes an object with all that lies in it.
  public mutating func deleteObject(_ objectName: String) throws {
    move(try path(of: objectName), to: nil)
  }

  /// Adds an object at a path, with weights by their names, which are "0", "1", … for Keras's layers.
  public mutating func addObject(_ objectPath: String, weights: [String: Tensor]) throws {
    let parts = objectPath.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    for part in parts { try check(part, "each part of the path '\(objectPath)'") }
    guard parts.count == 1 || isThere(parts.dropLast().joined(separator: "/")) else {
      throw problem(
        objectPath, "lies in '\(parts.dropLast().joined(separator: "/"))', which is not there")
    }
    guard !isThere(objectPath) else {
      throw problem(objectPath, "is there already; delete it first, or use addWeights")
    }
    guard !weights.isEmpty else { throw problem(objectPath, "needs weights, got none") }
    objects[objectPath] = StoredObject(weights: try stored(weights, objectPath))
  }

  /// Removes one weight of an object.
  public mutating func deleteWeight(_ objectName: String, _ weightName: String) throws {
    let path = try self.path(of: objectName)
    guard var object = objects[path], object.weights.removeValue(forKey: weightName) != nil else {
      let names = objects[path]?.weights.keys.sorted() ?? []
      throw problem(
        path,
        "has no weight '\(weightName)'; it has "
          + (names.isEmpty ? "none" : names.joined(separator: ", ")))
    }
    objects[path] = object.weights.isEmpty ? nil : object
  }

  /// Sets weights of an object; those of the same names are replaced.
  public mutating func addWeights(_ objectName: String, weights: [String: Tensor]) throws {
    let path = try self.path(of: objectName)
    let values = try stored(weights, path)
    objects[path, default: StoredObject()].weights.merge(values) { $1 }
  }

  // MARK: Paths

  private func problem(_ place: String, _ cause: String) -> ModelFileError {
    ModelFileError(filepath, place, cause)
  }

  private func check(_ name: String, _ what: String) throws {
    guard !name.isEmpty, !name.contains("/"), !name.contains("\0"), name != ".", name != "..",
      name != "vars"
    else {
      throw problem(
        "", "\(what) must be a name without '/', and not '.', '..' or 'vars', got '\(name)'")
    }
  }

  private func stored(_ weights: [String: Tensor], _ path: String) throws -> [String: HostTensor] {
    for name in weights.keys { try check(name, "the name of a weight of '\(path)'") }
    return try weights.mapValues { try $0.host() }
  }

  /// Whether something stands at `path` or lies in it.
  private func isThere(_ path: String) -> Bool {
    objects.keys.contains { $0 == path || $0.hasPrefix(path + "/") }
  }

  /// Moves what stands at `path`, and what lies in it; without a target it is gone.
  private mutating func move(_ path: String, to target: String?) {
    for (key, object) in objects where key == path || key.hasPrefix(path + "/") {
      objects[key] = nil
      if let target { objects[target + key.dropFirst(path.count)] = object }
    }
  }

  /// The path of the object that has this path or this name.
  private func path(of name: String) throws -> String {
    if name.contains("/") {
      guard isThere(name) else {
        throw problem(name, "is not in the file; summary() shows what is")
      }
      return name
    }
    var found: Set<String> = []
    for path in objects.keys {
      let parts = path.split(separator: "/")
      for (i, part) in parts.enumerated() where part == name {
        found.insert(parts[...i].joined(separator: "/"))
      }
    }
    guard let path = found.first, found.count == 1 else {
      throw problem(
        name,
        found.isEmpty
          ? "is not in the file; summary() shows what is"
          : "is the name of several objects, \(found.sorted().joined(separator: ", ")); give the path"
      )
    }
    return path
  }
}
