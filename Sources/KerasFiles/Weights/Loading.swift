import Touchstone

/// Puts arrays of a file into a model: everything is checked before anything changes.
struct WeightLoading {
  /// What is to be loaded, in the order of files.
  let saveables: [Saveable]
  let source: any WeightSource
  let path: String
  var byName = false
  var skipMismatch = false
  /// Whether the model was made by the config beside these weights.
  var isOneArchive = false

  /// Loads, and says in a sentence each what was left as it was.
  func run() throws -> [String] {
    var skipped: [String] = []
    var assignments: [(Saveable, place: String, types: [TensorType])] = []
    let names = byName ? try source.pathsByName() : [:]
    if !byName {
      let check = NameCheck(source: source, path: path, saveables: saveables)
      if isOneArchive { try check.sameArchive() } else if !skipMismatch { try check.exchanged() }
    }
    for saveable in saveables {
      guard let place = byName ? names[saveable.name] : saveable.path else { continue }
      let variables = saveable.variables
      let found = try source.types(place)
      if variables.isEmpty, found.isEmpty { continue }
      guard let problem = mismatch(saveable, variables, found, place) else {
        assignments.append((saveable, place, found))
        continue
      }
      var tolerated = skipMismatch
      // As Keras: a model whose optimizer cannot be continued still serves.
      if case .optimizer = saveable.owner { tolerated = true }
      guard tolerated else { throw ModelFileError(path, place, problem) }
      skipped.append("\(place): \(problem); its values stay as they are")
    }
    for (saveable, place, _) in assignments {
      let values = try source.values(place)
      try checking {
        for (variable, value) in zip(saveable.variables, values) { variable.assign(Tensor(value)) }
      }
    }
    return skipped
  }

  /// Loads everything, or nothing and throws.
  func runStrictly() throws {
    if let problem = try run().first { throw ModelFileError(path, "", problem) }
  }

  private func mismatch(
    _ saveable: Saveable, _ variables: [Variable], _ found: [TensorType], _ place: String
  ) -> String? {
    guard variables.count == found.count else {
      let hint = variables.isEmpty ? "; it is not built" : ""
      return
        "'\(saveable.name)' has \(variables.count) variables, the file holds \(found.count)\(hint)"
    }
    for (variable, type) in zip(variables, found) where variable.shape != type.shape {
      return "'\(variable.path)' has the shape \(variable.shape), the file holds \(type.shape)"
    }
    return nil
  }
}
