import Foundation
import Touchstone

extension FeatureSpace {
  /// What files hold of the space: the layers that prepare its features.
  private var saveables: [Saveable] {
    features.enumerated().flatMap { i, item in
      Saveable.all(
        of: item.feature.preprocessor,
        at: "features/feature\(i == 0 ? "" : "_\(i)")/preprocessor")
    }
  }

  /// Writes the space, with what it learned by `adapt`, to a `.keras` file: Keras's `save`.
  ///
  /// A file that is there is replaced only once the new one is whole.
  public func save(_ filepath: String) throws {
    guard filepath.hasSuffix(".keras") else {
      throw ModelFileError(filepath, "", "the name of a saved FeatureSpace must end in .keras")
    }
    let weights = try inFile(filepath) {
      try HDF5Writer.bytes(try saveables.map { try $0.group() })
    }
    let archive = try ModelArchive.bytes(
      [
        (ModelArchive.metadata, ModelFiles.metadata()),
        (ModelArchive.config, Data(toJSON().utf8)),
        (ModelArchive.weightsName, weights),
      ] + saveables.flatMap { try $0.assets() }, filepath)
    try AtomicFile.write(archive, to: filepath)
  }

  /// The space in the `.keras` file at `filepath`.
  ///
  /// Nothing of the file is run: its classes must be Keras's, or registered by `CustomObjects`.
  public static func load(_ filepath: String) throws -> FeatureSpace {
    let archive = try ModelArchive(filepath)
    let (config, weights) = (try archive.config(), try archive.weights())
    let space: FeatureSpace
    do {
      space = try WeightBudget.$current.withValue(WeightBudget(bytes: weights.count)) {
        try FeatureSpace.read(config)
      }
    } catch {
      throw ModelFileError(filepath, ModelArchive.config, "\(error)")
    }
    try inFile(filepath, ModelArchive.weightsName) {
      try WeightLoading(
        saveables: space.saveables, source: try HDF5Weights(weights), path: filepath,
        isOneArchive: true
      ).runStrictly()
    }
    for saveable in space.saveables {
      let files = archive.files(in: saveable.assetFolder)
      guard let layer = saveable.layer, !files.isEmpty else { continue }
      do { try layer.loadAssets(files) } catch {
        throw ModelFileError(filepath, saveable.assetFolder, "\(error)")
      }
    }
    return space
  }
}
