extension Optimizers {
  /// Steps of one size, by the sign of a mean of gradients.
  ///
  /// Source: Chen et al., Symbolic Discovery of Optimization Algorithms, 2023.
  public final class Lion: Optimizer {
    let beta1, beta2: Double
    private var momentums = Slots()

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ learningRate: any LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.99,
      weightDecay: Double? = nil, clipnorm: Double? = nil, clipvalue: Double? = nil,
      globalClipnorm: Double? = nil, useEma: Bool = false, emaMomentum: Double = 0.99,
      emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
      gradientAccumulationSteps: Int? = nil, name: String? = nil
    ) {
      self.beta1 = beta1
      self.beta2 = beta2
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
      beta1 = try c.get("beta_1", 0.9)
      beta2 = try c.get("beta_2", 0.99)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "beta_1": beta1.json, "beta_2": beta2.json,
      ])
    }

    public override func build(_ variables: [Variable]) {
      momentums = addSlots(variables, "momentum")
    }

    public override func updateStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      let slot = momentums[variable]
      let momentum = slot.rawValue
      variable.assignSub(learningRate * sign(beta1 * momentum + (1 - beta1) * gradient))
      slot.assign(beta2 * momentum + (1 - beta2) * gradient)
    }
  }
}

extension Optimizer {
  /// Steps of one size, by the sign of a mean of gradients.
  public static func lion(_ learningRate: any LearningRate = 0.001) -> Optimizer {
    Optimizers.Lion(learningRate)
  }
}
