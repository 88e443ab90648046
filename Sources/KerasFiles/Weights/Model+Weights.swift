import ArrayFiles
import Foundation
import Touchstone

extension Model {
  /// Writes the weights, and the optimizer's state if there is one, to `path`: Keras's `save_weights`.
  ///
  /// The name ends in `.weights.h5`, or in `.safetensors`, which then holds weights alone, under their
  /// paths, or in `.h5` alone, which holds them in the form of Keras 2, by the names of layers. With `maxShardSize`, in gigabytes, the name ends in `.weights.json`, and the weights are
  /// spread over files beside it. A file that is there is replaced only once the new one is whole.
  public func saveWeights(_ path: String, maxShardSize: Double? = nil) throws {
    guard isBuilt else {
      throw ModelFileError(
        path, "", "\(name) is not built yet; call it, or build it, before saving")
    }
    if let maxShardSize { return try ShardedWeights.write(self, path, maxShardSize) }
    if path.hasSuffix(".safetensors") { return try saveSafetensors(path) }
    if !path.hasSuffix(".weights.h5"), path.hasSuffix(".h5") || path.hasSuffix(".hdf5") {
      return try inFile(path) { try AtomicFile.write(try LegacyWeights.bytes(of: self), to: path) }
    }
    guard path.hasSuffix(".weights.h5") else {
      throw ModelFileError(
        path, "",
        "the name must end in .weights.h5 or .safetensors, or in .h5 for the form of Keras 2")
    }
    let groups = try Saveable.all(of: self).map { try $0.group() }
    try inFile(path) { try AtomicFile.write(try HDF5Writer.bytes(groups), to: path) }
  }

  /// Sets the weights, and the optimizer's state, to what the file holds: Keras's `load_weights`.
  ///
  /// Takes `.weights.h5`, `.weights.json`, `.keras` and `.safetensors`, and `.h5` and `.hdf5` files in
  /// the form of Keras 2. With `byName` layers take what is stored under their names, whatever the
  /// order, and others stay as they are (Keras offers it for the last form alone); with `skipMismatch`
  /// those stay as they are whose shapes differ. Without, nothing changes when something does not
  /// fit, and the error says what. Returns a sentence on everything left out.
  @discardableResult
  public func loadWeights(
    _ path: String, byName: Bool = false, skipMismatch: Bool = false
  ) throws -> [String] {
    guard isBuilt else {
      throw ModelFileError(
        path, "", "\(name) is not built yet; call it, or build it, before loading")
    }
    if path.hasSuffix(".safetensors") { return try loadSafetensors(path, skipMismatch) }
    let source: any WeightSource
    if path.hasSuffix(".keras") {
      source = try inFile(path, "model.weights.h5") {
        try HDF5Weights(try ModelArchive(path).weights())
      }
    } else if path.hasSuffix("weights.json") {
      source = try ShardedWeights(path)
    } else if path.hasSuffix(".h5") || path.hasSuffix(".hdf5") {
      let weights = try inFile(path) { try HDF5Weights(try MappedFile.data(path)) }
      let legacy = try inFile(path) { try LegacyWeights(weights.file, path: path) }
      if let legacy {
        return try inFile(path) {
          try legacy.load(into: self, byName: byName, skipMismatch: skipMismatch)
        }
      }
      source = weights
    } else {
      throw ModelFileError(
        path, "",
        "the name must end in .weights.h5, .weights.json, .keras, .safetensors, or .h5 or .hdf5 for "
          + "files in the form of Keras 2")
    }
    return try inFile(path) {
      try WeightLoading(
        saveables: Saveable.all(of: self), source: source, path: path, byName: byName,
        skipMismatch: skipMismatch
      ).run()
    }
  }

  private func saveSafetensors(_ path: String) throws {
    try ArrayFile.write(try weights.map { ($0.path, try $0.rawValue.host()) }, to: path)
  }

  private func loadSafetensors(_ path: String, _ skipMismatch: Bool) throws -> [String] {
    let arrays = Dictionary(
      uniqueKeysWithValues: try ArrayFile.read(path).map { ($0.name, $0.value) })
    var skipped: [String] = []
    var assignments: [(Variable, HostTensor)] = []
    for weight in weights {
      let problem: String
      if let value = arrays[weight.path] {
        if value.shape == weight.shape {
          assignments.append((weight, value))
          continue
        }
        problem = "has the shape \(weight.shape), the file holds \(value.shape)"
      } else {
        problem = "is not in the file"
      }
      guard skipMismatch else { throw ModelFileError(path, weight.path, problem) }
      skipped.append("\(weight.path) \(problem); its value stays as it is")
    }
    try checking { for (weight, value) in assignments { weight.assign(Tensor(value)) } }
    return skipped
  }
}

/// Runs `body`; what is wrong with HDF5 is said of the file.
func inFile<R>(_ path: String, _ place: String = "", _ body: () throws -> R) throws -> R {
  do { return try body() } catch let error as HDF5Error {
    throw ModelFileError(path, place, error.description)
  }
}
