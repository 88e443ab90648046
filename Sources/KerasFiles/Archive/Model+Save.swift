import Foundation
import Touchstone

extension Model {
  /// Writes the whole model to a `.keras` file, which real Keras reads: Keras's `save`.
  ///
  /// It holds the config, the weights, what `compile` was given, and the optimizer's state. A file
  /// that is there is replaced only once the new one is whole; with `overwrite` false it is an error.
  public func save(_ path: String, overwrite: Bool = true) throws {
    guard path.hasSuffix(".keras") else {
      throw ModelFileError(path, "", "the name of a saved model must end in .keras")
    }
    guard overwrite || !FileManager.default.fileExists(atPath: path) else {
      throw ModelFileError(path, "", "is there already, and overwrite is false")
    }
    guard isBuilt else {
      throw ModelFileError(
        path, "", "\(name) is not built yet; call it, or build it, before saving")
    }
    let saveables = Saveable.all(of: self)
    let groups = try saveables.map { try $0.group() }
    let weights = try inFile(path) { try HDF5Writer.bytes(groups) }
    let archive = try ModelArchive.bytes(
      [
        (ModelArchive.metadata, ModelFiles.metadata()),
        (ModelArchive.config, Data(toJSON().utf8)), (ModelArchive.weightsName, weights),
      ] + saveables.flatMap { try $0.assets() }, path)
    try AtomicFile.write(archive, to: path)
  }
}

/// The model in the `.keras` file at `path`, as it was saved: Keras's `load_model`.
///
/// Nothing of the file is run: its classes must be Keras's, or registered by `CustomObjects`. With
/// `compile` the model can be trained on where it was left, if it had been compiled. The sizes that
/// the config asks for are held against those of the weights, so that memory stays bounded by the file.
public func loadModel(_ path: String, compile: Bool = true) throws -> Model {
  guard path.hasSuffix(".keras") else {
    throw ModelFileError(path, "", "the name of a saved model must end in .keras")
  }
  let archive = try ModelArchive(path)
  let config = try archive.config()
  let weights = try archive.weights()
  let model: Model
  do {
    model = try WeightBudget.$current.withValue(WeightBudget(bytes: weights.count)) {
      try modelFromConfig(config, compile: compile)
    }
  } catch {
    throw ModelFileError(path, ModelArchive.config, "\(error)")
  }
  let skipped = try inFile(path, ModelArchive.weightsName) {
    try WeightLoading(
      saveables: Saveable.all(of: model), source: try HDF5Weights(weights), path: path,
      isOneArchive: true
    ).run()
  }
  for sentence in skipped { ModelFiles.warn("\(path): \(sentence)") }
  for saveable in Saveable.all(of: model) {
    let folder = saveable.assetFolder
    let files = archive.files(in: folder)
    guard let layer = saveable.layer, !files.isEmpty else { continue }
    do { try layer.loadAssets(files) } catch { throw ModelFileError(path, folder, "\(error)") }
  }
  return model
}

extension Saveable {
  /// Where the archive has the assets of this.
  var assetFolder: String { ModelArchive.assets + (path.isEmpty ? "" : path + "/") }

  /// What of this is neither config nor weights, by the names of members.
  func assets() throws -> [(name: String, data: Data)] {
    try (layer?.saveAssets() ?? [:]).sorted { $0.key < $1.key }.map {
      (assetFolder + $0.key, Data($0.value))
    }
  }
}

/// What all files of models share.
enum ModelFiles {
  /// The version of Keras whose layout is written.
  static let kerasVersion = "3.15.1"

  /// What stands in an archive beside its config.
  static func metadata() -> Data {
    let metadata: JSON = ["keras_version": .string(kerasVersion), "date_saved": .string(now())]
    return Data(metadata.text().utf8)
  }
  /// The time in the form of Keras's metadata.
  static func now() -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd@HH:mm:ss"
    return formatter.string(from: Date())
  }
  static func warn(_ sentence: String) {
    FileHandle.standardError.write(Data("warning: \(sentence)\n".utf8))
  }
}
