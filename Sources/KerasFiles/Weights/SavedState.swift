import Touchstone

/// The arrays of one layer or optimizer as they lie in a file.
struct SavedGroup {
  /// The path that Keras gives it; empty for the model itself.
  let path: String
  /// The name of the layer or optimizer, if it is known.
  let name: String?
  let values: [HostTensor]
  /// What the arrays are called; by default their numbers.
  var labels: [String]?
}

/// Something with variables that files hold at a path of its own.
struct Saveable {
  enum Owner { case layer(Layer), optimizer(Optimizer) }
  /// Keras's path: names of attributes, and in lists those of classes with counts.
  let path: String
  let name: String
  let owner: Owner
  /// Whether it is a layer of a model, whose config names it.
  var isNamedByConfig = false

  /// The variables in the order of files.
  var variables: [Variable] {
    switch owner {
    case .layer(let layer):
      // What is kept from one batch to the next, Keras's files do not hold.
      layer.ownVariables.filter(\.trainable)
        + layer.ownVariables.filter { !$0.trainable && !$0.isSequenceState }
    case .optimizer(let optimizer): optimizer.variables
    }
  }

  /// The layer, if it is one.
  var layer: Layer? {
    if case .layer(let layer) = owner { layer } else { nil }
  }

  /// The values as they are now.
  func group() throws -> SavedGroup {
    SavedGroup(path: path, name: name, values: try variables.map { try $0.rawValue.host() })
  }

  /// What files hold of `model`: itself, its layers and theirs, its optimizer, each once.
  static func all(of model: Model) -> [Saveable] {
    var walk = Walk()
    walk.visit(model, "")
    return walk.result
  }

  /// What files hold of `layer`, which stands at `path`.
  static func all(of layer: Layer, at path: String) -> [Saveable] {
    var walk = Walk()
    walk.visit(layer, path)
    return walk.result
  }

  /// Keras's walk: attributes in the order of their names, those of private ones last.
  private struct Walk {
    var result: [Saveable] = []
    private var seen: Set<ObjectIdentifier> = []

    mutating func visit(_ layer: Layer, _ path: String, inModel: Bool = false) {
      guard seen.insert(ObjectIdentifier(layer)).inserted else { return }
      result.append(
        Saveable(path: path, name: layer.name, owner: .layer(layer), isNamedByConfig: inModel))
      let namesLayers = layer is Sequential || layer.classNameInFiles == "Functional"
      for (attribute, content) in attributes(of: layer) {
        let inner = path.isEmpty ? attribute : path + "/" + attribute
        switch content {
        case .one(let layer): visit(layer, inner)
        case .many(let layers):
          var counts: [String: Int] = [:]
          for layer in layers {
            let name = KerasClasses.snakeCase(layer.classNameInPaths)
            let count = counts[name, default: 0]
            counts[name] = count + 1
            visit(
              layer, inner + "/" + (count == 0 ? name : "\(name)_\(count)"),
              inModel: namesLayers && attribute == "layers")
          }
        case .optimizer(let optimizer): visit(optimizer, inner)
        }
      }
    }

    mutating func visit(_ optimizer: Optimizer, _ path: String) {
      guard seen.insert(ObjectIdentifier(optimizer)).inserted else { return }
      result.append(Saveable(path: path, name: optimizer.name, owner: .optimizer(optimizer)))
      var mirror: Mirror? = Mirror(reflecting: optimizer)
      while let level = mirror {
        for child in level.children {
          guard let label = child.label.map(KerasClasses.snakeCase) else { continue }
          if let inner = child.value as? Optimizer { visit(inner, path + "/" + label) }
          var counts: [String: Int] = [:]
          for inner in child.value as? [Optimizer] ?? [] {
            let name = KerasClasses.snakeCase(type(of: inner).className)
            let count = counts[name, default: 0]
            counts[name] = count + 1
            visit(inner, "\(path)/\(label)/" + (count == 0 ? name : "\(name)_\(count)"))
          }
        }
        mirror = level.superclassMirror
      }
    }

    private enum Content {
      case one(Layer), many([Layer]), optimizer(Optimizer)
    }

    private func attributes(of layer: Layer) -> [(String, Content)] {
      var single: [(String, Content)] = []
      var lists: [String: [Layer]] = [:]
      for (attribute, inner) in layer.sublayers {
        // Layers of a list or dictionary stand under `attribute/place`.
        let parts = attribute.split(separator: "/", maxSplits: 1)
        if parts.count > 1 || layer is Model && attribute == "layers" {
          lists[String(parts[0]), default: []].append(inner)
        } else {
          single.append((attribute, .one(inner)))
        }
      }
      if let model = layer as? Model {
        lists["layers"] = model.layers
        if let optimizer = model.optimizer { single.append(("optimizer", .optimizer(optimizer))) }
      }
      let sorted = (single + lists.map { ($0.key, .many($0.value)) }).sorted { $0.0 < $1.0 }
      guard layer is Sequential || layer.classNameInFiles == "Functional" else { return sorted }
      return sorted.filter { $0.0 == "layers" } + sorted.filter { $0.0 != "layers" }
    }
  }
}
