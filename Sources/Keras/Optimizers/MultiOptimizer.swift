extension Optimizers {
  /// Several optimizers, each of which changes the weights that a map gives it.
  ///
  /// Each keeps its own learning rate, state, clipping and means; there is no learning rate of all. The
  /// loss is scaled by `lossScaleFactor`, whatever the optimizers themselves say.
  public final class MultiOptimizer: Optimizer {
    /// Which optimizer changes which weights.
    public let optimizerMap: OptimizerMap
    /// The optimizers: those of the map's keys, then its default.
    public let optimizers: [Optimizer]
    /// Which of them changes a weight.
    private var places: [ObjectIdentifier: Int] = [:]

    /// The optimizers of `optimizerMap`.
    public init(
      _ optimizerMap: OptimizerMap, lossScaleFactor: Double? = nil, name: String? = nil
    ) {
      self.optimizerMap = optimizerMap
      optimizers = optimizerMap.optimizers
      super.init(0.0, options: OptimizerOptions(lossScaleFactor: lossScaleFactor), name: name)
      scaleAll()
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      guard let map: OptimizerMap = try c.object("optimizer_map") else {
        throw c.unexpected("optimizer_map", "an OptimizerMap", c["optimizer_map"] ?? .null)
      }
      optimizerMap = map
      optimizers = map.optimizers
      var fields: JSONObject = ["learning_rate": 0.0]
      fields["name"] = c["name"]
      fields["loss_scale_factor"] = c["loss_scale_factor"]
      try super.init(config: Config(fields, of: c.owner))
      scaleAll()
    }
    private func scaleAll() {
      for optimizer in optimizers { optimizer.options.lossScaleFactor = options.lossScaleFactor }
    }

    public override var config: JSONObject {
      [
        "optimizer_map": serialize(optimizerMap),
        "loss_scale_factor": options.lossScaleFactor.json, "name": .string(name),
      ]
    }

    public override var variables: [Variable] {
      super.variables + optimizers.flatMap(\.variables)
    }

    public override var hasLearningRate: Bool { false }
    /// None: ask the optimizers, or set theirs.
    public override var learningRate: Tensor {
      get {
        fail("several optimizers have no learning rate in common; ask one of `optimizers`")
        return .invalid
      }
      set {
        fail("several optimizers have no learning rate in common; set that of one of `optimizers`")
      }
    }

    public override func build(_ variables: [Variable]) {
      for variable in variables {
        let optimizer = optimizerMap[variable.path]
        places[ObjectIdentifier(variable)] = optimizers.firstIndex { $0 === optimizer }
      }
      for (optimizer, variables) in shared(variables) { optimizer.buildIfNeeded(variables) }
    }

    /// Each optimizer with those of `variables` that it changes; none without any.
    private func shared(_ variables: [Variable]) -> [(Optimizer, [Variable])] {
      optimizers.enumerated().compactMap { place, optimizer in
        let own = variables.filter { places[ObjectIdentifier($0)] == place }
        return own.isEmpty ? nil : (optimizer, own)
      }
    }

    public override func apply(_ gradients: [Tensor?], _ variables: [Variable]? = nil) {
      let weights = variables ?? trainableVariables
      guard gradients.count == weights.count else {
        return fail("\(gradients.count) gradients came for \(weights.count) weights")
      }
      buildIfNeeded(weights)
      if let unknown = weights.first(where: { places[ObjectIdentifier($0)] == nil }) {
        return fail(
          "it was built for other weights than \(unknown.path); an optimizer serves those it saw "
            + "first")
      }
      let byWeight = Dictionary(
        zip(weights.map(ObjectIdentifier.init), gradients)
      ) { first, _ in first }
      for (optimizer, own) in shared(weights) {
        optimizer.apply(own.map { byWeight[ObjectIdentifier($0)] ?? nil }, own)
      }
      iterations.assignAdd(Tensor(1 as Int32))
    }

    public override func finalizeVariableValues(_ variables: [Variable]) {
      for (optimizer, own) in shared(variables) { optimizer.finalizeVariableValues(own) }
    }
  }
}
