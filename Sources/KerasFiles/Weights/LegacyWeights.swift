import Touchstone

/// Weights of the layers of a model in the HDF5 file that Keras 2 wrote for them, and that Keras 3
/// writes for models saved under names that end in `.h5`: a group for each layer, by its name.
struct LegacyWeights {
  /// The arrays of each layer, in the order of the file's model.
  private let layers: [(name: String, arrays: [HDF5Object])]
  /// Those of the model itself; `nil` where the file is older than that.
  private let ownArrays: [HDF5Object]?
  private let path: String

  /// The weights in `file`; `nil` if it is of another form.
  init?(_ file: HDF5File, path: String) throws {
    var group = try file.root()
    if try Self.texts("layer_names", of: group).isEmpty,
      let inner = try group.child("model_weights")
    {
      group = try inner.group()
    }
    let names = try Self.texts("layer_names", of: group)
    guard !names.isEmpty else { return nil }
    self.path = path
    layers = try names.map { name in
      guard let layer = try group.object(at: name), layer.isGroup else {
        throw HDF5Error("layer_names of '\(group.path)' has '\(name)', and there is no such group")
      }
      return (name, try Self.arrays(of: layer.group()))
    }
    ownArrays = try group.child("top_level_model_weights").map { try Self.arrays(of: $0.group()) }
  }

  /// The arrays that `weight_names` of `group` lists.
  private static func arrays(of group: HDF5Group) throws -> [HDF5Object] {
    try texts("weight_names", of: group).map { name in
      guard let array = try group.object(at: name), !array.isGroup else {
        throw HDF5Error("weight_names of '\(group.path)' has '\(name)', and there is no such array")
      }
      return array
    }
  }

  /// The texts of the attribute `name`, which Keras spreads over `name0`, `name1`, … where there are
  /// many.
  private static func texts(_ name: String, of group: HDF5Group) throws -> [String] {
    if let texts = try group.header.texts(name) { return texts }
    var all: [String] = []
    var count = 0
    while let more = try group.header.texts("\(name)\(count)") {
      all += more
      count += 1
    }
    return all
  }

  /// Puts the arrays into `model`, after everything is checked; says in a sentence each what was left
  /// as it was.
  ///
  /// Layers with weights take them in their order, or by their names. With `skipMismatch` weights of
  /// other shapes are left as they are, and by name layers with another number of them.
  func load(into model: Model, byName: Bool, skipMismatch: Bool) throws -> [String] {
    var plan = Plan(path: path, skipMismatch: skipMismatch)
    if byName {
      let layers = Dictionary(self.layers.map { ($0.name, $0.arrays) }) { first, _ in first }
      for layer in model.layers {
        guard let arrays = layers[layer.name] else { continue }
        try plan.add(arrays, to: Self.weights(of: layer), "layer '\(layer.name)'")
      }
    } else {
      let own = model.layers.filter { !$0.weights.isEmpty }
      let stored = layers.filter { !$0.arrays.isEmpty }
      guard own.count == stored.count else {
        throw ModelFileError(
          path, "",
          "the file has weights of \(stored.count) layers, and the model has \(own.count) layers with "
            + "weights; byName takes those of the same names")
      }
      plan.countsMustAgree = true
      for (layer, (name, arrays)) in zip(own, stored) {
        try plan.add(
          arrays, to: Self.weights(of: layer),
          "layer '\(layer.name)', which stands where the file has '\(name)'")
      }
    }
    if let ownArrays {
      try plan.add(ownArrays, to: Self.ownWeights(of: model), "model itself")
    }
    return try plan.run()
  }

  /// The order of such files: what is trained first.
  static func weights(of layer: Layer) -> [Variable] {
    layer.trainableWeights + layer.nonTrainableWeights
  }
  /// The weights of the model that are those of none of its layers.
  static func ownWeights(of model: Model) -> [Variable] {
    let own = Set(model.ownVariables.map(ObjectIdentifier.init))
    return model.weights.filter { own.contains(ObjectIdentifier($0)) }
  }

  /// What is to be set, collected before anything changes.
  private struct Plan {
    let path: String
    let skipMismatch: Bool
    var countsMustAgree = false
    private var assignments: [(Variable, HDF5Object)] = []
    private var skipped: [String] = []

    init(path: String, skipMismatch: Bool) {
      (self.path, self.skipMismatch) = (path, skipMismatch)
    }

    mutating func add(_ arrays: [HDF5Object], to variables: [Variable], _ owner: String) throws {
      guard arrays.count == variables.count else {
        let problem =
          "the \(owner) has \(variables.count) weights, the file holds \(arrays.count)"
        guard skipMismatch, !countsMustAgree else { throw ModelFileError(path, "", problem) }
        skipped.append("\(problem); its values stay as they are")
        return
      }
      for (variable, array) in zip(variables, arrays) {
        let type = try array.type()
        if type.shape == variable.shape {
          assignments.append((variable, array))
          continue
        }
        let problem =
          "'\(variable.path)' of the \(owner) has the shape \(variable.shape), the file holds "
          + "\(type.shape)"
        guard skipMismatch else { throw ModelFileError(path, array.path, problem) }
        skipped.append("\(problem); its values stay as they are")
      }
    }

    func run() throws -> [String] {
      let values = try assignments.map { try $0.1.value() }
      try checking {
        for ((variable, _), value) in zip(assignments, values) { variable.assign(Tensor(value)) }
      }
      return skipped
    }
  }
}
