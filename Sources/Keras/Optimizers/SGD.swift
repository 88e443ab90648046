extension Optimizers {
  /// Gradient descent, with momentum if asked for.
  ///
  /// Source: Sutskever et al., On the Importance of Initialization and Momentum in Deep Learning, 2013.
  public final class SGD: Optimizer {
    public override class var defaultLearningRate: Double { 0.01 }
    let momentum: Double
    let nesterov: Bool
    private var velocities = Slots()

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ learningRate: any LearningRate = 0.01, momentum: Double = 0, nesterov: Bool = false,
      weightDecay: Double? = nil, clipnorm: Double? = nil, clipvalue: Double? = nil,
      globalClipnorm: Double? = nil, useEma: Bool = false, emaMomentum: Double = 0.99,
      emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
      gradientAccumulationSteps: Int? = nil, name: String? = nil
    ) {
      self.momentum = momentum
      self.nesterov = nesterov
      super.init(
        learningRate,
        options: OptimizerOptions(
          weightDecay: weightDecay, clipnorm: clipnorm, clipvalue: clipvalue,
          globalClipnorm: globalClipnorm, useEma: useEma, emaMomentum: emaMomentum,
          emaOverwriteFrequency: emaOverwriteFrequency, lossScaleFactor: lossScaleFactor,
          gradientAccumulationSteps: gradientAccumulationSteps),
        name: name)
    }

    /// The object that `config` describes.
    public required init(config c: Config) throws {
      momentum = try c.get("momentum", 0.0)
      nesterov = try c.get("nesterov", false)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "momentum": momentum.json, "nesterov": nesterov.json,
      ])
    }

    public override func build(_ variables: [Variable]) {
      if momentum != 0 { velocities = addSlots(variables, "momentum") }
    }

    public override func updateStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      let step = learningRate * gradient
      guard momentum != 0 else { return variable.assignSub(step) }
      let slot = velocities[variable]
      let velocity = momentum * slot.rawValue - step
      slot.assign(velocity)
      variable.assignAdd(nesterov ? momentum * velocity - step : velocity)
    }
  }
}

extension Optimizer {
  /// Gradient descent, with momentum if asked for.
  public static func sgd(_ learningRate: any LearningRate = 0.01) -> Optimizer {
    Optimizers.SGD(learningRate)
  }
}
