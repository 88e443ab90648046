import Touchstone

/// Whether the names of layers in a file are those of the model, so that arrays of one shape cannot
/// change places unseen.
struct NameCheck {
  let source: any WeightSource
  let path: String
  /// What is to be loaded, in the order of files.
  let saveables: [Saveable]

  /// Throws where a layer of the model stands in the file under another name: both are of one archive,
  /// whose config gave the model its names.
  ///
  /// Layers in layers, other than models, may have names that are made anew each time.
  func sameArchive() throws {
    for saveable in saveables where saveable.isNamedByConfig && !saveable.variables.isEmpty {
      guard let found = try source.name(saveable.path), found != saveable.name else { continue }
      throw ModelFileError(
        path, saveable.path,
        "the weights are those of '\(found)', and the config has '\(saveable.name)' there; the parts of "
          + "the file do not belong together")
    }
  }

  /// Throws where layers of the model stand in the file under each other's names.
  ///
  /// Names that the model does not have tell nothing: layers are renamed, and names made automatically
  /// count on from model to model.
  func exchanged() throws {
    let own = saveables.filter { !$0.variables.isEmpty && $0.layer != nil }
    var named: [String: String] = [:]
    for saveable in own {
      if let name = try source.name(saveable.path) { named[saveable.path] = name }
    }
    let places = Dictionary(own.map { ($0.name, $0.path) }) { first, _ in first }
    for saveable in own where named[saveable.path] != saveable.name {
      // From place to the place of the layer whose name stands there, and on: a ring is an exchange.
      var ring = [saveable.path]
      while let name = named[ring[ring.count - 1]], let next = places[name],
        next == saveable.path || !ring.contains(next)
      {
        guard next == saveable.path else {
          ring.append(next)
          continue
        }
        throw ModelFileError(
          path, saveable.path,
          "the weights there are those of '\(named[saveable.path] ?? "")', and the model has "
            + "'\(saveable.name)' there; layers stand in another order: load with byName, or rename them"
        )
      }
    }
  }
}
